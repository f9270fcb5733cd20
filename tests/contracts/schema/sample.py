"""A good sample agreement, and what becomes of it when one thing is changed."""

from pathlib import Path

import pytest

from contracts.agreement_file import BadAgreement, parse_agreement

FILE = "acme.toml"
SAMPLE = Path(__file__).with_name("sample.toml").read_text(encoding="utf-8")


def changed(old: str, new: str) -> str:
    """This function will return the sample with one passage replaced at its first place."""
    assert old in SAMPLE, f"the sample has no {old!r}"
    return SAMPLE.replace(old, new, 1)


def problems_of(text: str) -> list[tuple[str, str]]:
    """This function will return the keys and reasons for which a text is refused."""
    with pytest.raises(BadAgreement) as caught:
        parse_agreement(text, file=FILE)
    return [(problem.key, problem.reason) for problem in caught.value.problems]
