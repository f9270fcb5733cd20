"""A mailbox that speaks as much IMAP as fetching needs, on a socket of its own."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Box:
    """What lies in it, and what was marked as seen."""

    mails: list[bytes]
    seen: set[int] = field(default_factory=set)
    sizes: dict[int, int] = field(default_factory=dict)  # what is said instead of the truth
    address: str = ""
    breaks_at: int = 0  # the mail at which the connection breaks off


class _Speaks(socketserver.StreamRequestHandler):
    box: Box

    def handle(self) -> None:
        self._say(b"* OK ready")
        for line in self.rfile:
            tag, _, command = line.decode().strip().partition(" ")
            if not self._answer(command):
                return
            self._say(f"{tag} OK done".encode())

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def _answer(self, command: str) -> bool:
        box = self.box
        if command.startswith("CAPABILITY"):
            self._say(b"* CAPABILITY IMAP4rev1")
        elif command.startswith("SELECT"):
            self._say(b"* %d EXISTS" % len(box.mails))
        elif command.startswith("UID SEARCH"):
            unseen = [n for n in range(1, len(box.mails) + 1) if n not in box.seen]
            self._say(b"* SEARCH " + " ".join(map(str, unseen)).encode())
        elif found := re.match(r"UID FETCH (\d+) \((.*)\)", command):
            return self._fetch(int(found[1]), found[2])
        elif found := re.match(r"UID STORE (\d+)", command):
            box.seen.add(int(found[1]))
        return True

    def _fetch(self, number: int, part: str) -> bool:
        raw = self.box.mails[number - 1]
        if part == "RFC822.SIZE":
            size = self.box.sizes.get(number, len(raw))
            self._say(b"* %d FETCH (UID %d RFC822.SIZE %d)" % (number, number, size))
            return True
        if number == self.box.breaks_at:
            return False
        if found := re.search(r"<0\.(\d+)>", part):
            raw = raw[: int(found[1])]
        self._say(b"* %d FETCH (UID %d BODY[] {%d}" % (number, number, len(raw)))
        self.wfile.write(raw)
        self._say(b")")
        return True


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def serving(*mails: bytes) -> Iterator[Box]:
    """Serve these mails on a free port."""
    box = Box(list(mails))
    handler = type("Speaks", (_Speaks,), {"box": box})
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        box.address = f"imap://user:p%40ss@127.0.0.1:{server.server_address[1]}/INBOX"
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
