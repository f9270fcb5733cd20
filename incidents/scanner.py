"""The scanner that looks into files: clamd over its socket, or a function that an operator names.

`SCANNER` is `clamd://host:port`, `clamd:///path/to/socket`, or `module:function`; the function
is given the open file and returns what it found, or an empty text.
"""

import socket
from collections.abc import Callable
from typing import BinaryIO, cast
from urllib.parse import urlsplit

from django.utils.module_loading import import_string

WAIT = 60  # seconds for any one answer
BLOCK = 64 * 1024
CLAMD_PORT = 3310

type Look = Callable[[BinaryIO], str]


class ScannerDown(Exception):
    """It cannot be reached: no other file need be tried now."""


class NoAnswer(Exception):
    """It looked at this file and could not say; another file may fare better."""


def scan(content: BinaryIO, scanner: str) -> str:
    """Return what the scanner found in a file; empty if nothing.

    :raises ScannerDown: if it is not there.
    :raises NoAnswer: if it does not say.
    """
    content.seek(0)
    if scanner.startswith("clamd:"):
        return _asked_of_clamd(content, scanner)
    look = cast("Look", import_string(scanner.replace(":", ".")))
    try:
        return look(content)
    except OSError as error:
        raise ScannerDown(str(error)) from error


def _asked_of_clamd(content: BinaryIO, address: str) -> str:
    with _connected(address) as line:
        try:
            answer = _sent(content, line)
        except OSError as error:  # it hangs up on what is larger than its StreamMaxLength
            raise NoAnswer(f"clamd ended the conversation: {error}") from error
    said = answer.rstrip(b"\0\n").decode(errors="replace").removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    raise NoAnswer(f"clamd answered {said[:200]!r}")


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    try:
        if parts.hostname:
            there = (parts.hostname, parts.port or CLAMD_PORT)
            return socket.create_connection(there, timeout=WAIT)
        return _connected_inside(parts.path)
    except OSError as error:
        raise ScannerDown(f"{address}: {error}") from error


def _connected_inside(path: str) -> socket.socket:
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(WAIT)
    try:
        line.connect(path)
    except OSError:
        line.close()
        raise
    return line


def _sent(content: BinaryIO, line: socket.socket) -> bytes:
    """Send a file as clamd's INSTREAM wants it: blocks with their lengths, then a length of 0."""
    line.sendall(b"zINSTREAM\0")
    while block := content.read(BLOCK):
        line.sendall(len(block).to_bytes(4, "big") + block)
    line.sendall(bytes(4))
    answer = b""
    while not answer.endswith(b"\0") and (more := line.recv(4096)):
        answer += more
    return answer
