"""A ZIP file of articles on its way in: looked at, confirmed, stored whole or not (LU-26)."""

import zipfile
from datetime import timedelta
from typing import Any

import pytest

from knowledgebase.models import Article, ArticleImport, ArticlePicture, Revision
from knowledgebase.services import archiving
from knowledgebase.services.archiving import confirm, discard, forget_unconfirmed, take_in
from knowledgebase.services.reviewing import submit
from knowledgebase.services.writing import save
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from tests.cast import Site
from tests.factories import MONDAY
from tests.knowledgebase.archive import zips
from tests.knowledgebase.archive.zips import article, png, zipped
from tests.knowledgebase.shelf import content, draft, picture, published

TUESDAY = MONDAY + timedelta(days=1)


def taken(by: Membership, files: zips.Files | bytes, becomes: str = "draft") -> ArticleImport:
    sent = files if isinstance(files, bytes) else zipped(files)
    return take_in(by=by, name="shelf.zip", content=sent, becomes=becomes, at=MONDAY)


def stored(by: Membership, kept: ArticleImport) -> ArticleImport:
    confirm(by=by, kept=kept, seen=kept.seen, at=TUESDAY)
    archiving.store(pk=kept.pk, at=TUESDAY, tell=lambda _percent: None)
    kept.refresh_from_db()
    return kept


def whats(kept: ArticleImport) -> dict[str, str]:
    return {row["file"]: row["why"] or row["what"] for row in kept.plan}


def test_a_file_is_shown_then_stored_through_the_services_of_articles(lumeon: Site) -> None:
    ada = lumeon.administrator
    same = published(lumeon.agent, ada)
    changed = published(lumeon.agent, ada, "Labels are torn")
    files: zips.Files = {
        "shelf/articles/labels-are-torn.md": article("Labels are torn", solution="EHR"),
        "shelf/articles/paper-jam.md": article(owner=lumeon.agent.person.email.upper()),
        "shelf/pictures/paper-jam/menu.png": png(),
        "__MACOSX/shelf/articles/._paper-jam.md": b"\x00\x05\x16",
        "shelf/.DS_Store": b"\x00",
    }
    kept = taken(ada, files)

    assert [(row["what"], row["outcome"]) for row in kept.plan] == [
        ("changed", "Draft, revision 2"),
        ("new", "Draft, 1 new picture"),
    ]
    assert (Article.objects.count(), ArticlePicture.objects.count()) == (2, 0)
    done = stored(ada, kept)

    assert (done.state, done.content) == ("done", b"")
    made = Article.objects.with_text().get(slug="paper-jam")
    assert (made.state, made.owner, made.newest.by) == ("draft", lumeon.agent.person, ada.person)
    assert made.pictures.get().name == "menu.png"
    changed.refresh_from_db()
    assert (changed.state, changed.newest.number, changed.newest.solution) == ("draft", 2, "EHR")
    assert changed.shown is not None
    assert changed.shown.number == 1  # readers have what they had
    same.refresh_from_db()
    assert same.newest.number == 1
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-1] == "articles imported"
    again = taken(ada, files)
    assert {row["what"] for row in again.plan} == {"unchanged"}
    with pytest.raises(Refusal, match="here already"):
        confirm(by=ada, kept=again, seen=again.seen, at=TUESDAY)


