"""Two accept at once, and two vote at once: one answer is accepted, each vote counts (LU-28)."""

from collections.abc import Callable
from threading import Barrier

from knowledgebase.forum.services.taking_part import accept, vote
from knowledgebase.models import ForumPost, ForumTopic
from portal.kernel.refusal import Refusal
from portal.tenancy.scope import vendor_scope
from tests.cast import Site
from tests.committed import meeting, side_by_side
from tests.factories import MONDAY
from tests.knowledgebase.forum.talk import answered, asked, opened, question_of


def test_of_two_who_accept_at_once_one_is_refused(committed: Site) -> None:
    with vendor_scope(committed.vendor):
        topic = asked(opened(committed).house.contact)
        first = answered(committed.agent, topic)
        second = answered(committed.administrator, topic, "Or so.")
    place = meeting(2)

    def accepting(post: ForumPost, by: str) -> Callable[[], str]:
        member = committed.house.contact if by == "contact" else committed.agent
        return lambda: _said(
            committed,
            place,
            lambda: accept(by=member, post=post, known=0, at=MONDAY),
        )

    said = side_by_side(accepting(first, "contact"), accepting(second, "agent"))

    assert sorted(said) == ["done", "stale"]
    with vendor_scope(committed.vendor):
        kept = ForumTopic.objects.get(pk=topic.pk).accepted_id
    assert kept == (first if said[0] == "done" else second).pk


def test_votes_at_once_are_all_counted(committed: Site) -> None:
    with vendor_scope(committed.vendor):
        post = question_of(asked(opened(committed).house.contact))
    place = meeting(3)
    voters = (committed.agent, committed.administrator, committed.agent)

    def voting(by: object) -> Callable[[], str]:
        return lambda: _said(
            committed,
            place,
            lambda: vote(by=by, post=post, at=MONDAY),  # type: ignore[arg-type]  # memberships
        )

    assert side_by_side(*(voting(by) for by in voters)) == ["done"] * 3
    with vendor_scope(committed.vendor):
        assert ForumPost.objects.get(pk=post.pk).votes == 2


def _said(site: Site, place: Barrier, deed: Callable[[], object]) -> str:
    place.wait()
    with vendor_scope(site.vendor):
        try:
            deed()
        except Refusal as refusal:
            return refusal.code
    return "done"
