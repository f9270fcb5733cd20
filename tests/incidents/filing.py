"""Files as people send them, and as they should not: made here, never from elsewhere."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from PIL import Image

from incidents import services
from incidents.models import Attachment, Incident
from incidents.services.files import Upload
from portal.tenancy.models import Membership
from tests.incidents.watching import london

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
LOG = b"2026-03-02 09:14:03 ERROR letters: no consultant for referral 4711\n"


@pytest.fixture
def private_files(tmp_path: Path, settings: LazySettings) -> Path:
    """A place of this test's own for what is sent, emptied with it."""
    storages: dict[str, Any] = dict(settings.STORAGES)
    place = {**storages["private"], "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = storages | {"private": place}
    return tmp_path / "files"


def upload(name: str = "letters.log", content: bytes = LOG) -> Upload:
    return ContentFile(content, name=name)


def picture(kind: str = "PNG", size: tuple[int, int] = (640, 400), **more: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, (200, 120, 40)).save(written, kind, **more)
    return written.getvalue()


def archive(entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compression) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return written.getvalue()


def document(main: str = "word/document.xml", **more: bytes) -> bytes:
    return archive({"[Content_Types].xml": b"<Types/>", main: b"<w/>", **more})


def sent(
    incident: Incident, by: Membership, *files: Upload, minute: int = 5, internal: bool = False
) -> list[Attachment]:
    """Send a message with files; return them as they are kept."""
    said: Any = {"incident": incident, "by": by, "text": "See the file.", "files": files}
    at = london(f"10:{minute:02}")
    if internal:
        services.add_note(**said, at=at)
    elif by.is_staff_side:
        services.reply(**said, at=at)
    else:
        services.answer(**said, at=at)
    return list(Attachment.objects.of(incident).filter(at=at).with_verdict())
