"""Who is named in a note: `@Marek Nowak`, `@marek.nowak`, in any case of letters."""

import re
from collections.abc import Hashable, Mapping


def handle(name: str) -> str:
    """Return a name as one word, as some type it: Marek Nowak is marek.nowak."""
    return ".".join(name.casefold().split())


def mentioned[K: Hashable](text: str, names: Mapping[K, str]) -> set[K]:
    """Return the keys of those whose name stands behind an @.

    The longest name counts: @Ann Marie Lund is not Ann. An @ inside a word is an address, and a
    name that goes on in the text is another name. People of the same name are all meant.
    """
    called: dict[str, set[K]] = {}
    for key, name in names.items():
        for said in {" ".join(name.casefold().split()), handle(name)} - {""}:
            called.setdefault(said, set()).add(key)
    if not called or "@" not in text:
        return set()
    longest_first = sorted(called, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w.+-])@({'|'.join(map(re.escape, longest_first))})(?!\w)")
    words = " ".join(text.casefold().split())
    return {key for found in pattern.findall(words) for key in called[found]}
