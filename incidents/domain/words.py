"""Which words of a text can be searched for: the same whether it is kept or asked for."""

import re
from unicodedata import combining, normalize

WORD = re.compile(r"\w+")
SHORTEST, LONGEST = 2, 40  # characters of a word; a longer one is found by its beginning
MOST = 500  # different words of one text: the rest of a log file is not worth a row each

# Words that every text has: a row for each would be a third of all rows and find nothing.
OF_EVERY_TEXT = """
an and are as at be been but by can do does for from had has have if in is it its no not of on or
our so that the their there they this to was we were when which will with you your
"""
COMMON = frozenset(OF_EVERY_TEXT.split())


def words_of(text: str) -> list[str]:
    """This function will return the different words of a text in their order, plainly written.

    Capitals, accents and joined letters do not count: “Zoë's ﬁle” has the words zoe and file.
    """
    parts = normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in parts if not combining(letter))
    found = (word[:LONGEST] for word in WORD.findall(plain) if len(word) >= SHORTEST)
    return list(dict.fromkeys(word for word in found if word not in COMMON))[:MOST]
