"""Archives that are bombs, lead out of their folder, or cannot be checked."""

import io
import struct
import zipfile

import pytest

from incidents.domain import archives
from incidents.domain.archives import MOST_ENTRIES, problem_of_archive
from tests.incidents.filing import archive, document


def problem(content: bytes, ending: str = "zip") -> str:
    return problem_of_archive(io.BytesIO(content), len(content), ending)


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        pytest.param(archive({"a.log": b"x", "b/c.txt": b"y"}), "zip", id="a zip"),
        pytest.param(document(), "docx", id="a letter"),
        pytest.param(document("xl/workbook.xml"), "xlsx", id="a table"),
        pytest.param(archive({"letter.docx": document()}), "zip", id="a letter in a zip"),
        pytest.param(archive({"inner.zip": archive({"a": b"x"})}), "zip", id="a zip in a zip"),
    ],
)
def test_what_people_send_is_taken(content: bytes, ending: str) -> None:
    assert problem(content, ending) == ""


@pytest.mark.parametrize(
    "name", ["../up.txt", "a/../../up.txt", "/root.txt", "C:\\up.txt", "..\\up.txt"]
)
def test_a_file_that_would_be_unpacked_elsewhere_is_refused(name: str) -> None:
    assert problem(archive({name: b"x"})) == "a file in it would be unpacked outside its folder"


def test_a_bomb_is_told_by_what_would_come_out() -> None:
    bomb = archive({"zeros": bytes(30 * 1024 * 1024)})

    assert problem(bomb) == (
        "unpacked it would have 30 MB; at most 100 times its own size may come out, and 500 MB"
    )


def test_a_bomb_within_is_told_as_well() -> None:
    within = archive({"zeros": bytes(3 * 1024 * 1024)})

    assert "unpacked it would have 3 MB" in problem(archive({"inner.zip": within, "a": b"x"}))


def test_entries_that_overlap_count_against_the_file_itself() -> None:
    # Many entries of the table of contents name the same packed bytes.
    content = archive({"a": bytes(1024 * 90)})
    start = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    entry = content[start:end]
    counts = struct.pack("<HHL", 500, 500, 500 * len(entry))
    overlapping = content[:start] + 500 * entry + content[end : end + 8] + counts
    overlapping += content[end + 16 :]

    assert problem(overlapping).startswith("unpacked it would have")


def test_a_thousand_entries_are_the_most() -> None:
    many = {f"{number}.txt": b"x" for number in range(MOST_ENTRIES + 1)}

    assert problem(archive(many)) == "it holds 1,001 files; 1,000 may be in an archive"
    many.popitem()
    assert problem(archive(many)) == ""


def test_an_archive_within_an_archive_within_is_refused() -> None:
    deep = archive({"b.zip": archive({"c.zip": archive({"d": b"x"})})})

    assert problem(deep) == (
        "it holds an archive that holds an archive; send what is in there by itself"
    )


@pytest.mark.parametrize("content", [b"\x1f\x8b\x08\x00", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c"])
def test_an_archive_of_another_kind_within_is_told_by_its_content(content: bytes) -> None:
    assert problem(archive({"plain.txt": content})) == (
        "it holds an archive that cannot be checked (plain.txt)"
    )


def test_a_locked_archive_is_refused() -> None:
    content = bytearray(archive({"a.txt": b"x"}))
    content[content.index(b"PK\x01\x02") + 8] |= archives.ENCRYPTED

    assert "locked with a password" in problem(bytes(content))


def test_macros_are_refused() -> None:
    content = document("xl/workbook.xml", **{"xl/vbaProject.bin": b"x"})

    assert problem(content, "xlsx") == "it holds macros; save it without them"


def test_a_zip_that_calls_itself_a_letter_is_refused() -> None:
    told = problem(archive({"a.txt": b"x"}), "docx")

    assert told == "it is called .docx, and its content is something else"


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"PK\x03\x04" + bytes(200), archive({"a": b"x" * 99})[:-9]],
    ids=["nothing", "begun", "zeroes", "cut off"],
)
def test_what_cannot_be_opened_is_refused(content: bytes) -> None:
    assert problem(content) == "it is no archive that can be opened"


def test_an_empty_archive_is_refused() -> None:
    assert problem(archive({})) == "the archive is empty"


def test_a_broken_entry_is_refused_and_nothing_crashes() -> None:
    content = bytearray(archive({"inner.zip": archive({"a": b"x" * 500})}, zipfile.ZIP_DEFLATED))
    content[45:60] = b"\xff" * 15

    assert problem(bytes(content)) in {
        "it is no archive that can be opened",
        "it holds an archive that cannot be checked (inner.zip)",
    }
