"""How an incident's number is written (LU-11)."""

import re

from portal.kernel.refusal import Refusal

WRITTEN = re.compile(r"(?:([A-Za-z]{2,6})-)?(\d{1,9})")


def read_number(text: str, prefix: str) -> int:
    """Return the number in `LUM-1042` or `1042`.

    :raises Refusal: if it is no number of this vendor.
    """
    found = WRITTEN.fullmatch(text.strip())
    if not found or (found[1] and found[1].upper() != prefix):
        raise Refusal(f"{text!r} is no incident number; they look like {prefix}-1042.")
    return int(found[2])