# What is in a file, and what is said of which part of it.
FAULTS: tuple[tuple[str, Any, str, str], ...] = (
    ("climbing", {"articles/../../a.md": article()}, "articles/../../a.md", "out of the folder"),
    ("absolute", {"/articles/a.md": article()}, "/articles/a.md", "out of the folder"),
    ("drive", {"C:/articles/a.md": article()}, "C:/articles/a.md", "out of the folder"),
    ("backslash", {"articles\\..\\a.md": article()}, "articles\\..\\a.md", "out of the folder"),
    ("link", zips.with_link(), "articles/b.md", "no file"),
    ("twice", zips.twice_named(), "articles/A.md", "has this name too"),
    ("nested", {"a.md": article(), "b.zip": b"x"}, "b.zip", "archive within"),
    ("disguised", {"b.md": zipped({"a.md": article()})}, "b.md", "archive within"),
    ("lying", zips.lying(), "articles/a.md", "damaged"),
    ("latin", {"a.md": article("Caf\xe9").encode("latin-1")}, "a.md", "not UTF-8: line 2"),
    ("front", {"a.md": "# Hello"}, "a.md", "front matter"),
    ("slugs", {"a.md": article(slug="x"), "b.md": article(slug="X")}, "a.md", "has the slug"),
    ("text", {"a.md": article(), "b.txt": "x"}, "b.txt", "neither an article"),
    ("no picture", {"a.md": article(), "pictures/a/b.png": b"x"}, "pictures/a/b.png", "no PNG"),
    ("whose", {"a.md": article(), "pictures/z/b.png": png()}, "pictures/z/b.png", "No article"),
    ("called", {"a.md": article(), "pictures/a/B b.svg": png()}, "pictures/a/B b.svg", "letters"),
    ("large", {"a.md": article(below="x" * 400_000)}, "a.md", "300 KB"),
    ("tier", {"a.md": article(visibility="tiers", tiers="gold")}, "a.md", "no tier gold"),
)


@pytest.mark.parametrize(
    ("files", "name", "why"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS]
)
def test_what_cannot_be_taken_is_named_with_the_reason_and_nothing_is_stored(
    lumeon: Site, files: zips.Files | bytes, name: str, why: str
) -> None:
    kept = taken(lumeon.administrator, files)

    assert why in whats(kept)[name]
    assert (kept.state, kept.content) == ("faulty", b"")
    with pytest.raises(Refusal, match="correct the file"):
        confirm(by=lumeon.administrator, kept=kept, seen=kept.seen, at=TUESDAY)
    assert not Article.objects.exists()


WHOLE: tuple[tuple[str, bytes, str], ...] = (
    ("none", b"no archive", "no ZIP file"),
    ("cut off", zipped({"a.md": article()})[:-30], "no ZIP file"),
    ("empty", zipped({}), "no article in it"),
    ("locked", zips.locked(), "password"),
    ("many", zips.many(5_001), "5,001 files"),
    ("bomb", zips.bomb(), "100 times its own size"),
    ("large", b"x" * (25 * 1024 * 1024 + 1), "larger than 25 MB"),
)


@pytest.mark.parametrize(("sent", "why"), [row[1:] for row in WHOLE], ids=[row[0] for row in WHOLE])
def test_what_cannot_be_opened_with_care_leaves_no_trace(
    lumeon: Site, sent: bytes, why: str
) -> None:
    with pytest.raises(Refusal, match=why):
        taken(lumeon.administrator, sent)

    assert not ArticleImport.objects.exists()


def test_packings_that_unpack_without_a_measure_are_refused(lumeon: Site) -> None:
    sent = zipped({"a.md": article()}, packing=zipfile.ZIP_LZMA)

    assert "“deflate” is" in whats(taken(lumeon.administrator, sent))["a.md"]


def test_what_changed_between_showing_and_confirming_is_shown_again(lumeon: Site) -> None:
    ada = lumeon.administrator
    known = draft(lumeon.agent, "Paper jam")
    kept = taken(ada, {"articles/paper-jam.md": article()})
    save(by=lumeon.agent, article=known, content=content("Jam"), known=1, at=MONDAY)

    again = confirm(by=ada, kept=kept, seen=kept.seen, at=TUESDAY)

    assert (again.state, again.is_stale) == ("ready", True)
    assert again.plan[0]["outcome"] == "Draft, revision 3"
    assert stored(ada, again).state == "done"
    assert Revision.objects.filter(article=known).count() == 3


def test_what_changed_between_confirming_and_storing_is_not_stored(lumeon: Site) -> None:
    ada = lumeon.administrator
    kept = taken(ada, {"articles/paper-jam.md": article(), "articles/other.md": article("O")})
    confirm(by=ada, kept=kept, seen=kept.seen, at=TUESDAY)
    known = draft(lumeon.agent, "Paper jam")

    assert archiving.store(pk=kept.pk, at=TUESDAY, tell=lambda _percent: None)
    kept.refresh_from_db()
    assert (kept.state, kept.is_stale, kept.confirmed_at) == ("ready", True, None)
    assert list(Article.objects.all()) == [known]
    submit(by=lumeon.agent, article=known, known=1, at=MONDAY)
    faulty = confirm(by=ada, kept=kept, seen=kept.seen, at=TUESDAY)
    assert "in review: publish or return it first" in whats(faulty)["articles/paper-jam.md"]


