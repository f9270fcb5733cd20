"""A mail's words and files as a report or an answer, through the same services as the page's."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from io import BytesIO

from django.core.files.base import ContentFile

from contracts.domain.terms import Terms
from contracts.models import Contract
from incidents import services
from incidents.contents import problem_of_content
from incidents.domain.files import MOST_OF_MESSAGE, harmless_name, problem_of_size
from incidents.domain.kinds import Channel
from incidents.domain.lifecycle import Stage
from incidents.mailin.reading import Parsed
from incidents.models import InboundMail, Incident
from incidents.services.files import Upload
from incidents.services.raising import LONGEST_TITLE, Report
from incidents.services.steps import LONGEST_TEXT
from portal.kernel.patient_data import Caution
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership

LEADING = re.compile(
    r"^(?:\s*(?:re|fwd?|aw|wg|sv|antw)\s*:|\s*\[[A-Za-z0-9]+-\d+\])+\s*", re.IGNORECASE
)
USUAL = "support_incident"
MOST_ANSWERS = 5  # to one incident, from one sender, in this time:
AT_ONCE = timedelta(minutes=10)

type Begin = Callable[[Sequence[Upload], Sequence[str]], Incident]


def enter_report(
    *,
    parsed: Parsed,
    contact: Membership,
    contract: Contract,
    at: datetime,
    severity: str = "",
    recorder: Membership | None = None,
) -> Incident:
    """Raise an incident from a mail, as reported when the mail was received (PQ-10).

    :raises Refusal: as `raise_incident` does, or if the mail says nothing at all.
    """
    terms = contract.agreement.terms
    uploads, left_out = uploads_of(parsed)

    def begin(files: Sequence[Upload], missing: Sequence[str]) -> Incident:
        return services.raise_incident(
            by=contact,
            contract=contract,
            instance=None,
            report=Report(
                title=_title(parsed),
                text=_text(parsed, parsed.text, missing),
                severity=severity or severity_of_mail(terms),
                category=_category(terms),
                channel=Channel.EMAIL,
            ),
            at=at,
            recorder=recorder,
            caution=Caution.MARK,
            files=files,
        )

    return _with_or_without(uploads, left_out, begin)


def enter_answer(
    *, parsed: Parsed, incident: Incident, contact: Membership, at: datetime
) -> Incident:
    """Add a mail's words to its incident; a closed one is taken up again by them.

    :raises Refusal: as the services do, or if the mail says nothing at all.
    """
    uploads, left_out = uploads_of(parsed)
    deed = services.reopen if incident.status == Stage.CLOSED else services.answer

    def begin(files: Sequence[Upload], missing: Sequence[str]) -> Incident:
        text = _text(parsed, parsed.said or parsed.text, missing)
        return deed(
            incident=incident, by=contact, text=text, at=at, caution=Caution.MARK, files=files
        )

    return _with_or_without(uploads, left_out, begin)


def check_pace(incident: Incident, sender: str, at: datetime) -> None:
    """Refuse one answer too many in a short time: two programs may be answering one another."""
    recent = InboundMail.objects.of_sender_since(sender, at - AT_ONCE).filter(incident=incident)
    if recent.count() >= MOST_ANSWERS:
        raise Refusal(
            f"{sender} wrote to {incident} more than {MOST_ANSWERS} times in ten minutes.",
            code="too_many",
        )


def severity_of_mail(terms: Terms) -> str:
    """Return what a mail's report is taken for until support sets it: the last class but one.

    A mail has no question about impact and urgency, and neither alarm nor neglect is a fair guess.
    """
    return list(terms.severities)[-2:][0]


def _category(terms: Terms) -> str:
    keys = [known.key for known in terms.categories]
    if USUAL in keys:
        return USUAL
    measured = [known.key for known in terms.categories if known.has_targets]
    # Agreements name outages first; what a mail is about is more often an ordinary function.
    return next((key for key in ("functionality", "error") if key in measured), measured[-1])


def _title(parsed: Parsed) -> str:
    subject = LEADING.sub("", parsed.subject).strip()
    first = next((line.strip() for line in parsed.text.split("\n") if line.strip()), "")
    title = subject or first or f"Mail from {parsed.sender_name or parsed.sender}"
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def _text(parsed: Parsed, words: str, missing: Sequence[str]) -> str:
    """Return a message's text; it says what of the mail is not in it."""
    if not words and not parsed.files and not parsed.subject:
        raise Refusal("There is nothing in it: no subject, no words, no files.", code="empty")
    notes = []
    if missing:
        notes.append(f"[Files of the mail that are not kept here: {', '.join(missing)}]"[:2000])
    text = words or f"[The mail has no words of its own. Its subject: {parsed.subject or 'none'}]"
    room = LONGEST_TEXT - sum(map(len, notes)) - 200
    if len(text) > room:
        text = text[:room]
        notes.insert(0, "[The mail is longer. The whole of it is kept with the mails received.]")
    return "\n\n".join([text, *notes])


def uploads_of(parsed: Parsed) -> tuple[list[Upload], list[str]]:
    """Return the files that can go with a message, and the names of those that cannot."""
    uploads: list[Upload] = []
    left_out: list[str] = []
    for name, content in _named(parsed):
        size = len(content)
        problem = problem_of_size(size, sum(one.size for one in uploads))
        problem = problem or problem_of_content(name, BytesIO(content), size)
        if problem or len(uploads) >= MOST_OF_MESSAGE:
            left_out.append(name)
        else:
            uploads.append(ContentFile(content, name))
    return uploads, left_out


def _named(parsed: Parsed) -> Iterator[tuple[str, bytes]]:
    for file in parsed.files:
        yield harmless_name(file.name), file.content


def _with_or_without(uploads: list[Upload], left_out: list[str], begin: Begin) -> Incident:
    """Do it with the files; without, where there is no room: words must not wait for files."""
    try:
        return begin(uploads, left_out)
    except Refusal as refusal:
        if refusal.code != "file" or not uploads:
            raise
    return begin([], [*left_out, *(one.name or "file" for one in uploads)])
