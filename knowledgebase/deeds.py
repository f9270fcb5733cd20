"""What can be done to an article, by nouns that its page offers (LU-26)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from knowledgebase import forms
from knowledgebase.domain.states import Deed, State, possible
from knowledgebase.models import Article
from knowledgebase.services import keeping, reviewing, writing
from portal.tenancy.models import Membership
from portal.tenancy.policy import POLICY, Act, may

type Do = Callable[[Article, Membership, forms.DeedForm, datetime], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """A deed with its form, who may do it, and what does it and says that it was done."""

    form: type[forms.DeedForm]
    do: Do
    deed: Deed | None = None  # none: it can be done in every state
    acts: tuple[Act, ...] = (Act.WRITE_ARTICLES,)
    title: str
    button: str
    is_dangerous: bool = False


def _submit(article: Article, by: Membership, form: forms.DeedForm, at: datetime) -> str:
    reviewing.submit(by=by, article=article, known=form.cleaned_data["known"], at=at)
    return "Handed in. Those who publish articles are told."


def _return(article: Article, by: Membership, form: forms.DeedForm, at: datetime) -> str:
    reviewing.give_back(by=by, article=article, at=at, **form.cleaned_data)
    return "It is a draft again."


def _publish(article: Article, by: Membership, form: forms.DeedForm, at: datetime) -> str:
    done = reviewing.publish(by=by, article=article, at=at, **form.cleaned_data)
    return "Scheduled." if done.state == State.SCHEDULED else "Published."


def _retire(article: Article, by: Membership, form: forms.DeedForm, at: datetime) -> str:
    reviewing.retire(by=by, article=article, words=form.cleaned_data["words"], at=at)
    return "Retired: readers do not find it any more."


def _verify(article: Article, by: Membership, form: forms.DeedForm, at: datetime) -> str:
    reviewing.verify(by=by, article=article, at=at, **form.cleaned_data)
    return "Verified."


def _restore(article: Article, by: Membership, form: forms.DeedForm, at: datetime) -> str:
    writing.restore(by=by, article=article, at=at, **form.cleaned_data)
    return "Restored as a new revision, a draft."


def _owner(article: Article, by: Membership, form: forms.DeedForm, at: datetime) -> str:
    if not isinstance(form, forms.OwnerForm):
        raise TypeError("Owners are named in their own form.")
    to = form.owners[form.cleaned_data["owner"]]
    keeping.hand_over(by=by, article=article, to=to, at=at)
    return f"{to.person} owns it now."


def _link(article: Article, by: Membership, form: forms.DeedForm, at: datetime) -> str:
    said = form.cleaned_data
    keeping.link(by=by, article=article, kind=said["kind"], name=said["name"], at=at)
    return "Linked."


def _unlink(article: Article, by: Membership, form: forms.DeedForm, at: datetime) -> str:
    keeping.unlink(by=by, article=article, pk=form.cleaned_data["link"], at=at)
    return "The link is gone."


PUBLISHERS = (Act.PUBLISH_ARTICLES,)

NOUNS: Mapping[str, Noun] = {
    "submission": Noun(
        form=forms.DeedForm, do=_submit, deed=Deed.SUBMIT,
        title="Is it ready?", button="Hand it in for review",
    ),
    "publication": Noun(
        form=forms.PublicationForm, do=_publish, deed=Deed.PUBLISH, acts=PUBLISHERS,
        title="Publish", button="Publish",
    ),
    "returning": Noun(
        form=forms.WordsForm, do=_return, deed=Deed.RETURN, acts=(*PUBLISHERS, Act.WRITE_ARTICLES),
        title="Return to its writer", button="Return it",
    ),
    "verification": Noun(
        form=forms.VerificationForm, do=_verify, deed=Deed.VERIFY,
        title="Does it still hold?", button="It holds",
    ),
    "links": Noun(form=forms.LinkForm, do=_link, title="Link", button="Link it"),
    "owner": Noun(form=forms.OwnerForm, do=_owner, title="Owner", button="Hand it over"),
    "retirement": Noun(
        form=forms.WordsForm, do=_retire, deed=Deed.RETIRE, acts=PUBLISHERS,
        title="Retire", button="Retire it", is_dangerous=True,
    ),
    "restoring": Noun(
        form=forms.RestorationForm, do=_restore, deed=Deed.RESTORE,
        title="Restore", button="Restore this revision",
    ),
    "unlinking": Noun(form=forms.UnlinkingForm, do=_unlink, title="Unlink", button="Unlink"),
}  # fmt: skip
ELSEWHERE = {"restoring", "unlinking"}  # they stand beside what they are about
WRITERS = [role for role, acts in POLICY.items() if Act.WRITE_ARTICLES in acts]


@dataclass(frozen=True, slots=True)
class Offered:
    """A deed as a page offers it."""

    key: str
    noun: Noun
    form: forms.DeedForm


def by_whom(memberships: Iterable[Membership], noun: Noun, article: Article) -> Membership | None:
    """Return the membership with which somebody does a deed, if one allows it."""
    for one in memberships:
        if may(one, noun.acts[0]):
            return one
        if may(one, noun.acts[-1]) and article.newest.by_id == one.person_id:
            return one  # a writer takes back what is theirs
    return None


def form_for(noun: Noun, article: Article, zone: ZoneInfo, data: Any = None, key: str = "") -> Any:
    """Return the form of a deed, empty or with what was typed."""
    more: dict[str, Any] = {}
    if noun.form is forms.OwnerForm:
        staff = Membership.objects.current().staff().filter(role__in=WRITERS)
        more["owners"] = staff.select_related("person")
    return noun.form(data, article=article, zone=zone, auto_id=f"{key}-%s", **more)


def offered(
    article: Article, memberships: Iterable[Membership], zone: ZoneInfo
) -> dict[str, Offered]:
    """Return what this reader can do to an article now, each with its empty form."""
    known, can = list(memberships), possible(article.state)
    return {
        key: Offered(key, noun, form_for(noun, article, zone, key=key))
        for key, noun in NOUNS.items()
        if key not in ELSEWHERE
        and (noun.deed is None or noun.deed in can)
        and by_whom(known, noun, article)
    }
