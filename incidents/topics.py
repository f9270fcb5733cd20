"""Where the requests stand to which topics of the forum led, told to the forum beneath (LU-28)."""

from collections.abc import Collection, Iterable, Mapping

from django.db.models import Prefetch, Sum
from django.urls import reverse

from incidents.domain.problems import ChangeStatus, label
from incidents.models import ChangeRequest, Problem, TopicRequest
from knowledgebase.forum.requests import Standing
from knowledgebase.models import QUESTION, ForumPost, ForumTopic
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may


class ProblemRequests:
    """Requests as the problems that topics led to."""

    def standing(self, topics: Collection[int]) -> Mapping[int, Standing]:
        """Return where the requests of these topics stand, by the topics' keys."""
        changes = ChangeRequest.objects.exclude(status=ChangeStatus.WITHDRAWN).with_names()
        rows = TopicRequest.objects.filter(topic__in=topics).select_related("problem")
        found = list(
            rows.prefetch_related(
                Prefetch("problem__changes", changes, to_attr="current_changes")
            ).order_by("topic")
        )
        votes = _votes({one.problem_id for one in found}) if found else {}
        return {one.topic_id: _standing(one.problem, votes.get(one.problem_id, 0)) for one in found}

    def address_to_ask(self, topic: int, memberships: Iterable[Membership]) -> str:
        """Return where these memberships ask for a topic as an enhancement; empty: nowhere."""
        if any(may_request(one) for one in memberships):
            return reverse("problems:from_topic", args=[topic])
        return ""


def may_request(membership: Membership) -> bool:
    """Say whether somebody makes topics requests: the desk and product management."""
    return any(may(membership, act) for act in (Act.WORK_ON_INCIDENTS, Act.MANAGE_PROBLEMS))


def topics_of(problem: Problem) -> list[tuple[ForumTopic, int]]:
    """Return the topics that led to a problem and that are not hidden, each with its votes."""
    if not problem.vendor.has_forum:
        return []
    keys = TopicRequest.objects.filter(problem=problem).values("topic")
    posts = ForumPost.objects.filter(topic__in=keys, number=QUESTION, hidden_at=None)
    return [(one.topic, one.votes) for one in posts.select_related("topic").order_by("topic")]


def _votes(problems: Collection[int]) -> dict[int, int]:
    """Return how many voted for the topics behind each problem; what is hidden does not count."""
    keys = dict(TopicRequest.objects.filter(problem__in=problems).values_list("topic", "problem"))
    posts = ForumPost.objects.filter(topic__in=keys, number=QUESTION, hidden_at=None)
    votes: dict[int, int] = {}
    for topic, count in posts.order_by().values_list("topic").annotate(n=Sum("votes")):
        votes[keys[topic]] = votes.get(keys[topic], 0) + count
    return votes


def _standing(problem: Problem, votes: int) -> Standing:
    changes: list[ChangeRequest] = problem.current_changes  # type: ignore[attr-defined]  # prefetched
    return Standing(
        name=str(problem),
        kind=label(problem.kind),
        status=label(problem.status),
        aim=", ".join(dict.fromkeys(one.aim for one in changes if one.aim)),
        votes=votes,
        address=reverse("problems:problem", args=[problem.number]),
    )
