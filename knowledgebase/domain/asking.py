"""What a search of articles asks: words, some of them in one part, and what is like a word.

docs/algorithms/knowledge.md has the rules with worked figures.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import combining, normalize

from portal.kernel.refusal import Refusal

LONGEST = 300  # characters of a search
MOST_WORDS = 12
MOST_OF_TEXT = 24  # words of a text that somebody writes; its beginning says what it is about
SHORTEST_OF_TEXT = 3  # letters
LEAST_LIKE = (1, 4)  # of all trigrams of two words, shared: two swapped letters of six are found
SHORTEST_CORRECTED = 4  # letters: shorter words are like too many others

# Each part's place in the index, and what a word in it weighs.
PLACES: Mapping[str, int] = {
    "title": 1, "problem": 2, "solution": 3, "versions": 4, "steps": 5, "resolution": 6,
}  # fmt: skip
WEIGHTS: Mapping[str, int] = {
    "title": 8, "problem": 4, "solution": 3, "versions": 3, "steps": 1, "resolution": 2,
}  # fmt: skip

TERM = re.compile(r"(?:([A-Za-z]+):)?([^\s:]+)")


@dataclass(frozen=True, slots=True)
class Word:
    """One word that is asked for: anywhere, or in one part."""

    text: str
    part: str = ""


def asked(text: str) -> list[Word]:
    """This function will return the words of a search: `title:letters printer`.

    :raises Refusal: if it is too long, asks for too much, or names a part there is not.
    """
    if len(text) > LONGEST:
        raise Refusal(f"The search has {len(text):,} characters; {LONGEST} fit.", code="search")
    found: dict[Word, None] = {}
    for name, said in TERM.findall(text):
        if name and name.lower() not in PLACES:
            raise Refusal(
                f"“{name}:” is no part of an article. Possible are {', '.join(PLACES)}.",
                code="search",
            )
        for word in re.findall(r"\w+", plain(said)):
            found[Word(word, name.lower())] = None
    if len(found) > MOST_WORDS:
        raise Refusal(
            f"The search asks for {len(found)} words; {MOST_WORDS} are possible.", code="search"
        )
    return list(found)


def words_in(*texts: str) -> list[Word]:
    """This function will return the first different words of texts that somebody writes."""
    found: dict[Word, None] = {}
    for text in texts:
        for word in re.findall(r"\w+", plain(text)):
            if len(word) >= SHORTEST_OF_TEXT:
                found[Word(word)] = None
            if len(found) == MOST_OF_TEXT:
                return list(found)
    return list(found)


def plain(text: str) -> str:
    """This function will return a text as it is indexed: small letters, no accents."""
    parts = normalize("NFKD", text.casefold().replace("\x00", ""))
    return "".join(one for one in parts if not combining(one))


def trigrams(word: str) -> frozenset[str]:
    """This function will return a word's runs of three letters: two blanks before it, one after."""
    padded = f"  {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def is_like(word: str, other: str) -> bool:
    """This function will say whether two words share enough of their trigrams."""
    one, two = trigrams(word), trigrams(other)
    least, of = LEAST_LIKE
    return len(one & two) * of >= least * len(one | two)


def likest(word: str, others: Mapping[str, int], most: int = 3) -> list[str]:
    """This function will return the words most like one, from how many trigrams each shares."""
    size, (least, of) = len(trigrams(word)), LEAST_LIKE
    every = {other: size + len(trigrams(other)) - shared for other, shared in others.items()}
    scored = [
        (shared * 1_000_000 // every[other], other)
        for other, shared in others.items()
        if shared * of >= least * every[other]
    ]
    return [other for _, other in sorted(scored, key=lambda pair: (-pair[0], pair[1]))[:most]]


def rarity(having: int, all_of_them: int) -> int:
    """This function will say how much a word counts where not all are needed: 1 to 16.

    Each time that a word stands in half as many articles it counts one more.
    """
    return min(max((all_of_them // max(having, 1)).bit_length(), 1), 16)
