"""Keys of rows as addresses and forms write them."""

LONGEST_KEY = 18  # digits; every number so long fits the database's


def read_key(text: object) -> int | None:
    """This function will read a key that somebody typed; None: it names no row. Keys begin at 1.

    Other than `int`, it takes no other alphabet's digits, no sign, and no number so long that
    reading it takes long or no table could hold it.
    """
    digits = str(text)
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > LONGEST_KEY:
        return None
    return int(digits)
