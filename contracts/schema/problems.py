"""What is wrong with an agreement file, all of it at once (CO-04)."""

from dataclasses import dataclass

from portal.kernel.refusal import Refusal

WHOLE_FILE = "(file)"  # the key of a problem that belongs to no single key
MOST_LISTED = 200  # a file of junk must not become a log of megabytes


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where it is in the file and what is wrong with it."""

    key: str
    reason: str


class Problems:
    """Collects problems while reading goes on, so that one look at a file finds them all."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, key: str, reason: str) -> None:
        """This method will note a problem at a key."""
        self.found.append(Problem(key, reason))


class BadAgreement(Refusal):
    """The file is refused whole; nothing of it is used (CO-04)."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = tuple(problems)
        lines = [f"{file}: {problem.key}: {problem.reason}" for problem in problems[:MOST_LISTED]]
        if len(problems) > MOST_LISTED:
            lines.append(f"{file}: and {len(problems) - MOST_LISTED} more problems.")
        super().__init__("\n".join(lines), code="bad_agreement")

    def __reduce__(self) -> tuple[type["BadAgreement"], tuple[str, list[Problem]]]:  # type: ignore[override]  # rebuilt from its own arguments, not from a sentence
        """This method will let the refusal cross a process border whole."""
        return (type(self), (self.file, list(self.problems)))
