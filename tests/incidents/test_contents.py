"""Content against name: what lies about itself is refused, whatever it claims to be."""

import io
import struct
import zlib

import pytest
from PIL import Image

from incidents.contents import problem_of_content
from portal.web.pictures import MOST_DRAWN, preview_of
from tests.incidents.filing import LOG, PDF, archive, document, picture

OTHERWISE = "it is called .{}, and its content is something else"


def problem(name: str, content: bytes) -> str:
    return problem_of_content(name, io.BytesIO(content), len(content))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.pdf", PDF, id="pdf"),
        pytest.param("a.png", picture(), id="png"),
        pytest.param("a.jpg", picture("JPEG"), id="jpg"),
        pytest.param("a.jpeg", picture("JPEG"), id="jpeg"),
        pytest.param("a.webp", picture("WEBP"), id="webp"),
        pytest.param("a.txt", "Grüße\n".encode(), id="UTF-8"),
        pytest.param("a.txt", "\ufeffhello\r\n".encode("utf-16"), id="UTF-16"),
        pytest.param("a.log", "Stra\xdfe\n".encode("cp1252"), id="a code page"),
        pytest.param("a.log", b"\x1b[31mERROR\x1b[0m" + LOG, id="a log in colours"),
        pytest.param("a.log", b"<?xml version='1.0'?><Envelope/>", id="XML that was logged"),
        pytest.param("a.csv", b"name,count\nward 4,12\n", id="csv"),
        pytest.param("a.json", b'{"a": [1, 2]}', id="json"),
        pytest.param("a.docx", document(), id="docx"),
        pytest.param("a.xlsx", document("xl/workbook.xml"), id="xlsx"),
        pytest.param("a.zip", archive({"a.log": LOG}), id="zip"),
        pytest.param("BM is a log.txt", b"BM was called at nine", id="words that look like a sign"),
    ],
)
def test_what_is_what_it_says_is_taken(name: str, content: bytes) -> None:
    assert problem(name, content) == ""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.txt", b"GIF89a/*\x20*/=1;alert(1)//", id="a GIF that is a script"),
        pytest.param("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", id="SVG"),
        pytest.param("a.txt", b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="SVG as a text"),
        pytest.param("a.txt", b"<!DOCTYPE html><html><script>x()</script>", id="HTML as a text"),
        pytest.param("a.pdf", b"<html><script>x()</script></html>" + PDF, id="HTML before a PDF"),
        pytest.param("a.pdf", b"%PDF-1.7\n<html>no end</html>", id="a PDF without its end"),
        pytest.param("a.pdf", PDF + archive({"a": b"x"}), id="a PDF that is a ZIP too"),
        pytest.param("a.png", picture() + archive({"a": b"x"}), id="a picture that is a ZIP too"),
        pytest.param("a.jpg", picture(), id="a PNG called jpg"),
        pytest.param("a.png", b"MZ\x90\x00\x03" + bytes(100), id="a program called png"),
        pytest.param("a.txt", b"MZ\x90\x00\x03" + bytes(100), id="a program called txt"),
        pytest.param("a.log", b"fine so far" + bytes(1), id="a NUL in a text"),
        pytest.param("a.csv", b"\xff\xfea\x00b", id="half of a UTF-16 text"),
        pytest.param("a.json", picture(), id="a picture called json"),
        pytest.param("a.zip", b"MZ" + archive({"a": b"x"}), id="a program before a ZIP"),
        pytest.param("a.zip", PDF, id="a PDF called zip"),
        pytest.param("a.docx", PDF, id="a PDF called docx"),
    ],
)
def test_what_is_something_else_or_two_things_is_refused(name: str, content: bytes) -> None:
    assert problem(name, content) == OTHERWISE.format(name.partition(".")[2])


@pytest.mark.parametrize("name", ["a.svg", "a.html", "a.exe", "a", "a.txt.js"])
def test_other_kinds_are_refused_with_those_that_are_taken(name: str) -> None:
    assert problem(name, LOG) == (
        "files of this kind are not taken, only: "
        "pdf, png, jpg, jpeg, webp, txt, log, csv, json, docx, xlsx, zip"
    )


def test_a_picture_that_ends_early_is_refused() -> None:
    assert problem("a.png", picture()[:60]) == "it is a picture that cannot be opened"


def claiming(width: int, height: int) -> bytes:
    """Return a few bytes of PNG that claim to be a picture of this size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        summed = kind + data
        return struct.pack(">I", len(data)) + summed + struct.pack(">I", zlib.crc32(summed))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + body


def test_a_picture_that_claims_to_be_huge_is_refused_unopened() -> None:
    assert problem("a.png", claiming(60_000, 60_000)).startswith("it ")
    assert problem("a.png", claiming(20_000, 10_001)) != ""


def test_a_large_picture_is_taken_and_has_no_preview() -> None:
    content = claiming(MOST_DRAWN // 1000, 1001)

    assert problem("a.png", content) == ""
    assert preview_of(io.BytesIO(content), "image/png") == b""


def test_a_preview_is_drawn_anew_small_and_without_what_the_camera_wrote() -> None:
    notes = Image.Exif()
    notes[0x010E] = "ward 4, bed 12"  # the description
    notes[0x0112] = 6  # it was held upright
    content = picture("JPEG", (1600, 800), exif=notes.tobytes(), comment=b"Mrs Jones")

    small = preview_of(io.BytesIO(content), "image/jpeg")

    with Image.open(io.BytesIO(small)) as drawn:
        assert (drawn.format, drawn.size) == ("WEBP", (240, 480))
        assert not drawn.getexif()
    assert b"ward 4" in content
    assert b"ward 4" not in small
    assert b"Jones" not in small


def test_what_is_no_picture_has_no_preview() -> None:
    assert preview_of(io.BytesIO(PDF), "application/pdf") == b""
    assert preview_of(io.BytesIO(PDF), "image/png") == b""


def test_a_transparent_picture_stays_transparent() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(written, "PNG")

    with Image.open(io.BytesIO(preview_of(written, "image/png"))) as drawn:
        assert drawn.mode == "RGBA"
