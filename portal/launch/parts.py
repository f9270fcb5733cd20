"""The processes Sundial is made of: web, worker, beat."""

import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One process: its name in the log and the command that runs it."""

    name: str
    command: tuple[str, ...]


def parts(port: int, data: Path, log_level: str) -> tuple[Part, ...]:
    python = sys.executable
    # Celery warns root; on one's own computer root is welcome, and in production the worker
    # is never root (see the Dockerfile).
    calm = ("-W", "ignore:You're running the worker with superuser")
    celery = (python, *calm, "-m", "celery", "--app", "portal", "--quiet")
    schedule = str(data / "beat-schedule")
    return (
        Part(
            name="web",
            command=(
                *(python, "-m", "granian", "portal.wsgi:application", "--interface", "wsgi"),
                *("--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-ws"),
                *("--blocking-threads", "4", "--respawn-failed-workers"),
            ),
        ),
        Part(
            name="worker",
            command=(
                *(*celery, "worker", "--concurrency", "2", "--prefetch-multiplier", "1"),
                *("--loglevel", log_level, "--without-gossip", "--without-mingle"),
            ),
        ),
        Part(
            name="beat",
            command=(
                *(*celery, "beat", "--loglevel", log_level, "--schedule", schedule),
                *("--pidfile", ""),  # the supervisor knows; a stale file would stop the next start
            ),
        ),
    )
