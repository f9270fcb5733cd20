"""Who is told of what happens in the forum: that there is something and where, never its text.

A mail's subject is a topic's title only where the vendor lets mail carry what people write, and
no longer once the topic is hidden (PQ-12; docs/algorithms/forum.md).
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string

from knowledgebase.forum.naming import public_name
from knowledgebase.models import ForumPost, ForumTopic, PostReport, TopicWatch
from portal.notify.models import Notification, OutgoingMail
from portal.notify.services import Letter
from portal.notify.telling import Telling, tell
from portal.notify.topics import Topic
from portal.tenancy.models import Membership, Person
from portal.tenancy.policy import POLICY, Act

NAMELESS = "A topic in the forum"
MODERATORS = [role for role, acts in POLICY.items() if Act.MODERATE_FORUM in acts]


def tell_of_answer(post: ForumPost, *, by: Membership, at: datetime) -> None:
    """Tell those who watch a topic that it has another answer."""
    topic = post.topic
    said = f"{public_name(by)} answered in a topic that you watch."
    _tell(topic, _watchers(topic, by), said, f"answer-{post.number}", at, f"#post-{post.number}")


def tell_of_accepted(post: ForumPost, *, by: Membership, at: datetime) -> None:
    """Tell those who watch a topic, and who wrote the answer, that it was accepted."""
    topic = post.topic
    people = {one.pk: one for one in [*_watchers(topic, by), *_still_here([post.by], topic, by)]}
    said = f"{public_name(by)} accepted an answer in a topic that you take part in."
    key = f"accepted-{post.number}-{at:%Y%m%d%H%M%S}"
    _tell(topic, people.values(), said, key, at, f"#post-{post.number}")


def tell_writer(post: ForumPost, said: str, *, by: Membership, at: datetime) -> None:
    """Tell a post's writer what a moderator did to it."""
    key = f"moderated-{post.number}-{at:%Y%m%d%H%M%S}"
    people = _still_here([post.by], post.topic, by)
    _tell(post.topic, people, said, key, at, f"#post-{post.number}")


def tell_moderators(report: PostReport, *, by: Membership, at: datetime) -> None:
    """Tell moderators that a post was reported."""
    rows = Membership.objects.current().filter(
        customer=None, role__in=MODERATORS, person__is_active=True
    )
    people = [one.person for one in rows.select_related("person").order_by("pk")]
    others = [one for one in people if one.pk != by.person_id]
    topic, said = report.post.topic, "A post was reported; it waits for a moderator."
    _tell(topic, others, said, f"report-{report.pk}", at, path="/forum/moderation/")


def tell_reporter(report: PostReport, *, by: Membership, at: datetime) -> None:
    """Tell who reported a post what was decided."""
    said = f"The post that you reported was looked at. {report.get_verdict_display()}."
    people = _still_here([report.by], report.post.topic, by)
    key = f"report-{report.pk}-decided"
    _tell(report.post.topic, people, said, key, at, inside=report.words)


def make_nameless(topic: ForumTopic) -> None:
    """Take a hidden topic's title out of inboxes and of mail that has not gone out."""
    thread = _thread(topic)
    Notification.objects.filter(thread=thread).update(title=NAMELESS)
    unsent = OutgoingMail.objects.filter(key__startswith=f"{thread}-", sent_at=None)
    unsent.update(subject=_subject(topic, ""))


def path_of(topic: ForumTopic) -> str:
    """Return where a topic is inside its vendor's site."""
    return f"/forum/topics/{topic.pk}/"


def _watchers(topic: ForumTopic, by: Membership) -> list[Person]:
    rows = TopicWatch.objects.filter(topic=topic, is_on=True).select_related("person")
    return _still_here([one.person for one in rows.order_by("pk")], topic, by)


def _still_here(people: Iterable[Person], topic: ForumTopic, by: Membership) -> list[Person]:
    """Leave out who may not read the forum any more, and who did it."""
    known = [one for one in people if one.pk != by.person_id and one.is_active]
    rows = Membership.objects.current().filter(vendor=topic.vendor_id)
    here = set(rows.filter(person__in=known).order_by().values_list("person", flat=True))
    return [one for one in known if one.pk in here]


def _thread(topic: ForumTopic) -> str:
    return f"forum-{topic.pk}"


def _subject(topic: ForumTopic, title: str) -> str:
    return title or f"{topic.vendor.name} forum"


def _tell(
    topic: ForumTopic,
    people: Iterable[Person],
    said: str,
    key: str,
    at: datetime,
    place: str = "",
    path: str = "",
    inside: str = "",  # what is said in the portal alone: mail holds nothing that was written
) -> None:
    vendor, path = topic.vendor, path or path_of(topic)
    link = f"{settings.PORTAL_URL}/{vendor.slug}{path}{place}"
    title = "" if vendor.phi_mode or topic.is_hidden else topic.title
    context = {"vendor": vendor, "said": said, "link": link}
    tell(
        Telling(
            person=person,
            topic=Topic.FORUM,
            letter=Letter(
                vendor=vendor,
                key=f"{_thread(topic)}-{key}",
                recipient=person.email,
                subject=_subject(topic, title),
                text=render_to_string(
                    "knowledgebase/forum/mail.txt", context | {"recipient": person}
                ),
                at=at,
                thread=_thread(topic),
            ),
            title=NAMELESS if topic.is_hidden else topic.title,
            said=f"{said} {inside}".strip(),
            path=f"{path}{place}",
        )
        for person in people
    )
