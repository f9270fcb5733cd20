"""Markdown with pictures: those that are kept by name, and nothing else (security 1.2.2, 1.3.1)."""

import pytest

from portal.web.illustrated import render_illustrated

KEPT = {"menu.png": "/lumeon/pictures/1/"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![The menu](menu.png)", '<p><img src="/lumeon/pictures/1/" alt="The menu"></p>\n'),
        ("![x](https://evil.example/x.png)", '<p><img alt="x"></p>\n'),
        ("![x](javascript:alert(1))", '<p><img alt="x"></p>\n'),
        ("![x](data:image/png;base64,AAAA)", '<p><img alt="x"></p>\n'),
        ('![x](menu.png "title")', '<p><img src="/lumeon/pictures/1/" alt="x"></p>\n'),
        ("[x](menu.png)", '<p><a rel="noopener noreferrer nofollow">x</a></p>\n'),
        ("[x](javascript:alert(1))", '<p><a rel="noopener noreferrer nofollow">x</a></p>\n'),
        (
            "[x](https://a.example/)",
            '<p><a href="https://a.example/" rel="noopener noreferrer nofollow">x</a></p>\n',
        ),
        ("<p hx-get='/'>x</p>", "&lt;p hx-get='/'&gt;x&lt;/p&gt;"),
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>\n"),
    ],
)
def test_a_text_shows_the_pictures_that_are_kept_and_runs_nothing(text: str, expected: str) -> None:
    shown = render_illustrated(text, KEPT)

    assert shown == expected or expected in shown


def test_deep_nesting_is_no_text_and_ends_soon() -> None:
    assert render_illustrated(">" * 20_000 + "x", KEPT).count("<blockquote>") < 50
