"""Names made harmless, and sizes held against what fits. No file, no database."""

import pytest

from incidents.domain.files import (
    KINDS,
    LARGEST_FILE,
    LONGEST_NAME,
    MEGABYTE,
    MOST_OF_INCIDENT,
    ending_of,
    harmless_name,
    in_words,
    kind_of,
    problem_of_size,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("letters.log", "letters.log", id="as it is"),
        pytest.param("../../etc/passwd.txt", "passwd.txt", id="folders go"),
        pytest.param("..\\..\\boot.txt", "boot.txt", id="of Windows too"),
        pytest.param("/etc/cron.d/job.txt", "job.txt", id="from the root"),
        pytest.param("report\u202egpj.pdf", "reportgpj.pdf", id="right to left turned back"),
        pytest.param("a\r\nSet-Cookie: x.txt", "a Set-Cookie x.txt", id="no line of its own"),
        pytest.param("a\x00b.txt", "ab.txt", id="no NUL"),
        pytest.param('say "hi" <b>?.txt', "say hi b.txt", id="what file systems forbid"),
        pytest.param("Ergebnisse für Müller.pdf", "Ergebnisse für Müller.pdf", id="letters stay"),
        pytest.param("日本.csv", "日本.csv", id="of every script"),
        pytest.param("half\ud800.txt", "half.txt", id="half a character goes"),
        pytest.param("   ...  ", "file", id="nothing is left"),
        pytest.param("", "file", id="nothing was there"),
        pytest.param(".htaccess", "htaccess", id="nothing is hidden"),
        pytest.param("UPPER.PDF", "UPPER.pdf", id="endings are small"),
    ],
)
def test_a_name_is_made_harmless_and_stays_readable(typed: str, kept: str) -> None:
    assert harmless_name(typed) == kept


def test_a_long_name_is_cut_before_its_ending() -> None:
    name = harmless_name("x" * 500 + ".xlsx")

    assert (len(name), name[-6:]) == (LONGEST_NAME, "x.xlsx")


def test_a_harmless_name_is_left_as_it_is_the_second_time() -> None:
    for name in ("a.b.c.txt", "noending", "x" * 300, "ü.pdf", "a." + "y" * 40):
        once = harmless_name(name)
        assert harmless_name(once) == once
        assert len(once) <= LONGEST_NAME


@pytest.mark.parametrize(
    "name",
    ["page.html", "drawing.svg", "run.exe", "macro.xlsm", "a.php", "noending", "txt", "a.js"],
)
def test_what_a_browser_or_a_computer_would_run_is_no_kind_of_ours(name: str) -> None:
    assert kind_of(name) is None


def test_kinds_are_known_by_the_last_ending_alone() -> None:
    assert ending_of("letters.php.TXT") == "txt"
    assert kind_of("letters.txt.exe") is None
    assert {one.media_type for one in KINDS.values()}.isdisjoint({"text/html", "image/svg+xml"})


@pytest.mark.parametrize(
    ("size", "used", "problem"),
    [
        pytest.param(1, 0, "", id="a byte"),
        pytest.param(LARGEST_FILE, 0, "", id="25 MB to the byte"),
        pytest.param(LARGEST_FILE + 1, 0, "it has 25.1 MB; a file may have 25 MB", id="one more"),
        pytest.param(0, 0, "it is empty (0 bytes)", id="nothing"),
        pytest.param(LARGEST_FILE, MOST_OF_INCIDENT - LARGEST_FILE, "", id="100 MB to the byte"),
        pytest.param(
            2 * MEGABYTE,
            MOST_OF_INCIDENT - MEGABYTE,
            "with its 2 MB the incident would hold 101 MB of files; 100 MB fit, 1 MB are left",
            id="what is left is said",
        ),
    ],
)
def test_sizes_are_held_against_what_fits(size: int, used: int, problem: str) -> None:
    assert problem_of_size(size, used) == problem


def test_a_size_is_never_shown_smaller_than_it_is() -> None:
    assert [in_words(one) for one in (1, 1023, 1024, 1025, MEGABYTE, MEGABYTE + 1)] == [
        "1 byte", "1023 bytes", "1 kB", "2 kB", "1 MB", "1.1 MB",
    ]  # fmt: skip
