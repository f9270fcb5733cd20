"""The scanner: asked in its own protocol; while it is away nobody gets a file (PQ-12)."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest
from django.conf import LazySettings

from incidents.domain.files import State
from incidents.models import Attachment
from incidents.services.scanning import scan_waiting
from incidents.tasks import scan_files
from portal.audit.models import AuditEvent
from tests.cast import Site, raised
from tests.incidents.filing import LOG, PDF, private_files, sent, upload
from tests.incidents.watching import london

__all__ = ["private_files"]

pytestmark = pytest.mark.usefixtures("private_files")

# The industry's own harmless test of scanners, put together so that no scanner finds it here.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def answer_for(content: bytes) -> bytes:
    if EICAR in content:
        return b"stream: Eicar-Test-Signature FOUND\0"
    if content.startswith(b"%PDF"):
        return b"INSTREAM size limit exceeded. ERROR\0"
    return b"stream: OK\0"


def received(line: socket.socket) -> bytes:
    """Read what a client sends in clamd's INSTREAM: blocks, each behind its length."""
    reader = line.makefile("rb")
    assert reader.read(10) == b"zINSTREAM\0"
    content = b""
    while length := int.from_bytes(reader.read(4), "big"):
        content += reader.read(length)
    return content


@contextmanager
def clamd(address: str | tuple[str, int], family: int, count: int) -> Iterator[socket.socket]:
    """Answer `count` files as clamd does, on a socket of its own."""
    with socket.socket(family) as listening:
        listening.bind(address)
        listening.listen()

        def serve() -> None:
            for _ in range(count):
                line, _ = listening.accept()
                with line:
                    line.sendall(answer_for(received(line)))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening
        thread.join(timeout=10)


def states() -> dict[str, State]:
    return {one.name: one.state for one in Attachment.objects.with_verdict()}


def test_clamd_is_asked_and_believed(lumeon: Site, settings: LazySettings) -> None:
    with clamd(("127.0.0.1", 0), socket.AF_INET, 3) as there:
        settings.SCANNER = f"clamd://127.0.0.1:{there.getsockname()[1]}"
        bad = upload("bad.log", LOG + EICAR)
        sent(raised(lumeon.house), lumeon.agent, upload("good.log"), bad, upload("big.pdf", PDF))

        judged = scan_waiting(lumeon.vendor, at=london("10:06"))

    assert judged == 2
    assert states() == {
        "good.log": State.CLEAN,
        "bad.log": State.QUARANTINED,
        "big.pdf": State.WAITING,  # it could not say
    }


def test_what_was_found_is_kept_with_the_file_and_in_the_record(
    lumeon: Site, settings: LazySettings, tmp_path: Path
) -> None:
    address = str(tmp_path / "clamd.sock")
    settings.SCANNER = f"clamd://{address}"
    (file,) = sent(raised(lumeon.house), lumeon.agent, upload("bad.log", EICAR))

    with clamd(address, socket.AF_UNIX, 1):
        scan_waiting(lumeon.vendor, at=london("10:06"))

    file = Attachment.objects.with_verdict().get()
    assert (file.verdict.why, file.verdict.at) == ("Eicar-Test-Signature", london("10:06"))
    event = AuditEvent.objects.get(verb="quarantined")
    assert (event.object_id, event.after) == (file.pk, {"found": "Eicar-Test-Signature"})


@pytest.mark.parametrize("address", ["clamd://127.0.0.1:1", "clamd:///nowhere/clamd.sock"])
def test_a_scanner_that_is_away_leaves_files_waiting(
    lumeon: Site, settings: LazySettings, address: str
) -> None:
    settings.SCANNER = address
    sent(raised(lumeon.house), lumeon.agent, upload("a.log"), upload("b.log"))

    assert scan_waiting(lumeon.vendor, at=london("10:06")) == 0
    assert states() == {"a.log": State.WAITING, "b.log": State.WAITING}


def no_finding(content: BinaryIO) -> str:
    assert content.read() == LOG
    return ""


def always_finding(_content: BinaryIO) -> str:
    return "Something"


def away(_content: BinaryIO) -> str:
    raise ConnectionRefusedError("no scanner here")


@pytest.mark.parametrize(
    ("look", "state"),
    [
        (no_finding, State.CLEAN),
        (always_finding, State.QUARANTINED),
        (away, State.WAITING),
    ],
)
def test_an_operators_own_function_is_asked_instead(
    lumeon: Site, settings: LazySettings, look: Callable[[BinaryIO], str], state: State
) -> None:
    settings.SCANNER = f"{__name__}:{look.__name__}"
    sent(raised(lumeon.house), lumeon.agent, upload())

    scan_waiting(lumeon.vendor, at=london("10:06"))

    assert states() == {"letters.log": state}


def test_a_scanner_taken_away_lets_what_waits_go_by_its_kind(
    lumeon: Site, settings: LazySettings
) -> None:
    settings.SCANNER = f"{__name__}:away"
    sent(raised(lumeon.house), lumeon.agent, upload())
    settings.SCANNER = ""

    assert scan_waiting(lumeon.vendor, at=london("10:06")) == 1
    assert states() == {"letters.log": State.CLEAN}


def test_a_file_that_is_gone_does_not_hold_up_the_others(
    lumeon: Site, settings: LazySettings, private_files: Path
) -> None:
    settings.SCANNER = f"{__name__}:no_finding"
    gone, _ = sent(raised(lumeon.house), lumeon.agent, upload("gone.log"), upload("there.log"))
    (private_files / gone.key).unlink()

    assert scan_waiting(lumeon.vendor, at=london("10:06")) == 1
    assert states() == {"gone.log": State.WAITING, "there.log": State.CLEAN}


def test_the_task_looks_at_every_vendors_files(lumeon: Site, settings: LazySettings) -> None:
    settings.SCANNER = f"{__name__}:no_finding"
    sent(raised(lumeon.house), lumeon.agent, upload())

    assert scan_files() == 1
    assert scan_files() == 0
