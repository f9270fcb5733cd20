"""What is typed in short: one line, or a few, checked in the same words everywhere."""

from incidents.models.problem import LONGEST_TITLE, LONGEST_WORDS
from portal.kernel.refusal import Refusal


def brief(text: str, what: str, *, longest: int = LONGEST_TITLE) -> str:
    """Return one line.

    :raises Refusal: if it is empty or too long.
    """
    words = " ".join(text.replace("\x00", "").split())
    if not words:
        raise Refusal(f"Give it a {what}.", code="empty")
    if len(words) > longest:
        raise Refusal(f"The {what} has {len(words)} characters; {longest} fit.", code="too_long")
    return words


def written(text: str, what: str) -> str:
    """Return a few lines.

    :raises Refusal: if there are none, or too many.
    """
    words = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not words:
        raise Refusal(f"Say {what}.", code="empty")
    if len(words) > LONGEST_WORDS:
        raise Refusal(f"That is {len(words):,} characters; {LONGEST_WORDS:,} fit.", code="too_long")
    return words
