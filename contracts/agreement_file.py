"""Agreement files: one vendor's terms as a versioned TOML file (CO-04).

A file is read whole or refused whole: `BadAgreement` lists every problem with its key and
reason. Keys that nobody reads are refused, so a typing slip cannot silently leave a default in
force. A new section is added in three places: a frozen dataclass in `contracts.domain`, a
function that reads it in `contracts.schema`, and a line in `contracts.schema.terms.read_terms`;
from then on the files may, or must, have it.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from contracts.domain.terms import Terms
from contracts.schema.problems import WHOLE_FILE, BadAgreement, Problem, Problems
from contracts.schema.source import MOST_BYTES, decode, load
from contracts.schema.table import Table
from contracts.schema.terms import read_terms

__all__ = ["AgreementFile", "BadAgreement", "agreement_paths", "parse_agreement", "read_agreement"]

AGREEMENTS = Path(__file__).parent / "agreements"


@dataclass(frozen=True, slots=True)
class AgreementFile:
    """A good file: what it says, its very text, and the digest that tells a changed one."""

    terms: Terms
    text: str
    sha256: str


def agreement_paths() -> list[Path]:
    """This function will list the agreement files that come with the portal, by name."""
    return sorted(AGREEMENTS.glob("*.toml"))


def read_agreement(path: Path) -> AgreementFile:
    """This function will read an agreement from a file (CO-04).

    :raises BadAgreement: if the file cannot be read or any of its values is wrong.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)  # one more than allowed is enough to refuse
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
        raise BadAgreement(path.name, [Problem(WHOLE_FILE, reason)]) from error
    return parse_agreement(decode(content, file=path.name), file=path.name)


def parse_agreement(text: str, *, file: str) -> AgreementFile:
    """This function will read an agreement from its text; the same text gives equal values (CO-04).

    :param file: the name that problems are reported under.
    :raises BadAgreement: if any value is wrong, listing all that are.
    """
    content = text.encode("utf-8", "surrogatepass")
    decode(content, file=file)  # a stored text is held to the same length as a file
    problems = Problems()
    root = Table(load(text, file=file), "", problems)
    terms = read_terms(root)
    root.done()
    if problems.found:
        raise BadAgreement(file, problems.found)
    return AgreementFile(terms, text, hashlib.sha256(content).hexdigest())
