"""What stands open at the moment the world is made: each state a visitor should find.

Clocks that run around the clock come first, so that something falls due within minutes
whenever the world is looked at, also on a Sunday night.
"""

from dataclasses import dataclass
from datetime import timedelta

from reports.demo.steps import Beat, beats_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An open incident: how far its clock has gone, and what has happened so far."""

    vendor: str
    severity: str
    beats: tuple[Beat, ...]
    tiers: tuple[str, ...]  # none: any
    percent: int  # of the budget used by now
    left: timedelta | None  # or this much of it left
    is_response: bool  # whose budget: the response's or the resolution's


def _open(
    vendor: str,
    severity: str,
    way: str = "",
    *,
    percent: int = 0,
    left: int | None = None,
    tiers: str = "",
) -> Standing:
    return Standing(
        vendor=vendor,
        severity=severity,
        beats=beats_of(way),
        tiers=tuple(tiers.split()),
        percent=percent,
        left=None if left is None else timedelta(minutes=left),
        is_response="reply" not in way,
    )


def _lumeon() -> list[Standing]:
    name = "lumeon"
    office = "essentials professional"
    deep = "accept reply move:analysis assign:L2 note move:engineering assign:L3 reply"
    return [
        _open(name, "1", left=9, tiers="premium"),
        _open(name, "1", "accept reply", left=16, tiers="premium"),
        _open(
            name, "1", "accept reply note move:analysis assign:L2 reply", left=95, tiers="premium"
        ),
        _open(name, "1", deep, percent=170, tiers="premium"),
        _open(name, "1", "accept reply note solve", percent=60, tiers="premium"),
        _open(name, "2", left=22),
        _open(name, "2", left=41),
        _open(name, "2", "accept reply", left=35),
        _open(name, "2", "accept reply move:analysis assign:L2 note", left=80),
        _open(name, "2", "accept reply ask", percent=55),
        _open(name, "2", "accept reply ask answer note escalate", percent=75),
        _open(name, "2", deep, percent=140, tiers=office),
        _open(name, "2", "accept reply severity:more note reply", percent=35),
        _open(name, "2", "accept reply note solve", percent=70),
        _open(name, "3", percent=30),
        _open(name, "3", percent=125),
        _open(name, "3", "accept reply ask", percent=45),
        _open(name, "3", "accept reply ask reply:chaser", percent=95),
        _open(
            name,
            "3",
            "accept reply note move:awaiting_third_party reply escalate higher",
            percent=70,
        ),
        _open(name, "3", "accept reply severity:less note", percent=40),
        _open(name, "3", "accept reply solve", percent=55),
        _open(name, "3", "accept reply solve reject note", percent=85),
        _open(name, "3", "accept reply solve confirm reopen", percent=90),
        _open(name, "3", deep, percent=115),
        _open(name, "4", percent=60),
        _open(name, "4", "accept reply ask answer note solve", percent=50),
    ]


def _patientiq() -> list[Standing]:
    name = "patientiq"
    return [
        _open(name, "high", left=8),
        _open(name, "high", "accept reply note reply", percent=40),
        _open(name, "high", "accept reply ask answer note", percent=80),
        _open(name, "medium", left=50),
        _open(name, "medium", percent=55),
        _open(name, "medium", percent=130),
        _open(name, "medium", "accept reply ask", percent=60),
        _open(name, "medium", "accept reply solve", percent=70),
        _open(name, "medium", "accept reply solve confirm reopen note", percent=90),
        _open(name, "medium", "accept reply severity:less note", percent=30),
        _open(name, "low", percent=20),
        _open(name, "low", "accept reply solve reject", percent=60),
    ]


def _healthy_roster() -> list[Standing]:
    name = "healthy-roster"
    return [
        _open(name, "critical", left=13),
        _open(name, "critical", "accept reply note reply", left=27),
        _open(name, "critical", "accept reply note solve", left=55),
        _open(name, "high", left=18),
        _open(name, "high", "accept reply note", percent=60),
        _open(name, "high", "accept reply ask", percent=135),
        _open(name, "medium", left=65),
        _open(name, "medium", percent=150),
        _open(name, "medium", "accept reply note move:awaiting_third_party reply", percent=70),
        _open(name, "medium", "accept reply solve", percent=80),
        _open(name, "medium", "accept reply severity:more note reply", percent=15),
        _open(name, "low", "accept reply ask answer", percent=45),
        _open(name, "low", "accept reply solve confirm reopen reply", percent=110),
    ]


STANDING = (*_lumeon(), *_patientiq(), *_healthy_roster())
