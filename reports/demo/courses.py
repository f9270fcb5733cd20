"""The ways that incidents go, and how often each: most are solved at once, a few come back."""

from dataclasses import dataclass
from random import Random

from reports.demo.steps import Beat, Verb, beats_of


@dataclass(frozen=True, slots=True)
class Course:
    """A way to go. `share` is its weight against the others; critical trouble takes few of them."""

    share: int
    beats: tuple[Beat, ...]
    for_critical: bool = True


def _courses(*rows: tuple[int, str], for_critical: bool = True) -> tuple[Course, ...]:
    return tuple(Course(share, beats_of(way), for_critical) for share, way in rows)


EVERYWHERE = (
    *_courses(
        (14, "accept reply solve confirm"),
        (10, "accept reply note solve confirm"),
        (9, "accept reply note reply solve confirm"),
        (4, "accept reply solve reject note solve confirm"),
        (3, "accept reply note solve confirm reopen reply solve confirm"),
        (3, "accept reply assign:L2 note reply solve confirm"),
    ),
    *_courses(
        (10, "accept reply ask answer solve confirm"),
        (5, "reply accept ask answer note ask answer solve confirm"),
        (4, "accept reply severity:less note solve confirm"),
        (5, "accept reply solve close:solution_provided"),
        (3, "accept reply ask close:customer_request"),
        for_critical=False,
    ),
)

TO_ENGINEERING = "accept reply move:analysis assign:L2 note move:engineering assign:L3"

LUMEON = (
    *_courses(
        (8, "accept reply move:analysis assign:L2 note solve confirm"),
        (6, f"{TO_ENGINEERING} reply solve confirm"),
    ),
    *_courses(
        (7, "accept reply move:analysis assign:L2 ask answer note reply solve confirm"),
        (5, f"{TO_ENGINEERING} ask answer reply note solve close:maintenance_release"),
        (4, "accept reply note move:awaiting_third_party reply move:analysis solve confirm"),
        (2, "accept reply severity:more move:analysis assign:L2 note solve confirm"),
        (2, "accept reply ask reply:chaser move:analysis note solve close:solution_provided"),
        (1, "accept reply note close:not_maintained"),
        for_critical=False,
    ),
)

HEALTHY_ROSTER = _courses(
    (4, "accept reply note move:awaiting_third_party reply move:in_progress solve confirm"),
    for_critical=False,
)

# Where only the customer's word resolves (HR-12), the desk does not close as solved.
SOLVED_BY_DESK = Beat(Verb.CLOSE, "solution_provided")
ENDED_BY_CUSTOMER = {"healthy-roster"}
OWN = {"lumeon": LUMEON, "healthy-roster": HEALTHY_ROSTER}

QUESTION = _courses(
    (8, "accept reply solve confirm"),
    (5, "reply accept ask answer solve confirm"),
    (4, "accept reply solve close:solution_provided"),
    (2, "accept reply note solve confirm"),
    (1, "accept reply solve reject solve confirm"),
)
OUT_OF_SCOPE = _courses((1, "accept note reply:story close:out_of_scope"))


def course_for(slug: str, fits: str, *, is_critical: bool, rng: Random) -> tuple[Beat, ...]:
    """This function will draw a way to go for one incident of a vendor."""
    fitting = {"question": QUESTION, "out_of_scope": OUT_OF_SCOPE}
    courses = fitting.get(fits, EVERYWHERE + OWN.get(slug, ()))
    possible = [course for course in courses if course.for_critical or not is_critical]
    if slug in ENDED_BY_CUSTOMER:
        possible = [course for course in possible if SOLVED_BY_DESK not in course.beats]
    (drawn,) = rng.choices(possible, weights=[course.share for course in possible])
    return drawn.beats