def test_a_picture_that_cannot_be_drawn_takes_everything_back(lumeon: Site) -> None:
    ada, broken = lumeon.administrator, bytearray(png(200))
    at = broken.find(b"IDAT") + 12
    broken[at : at + 8] = b"\x00" * 8
    files: dict[str, str | bytes] = {"articles/a.md": article(), "articles/b.md": article("B")}
    files["pictures/b/x.webp"] = bytes(broken)
    kept = taken(ada, files)
    if kept.state == "ready":  # its checksum may show it already
        kept = stored(ada, kept)

    assert kept.state == "faulty"
    assert not Article.objects.exists()


def test_pictures_that_are_here_are_not_taken_twice_and_others_not_over_them(lumeon: Site) -> None:
    ada = lumeon.administrator
    text = article(below="## Problem\n\n![x](menu.png)")
    first: dict[str, str | bytes] = {"articles/a.md": text, "pictures/a/menu.png": png()}
    stored(ada, taken(ada, first))

    assert whats(taken(ada, first)) == {"articles/a.md": "unchanged"}
    other = taken(ada, first | {"pictures/a/menu.png": picture(side=9).read()})
    assert "another picture “menu.png”" in whats(other)["articles/a.md"]
    more = taken(ada, first | {"pictures/a/lid.png": png()})
    assert more.plan[0]["outcome"] == "1 new picture"
    stored(ada, more)
    assert Article.objects.get().newest.number == 1
    assert ArticlePicture.objects.count() == 2


def test_review_rules_stay(lumeon: Site) -> None:
    ada = lumeon.administrator
    files: zips.Files = {
        "articles/a.md": article("A", state="published"),
        "articles/b.md": article("B", state="retired"),
    }
    stored(ada, taken(ada, files, "review"))
    states = dict(Article.objects.values_list("slug", "state"))
    assert states == {"a": "review", "b": "review"}

    half = article("C", below="## Problem\n\nIt stops.", state="published")
    refused = taken(ada, {"articles/c.md": half}, "published")
    assert "Nothing stands under Resolution" in whats(refused)["articles/c.md"]
    files = {"articles/d.md": article("D", state="published"), "articles/e.md": article("E")}
    stored(ada, taken(ada, files, "published"))
    shown = Article.objects.with_text().get(slug="d")
    assert (shown.state, shown.shown, shown.history.count()) == ("published", shown.head, 3)
    assert Article.objects.get(slug="e").state == "draft"
    with pytest.raises(Refusal, match="Choose what becomes"):
        taken(ada, files, "gone")
    with pytest.raises(Refusal, match="publish articles"):
        taken(lumeon.agent, files)


def test_who_lost_the_right_meanwhile_stores_nothing(lumeon: Site) -> None:
    ada = lumeon.administrator
    kept = taken(ada, {"articles/a.md": article()})
    confirm(by=ada, kept=kept, seen=kept.seen, at=TUESDAY)
    ada.ended_at = TUESDAY
    ada.save(update_fields=["ended_at"])

    archiving.store(pk=kept.pk, at=TUESDAY, tell=lambda _percent: None)

    kept.refresh_from_db()
    assert (kept.state, kept.faults[0]["why"]) == ("faulty", "Ada Obi may not import any more.")
    assert not Article.objects.exists()


def test_what_is_not_confirmed_leaves_no_trace(lumeon: Site) -> None:
    ada = lumeon.administrator
    kept, other = (taken(ada, {"articles/a.md": article()}) for _ in range(2))
    before = AuditEvent.objects.count()
    discard(by=ada, kept=kept)
    assert forget_unconfirmed(at=MONDAY) == 0
    assert forget_unconfirmed(at=MONDAY + 2 * archiving.KEPT_FOR) == 1
    assert not ArticleImport.objects.exists()
    assert not Article.objects.exists()
    assert AuditEvent.objects.count() == before
    assert other.pk
    last = stored(ada, taken(ada, {"articles/a.md": article()}))
    with pytest.raises(Refusal, match="stored already"):
        discard(by=ada, kept=last)
    assert not archiving.store(pk=last.pk, at=TUESDAY, tell=lambda _percent: None)
