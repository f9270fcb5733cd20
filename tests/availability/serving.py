"""A web server of this machine that answers as a test tells it to: a real peer for probes."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

type Answering = Callable[[socket.socket, bytes], None]

GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\nall is well.\n"


def answering(raw: bytes) -> Answering:
    """Return what sends these bytes and closes."""

    def answer(peer: socket.socket, _: bytes) -> None:
        peer.sendall(raw)

    return answer


@contextmanager
def server(
    answer: Answering, context: ssl.SSLContext | None = None
) -> Iterator[tuple[int, list[bytes]]]:
    """Serve on a free port of 127.0.0.1; yield the port and the requests as they come."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(
            target=_serve, args=(listener, answer, context, heard), daemon=True
        ).start()
        yield listener.getsockname()[1], heard
        listener.shutdown(socket.SHUT_RDWR)


def _serve(
    listener: socket.socket, answer: Answering, context: ssl.SSLContext | None, heard: list[bytes]
) -> None:
    while True:
        try:
            peer, _ = listener.accept()
        except OSError:
            return
        try:
            with context.wrap_socket(peer, server_side=True) if context else peer as secured:
                heard.append(secured.recv(65_536))
                answer(secured, heard[-1])
        except OSError:
            continue  # the probe has left
