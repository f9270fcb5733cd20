"""What customers of the demo world ask one another, and what the vendor's people answer (LU-28)."""

from collections.abc import Mapping
from datetime import timedelta

from incidents.services.topics import request_enhancement
from knowledgebase.domain.forum import Said
from knowledgebase.forum.services.moderating import hide, report
from knowledgebase.forum.services.names import choose_name
from knowledgebase.forum.services.switching import open_forum
from knowledgebase.forum.services.taking_part import accept, vote
from knowledgebase.forum.services.writing import answer, ask, edit
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may
from portal.tenancy.roles import Role
from reports.demo.contacts import Cast

LETTERS = Said(
    "We print referral letters on four wards, and each ward has a printer of its own. After every "
    "update the letters go to the first one again.\n\nDoes anybody keep *one printer a ward* "
    "through updates?",
    "One printer a ward, kept through updates",
    ("letters", "printing"),
)
COPY = Said(
    "Forty clinicians, and all of them have nearly the same booking rules. I copy them by hand.\n\n"
    "- Is there a way to copy a clinician's rules to another?\n- If not: who else needs it?",
    "Copying booking rules from one clinician to another",
    ("booking", "wishes"),
)
TRAINING = Said(
    "How do you train new colleagues: on a copy of your live system, or on the test system?",
    "Where do you train new colleagues?",
    ("training",),
)
PER_WARD = "Name the printers after the wards in the operating system; letters find them by name."
PER_WARD_MORE = f"{PER_WARD}\n\nUse `WARD-LETTERS`, in capitals: the case counts."
FROM_SUPPORT = "From **6.1** on the printer belongs to the ward and stays through updates."
ADVERT = "My brother's company sells printers, write to him."


def keep_forum(slug: str, cast: Cast) -> None:
    """This function will open Lumeon's forum, and let people talk there."""
    if slug != "lumeon":
        return
    crew = _crew(cast)
    by_customer = _contacts(cast)
    first, second = list(by_customer.values())[:2]
    open_forum(by=crew[Role.ADMINISTRATOR], is_open=True, at=cast.at - timedelta(days=60))
    for membership in [*crew.values(), first, second]:
        membership.vendor.has_forum = True
    choose_name(by=second, name="Letters fan", shows_customer=False, at=cast.at)
    _letters(crew, first, second, cast)
    _wish(crew, first, second, cast)
    at = cast.at - timedelta(hours=5)
    ask(by=second, said=TRAINING, at=at)


def _letters(
    crew: Mapping[Role, Membership], first: Membership, second: Membership, cast: Cast
) -> None:
    at = cast.at - timedelta(days=9)
    topic = ask(by=first, said=LETTERS, at=at)
    post = answer(by=second, topic=topic, text=PER_WARD, at=at + timedelta(hours=3))
    again = Said(PER_WARD_MORE)
    edit(by=second, post=post, said=again, known=1, at=at + timedelta(hours=4))
    staff = crew[Role.AGENT]
    answer(by=staff, topic=topic, text=FROM_SUPPORT, at=at + timedelta(hours=5))
    advert = answer(by=second, topic=topic, text=ADVERT, at=at + timedelta(hours=6))
    hidden_at = at + timedelta(hours=8)
    report(by=first, post=advert, words="This is an advertisement.", at=at + timedelta(hours=7))
    hide(by=crew[Role.SUPPORT_MANAGER], post=advert, words="No advertising, please.", at=hidden_at)
    vote(by=first, post=post, at=hidden_at)
    vote(by=staff, post=post, at=hidden_at)
    accept(by=first, post=post, known=0, at=hidden_at)


def _wish(
    crew: Mapping[Role, Membership], first: Membership, second: Membership, cast: Cast
) -> None:
    at = cast.at - timedelta(days=4)
    topic = ask(by=second, said=COPY, at=at)
    question = topic.posts.get()
    for by in (first, crew[Role.AGENT], crew[Role.SUPPORT_MANAGER]):
        vote(by=by, post=question, at=at + timedelta(hours=2))
    answer(by=first, topic=topic, text="We need it too.", at=at + timedelta(hours=2))
    request_enhancement(topic=topic, by=crew[Role.PRODUCT_MANAGER], at=at + timedelta(days=1))


def _crew(cast: Cast) -> dict[Role, Membership]:
    return {Role(one.role): one for one in reversed(list(cast.members.values()))}


def _contacts(cast: Cast) -> dict[int, Membership]:
    """Return one contact of each customer."""
    able = [one for one in cast.members.values() if may(one, Act.ANSWER_AS_CUSTOMER)]
    return {one.customer_id: one for one in reversed(able) if one.customer_id is not None}
