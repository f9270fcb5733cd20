"""What people type beside a deed, made fit to be kept."""

from portal.kernel.refusal import Refusal

LONGEST_LINE = 300
LONGEST_TEXT = 5000


def one_line(text: str, otherwise: str) -> str:
    """Return words on one line.

    :raises Refusal: with the sentence `otherwise`, if there are none.
    """
    words = " ".join(text.split())[:LONGEST_LINE]
    if not words:
        raise Refusal(otherwise, code="no_words")
    return words


def paragraphs(text: str, otherwise: str) -> str:
    """Return a text as it was typed, without the space around it.

    :raises Refusal: with the sentence `otherwise`, if there is none.
    """
    words = text.strip()[:LONGEST_TEXT]
    if not words:
        raise Refusal(otherwise, code="no_words")
    return words


def checked_link(link: str) -> str:
    """Return a web address as it is, or nothing.

    :raises Refusal: if it is another kind of address.
    """
    address = link.strip()
    if address and not address.startswith(("https://", "http://")):
        raise Refusal("A link begins with https://.", code="bad_link")
    return address
