"""A refusal reads as a sentence and carries a slug."""

import pickle

from portal.kernel.refusal import Refusal


def test_a_refusal_reads_as_its_sentence() -> None:
    assert str(Refusal("The report is closed.", code="closed")) == "The report is closed."


def test_a_refusal_carries_a_slug_for_programs() -> None:
    assert Refusal("The report is closed.").code == "refused"
    assert Refusal("The report is closed.", code="closed").code == "closed"


def test_a_refusal_survives_a_process_border() -> None:
    refusal = pickle.loads(pickle.dumps(Refusal("No.", code="closed")))  # noqa: S301 (our own)

    assert (str(refusal), refusal.code) == ("No.", "closed")
