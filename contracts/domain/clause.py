"""Where a value comes from: the requirement it answers and the document's own words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clause:
    """The source of one value of an agreement.

    `words` quotes the document. Where it is silent or contradicts itself they may be empty,
    and `reading` says what we take it to mean.
    """

    ref: str  # a requirement id, such as "LU-14"
    words: str = ""
    reading: str = ""

    @property
    def is_reading(self) -> bool:
        """This property will say whether the value is our reading, not the plain text."""
        return bool(self.reading)
