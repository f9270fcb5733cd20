"""What the vendors of the demo world know, for everybody, for customers, for themselves."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from knowledgebase.domain.content import Content
from knowledgebase.domain.visibility import Visibility
from knowledgebase.models import Article
from knowledgebase.services.answering import answer, count_miss
from knowledgebase.services.reviewing import publish, submit
from knowledgebase.services.writing import save, start
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may
from reports.demo.contacts import Cast

SIGN_IN = Content(
    title="The code of the second step is not taken",
    problem="After the password a code of six digits is asked for, and every code is refused.",
    steps="1. Sign in with address and password.\n2. Type the code that the telephone shows.",
    resolution="The clock of the telephone is wrong: codes last 30 seconds.\n\n"
    "1. Open the settings of the telephone.\n2. Let it set date and time by itself.\n"
    "3. Wait for the next code and type that one.",
    visibility=Visibility.PUBLIC.value,
)
KNOWN: Mapping[str, Sequence[Content]] = {
    "lumeon": (
        SIGN_IN,
        Content(
            title="Letters print without the consultant's name",
            problem="Where the consultant's name should stand a letter has an empty line. "
            "It happens while the record loads slowly, mostly in the morning.",
            solution="Letters",
            versions="5.3.1, 6.0.0",
            steps="1. Open a referral with many documents.\n2. Print its letter at once.",
            resolution="Wait until the record's **green tick** is shown, then print. "
            "A release that reads the name later is planned.",
            is_workaround=True,
        ),
        Content(
            title="Transfers to the hospital stall after a restart",
            problem="The interface shows *connected* and nothing is sent.",
            solution="Interface",
            resolution="Stop the interface, wait a minute, start it: a lock of the other side ends "
            "after 45 seconds.",
            visibility=Visibility.INTERNAL.value,
        ),
    ),
    "patientiq": (
        SIGN_IN,
        Content(
            title="An export has no rows of the last day",
            problem="Exports leave out what was entered since midnight UTC.",
            resolution="Exports hold whole days of UTC. Run it again after midnight UTC.",
        ),
    ),
    "healthy-roster": (
        Content(
            title="A shift is shown an hour early",
            problem="On the day on which clocks change some shifts are shown an hour early.",
            resolution="Set the zone of the site, not of the person, in the roster's settings.",
        ),
    ),
}
BETTER = Content(
    title="Transfers to the hospital stall after a restart",
    problem="The interface shows *connected* and nothing is sent, for as long as one waits.",
    solution="Interface",
    resolution="Stop the interface, wait a minute, start it: a lock of the other side ends after "
    "45 seconds. From 6.1 on it is ended by itself.",
    visibility=Visibility.INTERNAL.value,
)


def keep_articles(slug: str, cast: Cast) -> None:
    """This function will write and publish what a vendor knows; one is in review once more."""
    writer = _able(cast, Act.WRITE_ARTICLES)
    publisher = _able(cast, Act.PUBLISH_ARTICLES)
    at = cast.at - timedelta(days=20)
    written = [_published(one, writer, publisher, at) for one in KNOWN[slug]]
    reader = _able(cast, Act.RAISE_INCIDENT)
    why = "Which release will it be?"
    answer(by=reader, article=written[0], is_helpful=False, reason=why, at=cast.at)
    if slug == "lumeon":
        last = written[-1]
        save(by=writer, article=last, content=BETTER, known=1, words="6.1", at=cast.at)
        submit(by=writer, article=last, known=2, at=cast.at)
        for text in ("scanner drivers", "scanner drivers", "colour of the calendar"):
            count_miss(writer.vendor, text, at=cast.at)


def _published(
    content: Content, writer: Membership, publisher: Membership, at: datetime
) -> Article:
    article = start(by=writer, content=content, at=at)
    submit(by=writer, article=article, known=1, at=at)
    return publish(by=publisher, article=article, known=1, at=at + timedelta(hours=3))


def _able(cast: Cast, act: Act) -> Membership:
    return next(one for one in cast.members.values() if may(one, act))
