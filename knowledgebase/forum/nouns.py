"""What can be done to topics and posts, by nouns: pages and the API answer from these tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from knowledgebase.forum.forms import AnswerForm, EditForm, KnownForm, WhyForm
from knowledgebase.forum.services import moderating, taking_part, writing
from knowledgebase.models import ForumPost, ForumTopic
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act

type OnTopic = Callable[[ForumTopic, Membership, Any, datetime], object]
type OnPost = Callable[[ForumPost, Membership, Any, datetime], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun[D]:
    """A deed: its form, the act it takes, what does it, and what is said when it is done."""

    do: D
    done: str
    words: str  # what the API says of it
    form: type[forms.Form] = forms.Form
    act: Act = Act.WRITE_IN_FORUM
    title: str = ""  # of the page that asks first; none: it is done at once
    is_dangerous: bool = False


def _answer(topic: ForumTopic, by: Membership, form: AnswerForm, at: datetime) -> object:
    caution = form.cleaned_data["patient_data_acknowledged"]
    return writing.answer(by=by, topic=topic, text=form.said().text, at=at, caution=caution)


def _edit(post: ForumPost, by: Membership, form: EditForm, at: datetime) -> object:
    typed = form.cleaned_data
    return writing.edit(
        by=by,
        post=post,
        said=form.said(),
        known=typed["known"],
        at=at,
        caution=typed["patient_data_acknowledged"],
    )


TOPIC_NOUNS: Mapping[str, Noun[OnTopic]] = {
    "answers": Noun(
        do=_answer, form=AnswerForm, done="Your answer stands there.", words="Answer it."
    ),
    "watching": Noun(
        do=lambda topic, by, _, at: taking_part.watch(by=by, topic=topic, is_on=True, at=at),
        act=Act.FOLLOW_INCIDENTS,
        done="You are told of new answers.",
        words="Be told of it.",
    ),
    "unwatching": Noun(
        do=lambda topic, by, _, at: taking_part.watch(by=by, topic=topic, is_on=False, at=at),
        act=Act.FOLLOW_INCIDENTS,
        done="You are not told of it any more.",
        words="Be told of it no more.",
    ),
    "locking": Noun(
        do=lambda topic, by, _, at: moderating.lock(by=by, topic=topic, is_locked=True, at=at),
        act=Act.MODERATE_FORUM,
        done="Locked: it takes no answers and no edits.",
        words="Let it take no more answers and edits.",
    ),
    "unlocking": Noun(
        do=lambda topic, by, _, at: moderating.lock(by=by, topic=topic, is_locked=False, at=at),
        act=Act.MODERATE_FORUM,
        done="It takes answers again.",
        words="Let it take answers again.",
    ),
}

POST_NOUNS: Mapping[str, Noun[OnPost]] = {
    "edits": Noun(
        do=_edit, form=EditForm, title="Edit your post", done="Edited.", words="Write it anew."
    ),
    "votes": Noun(
        do=lambda post, by, _, at: taking_part.vote(by=by, post=post, at=at),
        done="Your vote counts.",
        words="Say that it is useful.",
    ),
    "unvoting": Noun(
        do=lambda post, by, _, at: taking_part.unvote(by=by, post=post, at=at),
        done="Your vote is taken back.",
        words="Take your vote back.",
    ),
    "acceptance": Noun(
        do=lambda post, by, form, at: taking_part.accept(
            by=by, post=post, known=form.cleaned_data["known"], at=at
        ),
        form=KnownForm,
        done="It is the accepted answer.",
        words="Say that it is the answer; `known` is the number of the one accepted so far, or 0.",
    ),
    "unaccepting": Noun(
        do=lambda post, by, form, at: taking_part.unaccept(
            by=by, post=post, known=form.cleaned_data["known"], at=at
        ),
        form=KnownForm,
        done="It is not the accepted answer any more.",
        words="Say that it is not the answer after all.",
    ),
    "reports": Noun(
        do=lambda post, by, form, at: moderating.report(
            by=by, post=post, words=form.cleaned_data["words"], at=at
        ),
        form=WhyForm,
        title="Report a post",
        done="Thank you. A moderator looks at it, and you are told what is decided.",
        words="Say that it should not be there.",
    ),
    "hiding": Noun(
        do=lambda post, by, form, at: moderating.hide(
            by=by, post=post, words=form.cleaned_data["words"], at=at
        ),
        form=WhyForm,
        act=Act.MODERATE_FORUM,
        title="Hide a post",
        done="Hidden. Its writer is told.",
        words="Take it from its readers.",
        is_dangerous=True,
    ),
    "restoring": Noun(
        do=lambda post, by, _, at: moderating.restore(by=by, post=post, at=at),
        act=Act.MODERATE_FORUM,
        done="Restored.",
        words="Give it back to its readers.",
    ),
}
