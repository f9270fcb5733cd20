"""Other terms from a date on, for tests of what counts in which month."""

from datetime import date

from contracts.agreement_file import parse_agreement
from contracts.models import ContractTerms
from contracts.services import amend_contract, load_agreement
from tests.availability.world import World
from tests.factories import MONDAY


def amended(world: World, since: date, before: str, after: str) -> ContractTerms:
    """Put the world's contract on its vendor's terms with one thing changed, from a date on."""
    now = world.contract.agreement
    dated = now.source.replace(f'version = "{now.label}"', f'version = "From {since}"')
    dated = dated.replace(f"effective_from = {now.effective_from}", f"effective_from = {since}")
    assert before in dated
    parsed = parse_agreement(dated.replace(before, after), file=now.file)
    version, _ = load_agreement(agreement=parsed, file=now.file, actor=None, at=MONDAY)
    return amend_contract(
        by=world.administrator,
        contract=world.contract,
        agreement=version,
        tier=world.contract.tier,
        since=since,
        reason="Agreed anew.",
        at=MONDAY,
    )
