"""Secrets that a computer makes once and keeps, each in a file only its owner may read."""

import os
import secrets
from pathlib import Path


def kept_secret(directory: Path, name: str) -> str:
    """This function will return the secret of that name, making it the first time.

    Two starts at once agree: the file appears whole, under its name, only once.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / name
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def _write_once(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
    try:
        os.link(draft, path)  # fails when another start was first, and then theirs counts
    except FileExistsError:
        pass
    finally:
        draft.unlink()
