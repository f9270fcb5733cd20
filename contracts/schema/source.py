"""From bytes to a TOML table, or to the reason why not."""

import re
import tomllib
from decimal import Decimal

from contracts.schema.problems import WHOLE_FILE, BadAgreement, Problem

MOST_BYTES = 1_000_000  # ours are about 20 kB; a longer one is a mistake or an attack

# A dotted key of many parts costs the TOML parser the square of them in memory, so a key nested
# deeper than any of ours is refused before parsing. The look-behind keeps the search linear.
PART = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
DEEP_KEY = re.compile(rf"(?<![A-Za-z0-9_-]){PART}(?:[ \t]*+\.[ \t]*+{PART}){{32}}")
LINE_OF_ERROR = re.compile(r"\(at line (\d+), column \d+\)")
HEADER = re.compile(r"^\s*\[\[?\s*([^\[\]]+?)\s*\]\]?")
ASSIGNMENT = re.compile(r"^\s*([A-Za-z0-9_.\"'-]+)\s*=")


def decode(content: bytes, *, file: str) -> str:
    """This function will return the text of a file's bytes (CO-04).

    :raises BadAgreement: if it is too long or not UTF-8.
    """
    if len(content) > MOST_BYTES:
        raise _refused(file, f"longer than {MOST_BYTES:,} bytes")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refused(file, f"not UTF-8 at byte {error.start}") from error


def load(text: str, *, file: str) -> dict[str, object]:
    """This function will return the file's TOML as a table, its fractions exact (CO-04).

    :raises BadAgreement: if it is not TOML; the key is the one on the line complained of.
    """
    if DEEP_KEY.search(text):
        raise _refused(file, "nested too deeply")
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        key = _key_complained_of(text, str(error))
        raise BadAgreement(file, [Problem(key, f"not TOML: {error}")]) from error
    except RecursionError as error:
        raise _refused(file, "nested too deeply") from error
    except (ValueError, ArithmeticError) as error:  # too long for int() or for Decimal
        raise _refused(file, "holds a number out of range") from error


def _refused(file: str, reason: str) -> BadAgreement:
    return BadAgreement(file, [Problem(WHOLE_FILE, reason)])


def _key_complained_of(text: str, message: str) -> str:
    """This function will return the dotted key on the line that the parser names, if any."""
    line = LINE_OF_ERROR.search(message)
    if not line:
        return WHOLE_FILE
    lines = text.split("\n")[: int(line[1])]
    headers = [found[1] for found in map(HEADER.match, lines) if found]
    assigned = ASSIGNMENT.match(lines[-1])
    parts = headers[-1:] + ([assigned[1]] if assigned else [])
    return ".".join(parts) or WHOLE_FILE
