"""The three vendors' agreements and documents, as the tests read them."""

import re
from functools import cache
from pathlib import Path

from contracts.agreement_file import AGREEMENTS, AgreementFile, read_agreement
from contracts.domain.terms import Terms

DOCUMENTS = Path(__file__).parents[1] / "agreements"
VENDORS = {"lumeon": "lumeon", "patientiq": "patientiq", "healthy-roster": "healthy_roster"}
CURLY = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})  # quotes both ways


@cache
def agreement_of(vendor: str) -> AgreementFile:
    """This function will return a vendor's agreement file, read once."""
    return read_agreement(AGREEMENTS / f"{VENDORS[vendor]}.toml")


def terms_of(vendor: str) -> Terms:
    """This function will return a vendor's terms."""
    return agreement_of(vendor).terms


@cache
def document_of(vendor: str) -> str:
    """This function will return the published text, its spaces and quotes made plain."""
    return plain((DOCUMENTS / f"{VENDORS[vendor]}.txt").read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """This function will return a text with single spaces and straight quotes."""
    return re.sub(r"\s+", " ", text.translate(CURLY)).strip()
