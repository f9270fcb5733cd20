"""Whether bytes are a text that a person wrote or a program logged."""

import codecs
from typing import BinaryIO

BLOCK = 1024 * 1024
BELONGS_IN_TEXT = set(b"\t\n\r\f\x1b")  # escape colours the lines of many logs
STRANGE = bytes(one for one in range(32) if one not in BELONGS_IN_TEXT)
SIXTEEN_BIT = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def is_text(content: BinaryIO) -> bool:
    """Say whether all of it is text: UTF-8, or UTF-16 with its mark, or one byte a letter.

    Old programs write logs in the code page of their country: bytes above 127 may mean anything,
    but a control character means that it is no text.
    """
    content.seek(0)
    if content.read(2) in SIXTEEN_BIT:
        return _reads_as_utf_16(content)
    content.seek(0)
    while block := content.read(BLOCK):
        if len(block.translate(None, STRANGE)) != len(block):
            return False
    return True


def _reads_as_utf_16(content: BinaryIO) -> bool:
    content.seek(0)
    decoder = codecs.getincrementaldecoder("utf-16")()
    try:
        while block := content.read(BLOCK):
            if not _is_clean(decoder.decode(block)):
                return False
        return _is_clean(decoder.decode(b"", final=True))
    except UnicodeDecodeError:
        return False


def _is_clean(text: str) -> bool:
    return not any(ord(one) < 32 and ord(one) not in BELONGS_IN_TEXT for one in text)
