"""A topic of the forum becomes an enhancement request, a problem of no incident (LU-28, LU-21)."""

from datetime import datetime

from django.db import transaction

from incidents.domain.problems import Step
from incidents.mailout.problems import tell_product_managers
from incidents.models import Problem, TopicRequest
from incidents.models.problem import LONGEST_TITLE
from incidents.services.numbers import next_problem
from incidents.services.problems import took
from knowledgebase.models import QUESTION, ForumTopic
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may, require


@transaction.atomic
def request_enhancement(*, topic: ForumTopic, by: Membership, at: datetime) -> TopicRequest:
    """Report what a topic asks for to product management, who qualify and plan it.

    :raises Refusal: if `by` may not, the forum is closed, or the topic is hidden or led to a
        request already.
    """
    if not may(by, Act.MANAGE_PROBLEMS):
        require(by, Act.WORK_ON_INCIDENTS)
    if not by.vendor.has_forum:
        raise Refusal(f"{by.vendor} has no forum.", code="closed")
    row = ForumTopic.objects.locked().shown().filter(pk=topic.pk).first()
    if row is None:
        raise Refusal("There is no such topic.", code="not_there")
    known = TopicRequest.objects.filter(topic=row).select_related("problem").first()
    if known is not None:
        raise Refusal(f"It is {known.problem} already.", code="already")
    question = row.posts.get(number=QUESTION)
    problem = Problem.objects.create(
        vendor=by.vendor,
        number=next_problem(by.vendor),
        title=row.title[:LONGEST_TITLE],
        description=question.text,
        reported_by=by.person,
        reported_at=at,
    )
    took(problem, Step.REPORTED, by=by.person, at=at, said=f"From the forum: {row.title}")
    record("problem reported", problem, actor=by.person, at=at, after={"topic": row.pk})
    made = TopicRequest.objects.create(
        vendor_id=row.vendor_id, topic=row, problem=problem, by=by.person, at=at
    )
    words = "{who} made a topic of the forum {problem}; it is to be qualified."
    tell_product_managers(problem, words, by, at)
    return made
