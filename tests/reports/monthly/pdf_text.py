"""The words of a PDF as Typst writes it, read back glyph by glyph by each font's own table."""

import re
import zlib
from collections.abc import Iterator

OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
FONTS = re.compile(rb"/Font\s*<<(.*?)>>", re.DOTALL)
FONT = re.compile(rb"/(\w+) (\d+) 0 R")
TO_UNICODE = re.compile(rb"/ToUnicode (\d+) 0 R")
PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
TOKEN = re.compile(rb"/(\w+) [\d.]+ Tf|(\((?:\\.|[^\\()])*\)|<[0-9a-fA-F]*>)|\bET\b", re.DOTALL)
ESCAPED = re.compile(rb"\\([nrtbf()\\]|[0-7]{1,3})")
PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

type Glyphs = dict[int, str]


def text_of(pdf: bytes) -> str:
    """Return all words of a PDF without any space: it sets them by places."""
    objects = {int(found[1]): found[2] for found in OBJECT.finditer(pdf)}
    tables: dict[bytes, Glyphs] = {}
    for body in objects.values():
        for fonts in FONTS.finditer(body):
            for name, number in FONT.findall(fonts[1]):
                tables[name] = _glyphs(objects, objects[int(number)])
    pages = (_content(objects, body) for body in objects.values() if b"/Type/Page" in _tight(body))
    return "".join("".join(_words(page, tables)) for page in pages if page)


def _tight(body: bytes) -> bytes:
    return b"/Type/Page" if re.search(rb"/Type\s*/Page\b(?!s)", body) else b""


def _content(objects: dict[int, bytes], body: bytes) -> bytes:
    found = re.search(rb"/Contents (\d+) 0 R", body)
    return _stream(objects[int(found[1])]) if found else b""


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    if not found:
        return b""
    return zlib.decompress(found[1]) if b"FlateDecode" in body else found[1]


def _glyphs(objects: dict[int, bytes], font: bytes) -> Glyphs:
    found = TO_UNICODE.search(font)
    if not found:
        return {}
    rows = PAIR.findall(_stream(objects[int(found[1])]))
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in rows}


def _words(page: bytes, tables: dict[bytes, Glyphs]) -> Iterator[str]:
    glyphs: Glyphs = {}
    for font, shown in TOKEN.findall(page):
        if font:
            glyphs = tables.get(font, {})
        elif shown:
            raw = _raw(shown)
            for place in range(0, len(raw) - 1, 2):
                yield glyphs.get(int.from_bytes(raw[place : place + 2]), "").strip()


def _raw(shown: bytes) -> bytes:
    if shown.startswith(b"<"):
        return bytes.fromhex(shown[1:-1].decode())
    return ESCAPED.sub(_unescaped, shown[1:-1])


def _unescaped(found: re.Match[bytes]) -> bytes:
    said = found[1]
    if said[:1].isdigit():
        return bytes([int(said, 8) & 0xFF])
    return PLAIN.get(said, said)
