"""The store and the rows held against each other: nothing changed, gone or left over (CO-07)."""

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from incidents.models import Attachment
from tests.cast import Site, raised
from tests.incidents.filing import LOG, picture, private_files, sent, upload

__all__ = ["private_files"]


def verified(**options: bool) -> str:
    said = StringIO()
    call_command("verify_files", stdout=said, **options)
    return said.getvalue()


def file_of(site: Site) -> Attachment:
    (file,) = sent(raised(site.house), site.agent, upload("a.png", picture()))
    return file


def test_what_is_as_it_was_sent_is_said_to_be_so(lumeon: Site, private_files: Path) -> None:
    file_of(lumeon)

    assert "lumeon: 0 stored files belong to no message." in verified()
    assert sum(1 for one in private_files.rglob("*") if one.is_file()) == 2  # with its preview


def test_a_changed_byte_fails_and_is_named(lumeon: Site, private_files: Path) -> None:
    file = file_of(lumeon)
    stored = private_files / file.key
    stored.write_bytes(stored.read_bytes()[:-1] + b"!")

    with pytest.raises(CommandError, match=r"^1 file is damaged\.$"):
        verified()


def test_a_file_that_is_gone_fails(lumeon: Site, private_files: Path) -> None:
    (private_files / file_of(lumeon).key).unlink()

    with pytest.raises(CommandError, match=r"^1 file is damaged\.$"):
        verified()


def test_what_belongs_to_no_message_is_counted_and_removed_on_request(
    lumeon: Site, private_files: Path
) -> None:
    file = file_of(lumeon)
    folder = private_files / str(lumeon.vendor.pk)
    old, fresh = folder / "old", folder / "fresh"
    for one in (old, fresh):
        one.write_bytes(LOG)
    long_ago = (timezone.now() - timedelta(hours=2)).timestamp()
    for one in (old, private_files / file.key):
        os.utime(one, (long_ago, long_ago))

    assert "lumeon: 1 stored files belong to no message." in verified()
    assert old.exists()
    assert "lumeon: 1 stored files removed." in verified(remove_unreferenced=True)
    assert not old.exists()
    assert fresh.exists()  # its message may be on its way
    assert (private_files / file.key).exists()
