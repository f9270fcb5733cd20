"""Who wrote a post, as its reader may know it: no customer learns who else is one (LU-28)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from knowledgebase.domain.forum import default_name
from knowledgebase.models import ForumName, ForumPost
from portal.tenancy.models import Membership, Person
from portal.tenancy.policy import Act, may
from portal.tenancy.roles import Role


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the forum, and what their memberships let them see there."""

    memberships: tuple[Membership, ...]

    @property
    def person_id(self) -> int:
        """The person behind the memberships."""
        return self.memberships[0].person_id

    @property
    def is_staff(self) -> bool:
        """Whether it is one of the vendor's own people."""
        return any(one.is_staff_side for one in self.memberships)

    def able(self, act: Act) -> Membership | None:
        """Return the membership that allows an act, if there is one."""
        return next((one for one in self.memberships if may(one, act)), None)

    @property
    def moderates(self) -> bool:
        """Whether they read what is hidden, and by whom."""
        return self.able(Act.MODERATE_FORUM) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """A post's writer in words: the name, and what stands beside it."""

    name: str
    badge: str = ""  # the role of the vendor's own people
    customer: str = ""  # where its person agreed to that
    known_as: str = ""  # who it is, for the vendor's own people alone
    is_own: bool = False

    def __str__(self) -> str:
        return f"{self.name}, {self.customer}" if self.customer else self.name


def writers_of(posts: Collection[ForumPost], reader: Reader) -> dict[int, Writer]:
    """Return the writer of each post, by its key; fetched with person and customer."""
    people = {one.by_id for one in posts if one.customer_id is not None}
    names = {one.person_id: one for one in ForumName.objects.filter(person__in=people)}
    return {one.pk: _writer(one, names.get(one.by_id), reader) for one in posts}


def _writer(post: ForumPost, name: ForumName | None, reader: Reader) -> Writer:
    is_own = post.by_id == reader.person_id
    if post.customer is None:
        return Writer(name=str(post.by), badge=Role(post.role).label, is_own=is_own)
    shown = name.name if name else default_name(post.by.name)
    return Writer(
        name=shown,
        customer=str(post.customer) if name and name.shows_customer else "",
        known_as=f"{post.by}, {post.customer}" if reader.is_staff else "",
        is_own=is_own,
    )


def public_name(by: Membership) -> str:
    """Return under which name somebody is known to all readers of the forum."""
    if by.is_staff_side:
        return str(by.person)
    found = ForumName.objects.filter(person=by.person_id).first()
    return found.name if found else default_name(by.person.name)


def has_written(person: Person) -> bool:
    """Say whether somebody's name stands beside a post already: then it stays."""
    return ForumPost.objects.filter(by=person).exists()


def reader_of(memberships: Iterable[Membership]) -> Reader:
    """Return the reader that these memberships make; there is one at least."""
    return Reader(tuple(memberships))
