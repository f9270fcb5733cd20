"""An article as a Markdown file: written and read again it says the same, to the letter (LU-26)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledgebase.archive.text import ArticleFile, read, written
from knowledgebase.domain.content import Content, tidied
from knowledgebase.domain.states import State
from knowledgebase.domain.visibility import Visibility
from portal.kernel.refusal import Refusal

# Lines that a reader could take for its own.
TRAPS = [
    "## Problem", "## resolution  ", r"\## Steps to reproduce", "---", "```", "# Resolution",
    "slug: other", "\ufeff## Problem", "## Problem\x85", "title: [", "- &a *a", "\x1f", "\u2028",
]  # fmt: skip
LINES = st.text(max_size=60) | st.sampled_from(TRAPS)
PARTS = st.lists(LINES, max_size=8).map("\n".join)


@st.composite
def contents(draw: st.DrawFn, tiers: tuple[str, ...] = ("essentials", "premium")) -> Content:
    visibility = draw(st.sampled_from(list(Visibility)))
    said = Content(
        title="T" + draw(LINES),
        problem=draw(PARTS),
        solution=draw(LINES),
        versions=draw(LINES),
        steps=draw(PARTS),
        resolution=draw(PARTS),
        is_workaround=draw(st.booleans()),
        visibility=visibility.value,
        tiers=tiers if visibility is Visibility.TIERS else (),
    )
    return tidied(said)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(contents(), st.sampled_from(list(State)), st.emails())
def test_whatever_an_article_says_it_says_again_when_read(
    content: Content, state: State, owner: str
) -> None:
    file = ArticleFile(slug="a-b", content=content, owner=owner, state=state)

    text = written(file, {"revision": "3"}).encode().decode()

    assert read(text, "otherwise-called") == file


def front(*lines: str, below: str = "") -> str:
    return "\n".join(["---", "title: A", "visibility: internal", *lines, "---", below])


def test_what_people_write_by_hand_is_understood() -> None:
    above = "---\ntitle: no\nversions: 5.10\nvisibility: tiers\ntiers: premium\n# a remark\n---\n"
    below = "## RESOLUTION \nPrint again.\n\\## Problem\n## problem\nIt stops."
    text = (above + below).replace("\n", "\r\n")

    found = read(text, "paper-jam")

    assert found.slug == "paper-jam"
    assert found.state is State.DRAFT
    assert found.content == Content(
        title="no",
        versions="5.10",
        problem="It stops.",
        resolution="Print again.\n## Problem",
        visibility="tiers",
        tiers=("premium",),
    )


REFUSED = (
    ("No front matter", "does not begin with front matter"),
    ("---\ntitle: A\nvisibility: internal", "does not end"),
    (f"---\n{'x' * 30_000}\n---\n", "does not end"),
    (front("visiblity: public"), "“visiblity” is no name of front matter"),
    (front("title: B"), "stands twice in its front matter"),
    (front("owner: &a b"), "refers to itself"),
    (front("owner: *a"), "refers to itself"),
    (front("owner: !!python/object/apply:os.system [x]"), "names a kind of value"),
    (front("owner: [[a]]"), "more than a text"),
    (front("owner: {a: b}"), "more than a text"),
    (front("owner: [a]"), "is one text"),
    (front("? [a]\n: b"), "more than a text"),
    (front("tiers: " + "[" * 3_000), "more than a text"),
    (front("owner: 'a"), "cannot be read: line"),
    (front('owner: "\\U99999999"'), "cannot be read"),
    (front("--- {x: y}"), "more than one document"),
    (front("owner: \x07"), "no text has"),
    ("---\n- a\n---\n", "is no list of names"),
    ("---\n---\n", "is no list of names"),
    ("---\ntitle: A\n---\n", "“visibility” in its front matter is nothing"),
    (front("state: gone"), "“state” in its front matter is “gone”"),
    (front("slug: ../../etc"), "is no slug"),
    (front(f"slug: {'a' * 90}"), "is no slug"),
    (front(below="Text\n## Problem\n"), "before the first heading"),
    (front(below="## Problem\n## Problem\n"), "stands twice"),
    (front(below=f"## Problem\n{'x' * 20_001}\n"), "20,000 fit"),
    ("---\ntitle: ''\nvisibility: public\n---\n", "An article has a title"),
    ("---\ntitle: A\nvisibility: tiers\n---\n", "Name the tiers"),
)


@pytest.mark.parametrize(("text", "why"), REFUSED, ids=[str(at) for at in range(len(REFUSED))])
def test_what_is_no_article_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        read(text, "named-so")
