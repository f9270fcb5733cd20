"""What people write is shown as safe HTML (security 1.2.2, 1.3.1): a corpus, and any text."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web.text import ELEMENTS, render_markdown


class Seen(HTMLParser):
    """Every element and attribute of a text, as a browser would read it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.rels: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "a":
            said = dict(attrs)
            self.links += [said["href"] or ""] if "href" in said else []
            self.rels.append(said.get("rel") or "")


def assert_harmless(html: str) -> None:
    seen = Seen(html)
    assert seen.elements <= ELEMENTS
    assert seen.attributes <= {"href", "rel"}
    assert {urlsplit(link).scheme for link in seen.links} <= {"https", "mailto"}
    assert set(seen.rels) <= {"noopener noreferrer nofollow"}


CORPUS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<div hx-get='/me/' hx-trigger='load'>x</div>",
    "<div data-hx-on:click='alert(1)'>x</div>",
    "<p style='position:fixed'>x</p>",
    "<form action='/accounts/logout/' method='post'><button>x</button></form>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<base href='https://example.org/'>",
    "<meta http-equiv='refresh' content='0;url=https://example.org'>",
    "<!--><img src=x onerror=alert(1)>-->",
    '<a href="https://example.org" onclick="alert(1)" target=\'_blank\'>x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](vbscript:msgbox)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "[x](//example.org/)",
    "[x](/lumeon/incidents/)",
    "[x](http://example.org)",
    "[x](ftp://example.org)",
    "[x](https://example.org 'title\" onmouseover=\"alert(1)')",
    "<javascript:alert(1)>",
    '<https://example.org/"onmouseover="alert(1)>',
    "![x](javascript:alert(1))",
    "![x](https://example.org/spy.png)",
    "[a]: javascript:alert(1)\n\n[a]",
    "```<script>\nalert(1)\n```",
    "`<script>alert(1)</script>`",
    "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "\x00<script>alert(1)</script>",
    "> " * 200 + "deep",
    "[" * 500 + "x" + "](https://example.org)" * 500,
]


@pytest.mark.parametrize("text", CORPUS)
def test_nothing_of_the_corpus_gets_through(text: str) -> None:
    assert_harmless(render_markdown(text))


@given(st.text())
def test_any_text_gives_harmless_html(text: str) -> None:
    assert_harmless(render_markdown(text))


PIECES = st.sampled_from(
    ["<", ">", "[", "]", "(", ")", "javascript:", "https://a.example", "mailto:a@b.example", " on",
     "error=", "<svg", "<a href=", "'", '"', "`", "\n", "\n\n", "    ", "- ", "| ", "x", "&#", "!"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_mixture_of_signs_that_mean_something_gives_harmless_html(text: str) -> None:
    assert_harmless(render_markdown(text))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*soft* and `code`", "<p><em>soft</em> and <code>code</code></p>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("<b>as typed</b>", "<p>&lt;b&gt;as typed&lt;/b&gt;</p>"),
        (
            "[the guide](https://example.org/a?b=1&c=2)",
            (
                '<p><a href="https://example.org/a?b=1&amp;c=2" '
                'rel="noopener noreferrer nofollow">the guide</a></p>'
            ),
        ),
        ("{{ 7*7 }} {% load static %}", "<p>{{ 7*7 }} {% load static %}</p>"),
    ],
)
def test_what_people_write_looks_as_they_meant_it(text: str, html: str) -> None:
    assert render_markdown(text).strip() == html
