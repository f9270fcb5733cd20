"""Who takes each step of a course, and in which words."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, repeat
from random import Random

from portal.tenancy.roles import SupportTier
from reports.demo.draft import Draft
from reports.demo.pace import terms_of
from reports.demo.steps import Beat, Step, Verb
from reports.demo.stories import phrases
from reports.demo.timing import WAITS

type Said = tuple[str, str]  # the words and the key of a step


class Telling:
    """Tells one incident step by step; what was said once is not said again while there is more."""

    def __init__(self, draft: Draft, rng: Random) -> None:
        """This function will shuffle what there is to say."""
        self.draft, self.rng = draft, rng
        self.owner = draft.desk[SupportTier.L1]
        self.severity = draft.severity
        story = draft.story
        self.questions = chain(self._shuffled(story.exchanges), repeat(story.exchanges[0]))
        self.answer = story.exchanges[0][1]
        self.notes = chain(self._shuffled(story.notes), self._shuffled(phrases()["notes"]))
        self.updates = chain(story.updates, self._shuffled(phrases()["updates"]))
        self.solutions = chain(story.solutions[:1], repeat(story.fixes[0]))
        self.is_greeted = False

    def steps(self, beats: Sequence[Beat], times: Sequence[datetime]) -> Iterator[Step]:
        """This method will yield the steps of a course at the given instants."""
        for beat, at in zip(beats, times, strict=True):
            by = self.draft.reporter if beat.verb in WAITS else self.owner
            text, key = self._said(beat)
            yield Step(at=at, verb=beat.verb, by=by.email, text=self.draft.fill(text), key=key)

    def _said(self, beat: Beat) -> Said:
        match beat.verb:
            case Verb.REPLY:
                return self._reply(beat.key), ""
            case Verb.ASK:
                question, self.answer = next(self.questions)
                return question, ""
            case Verb.ANSWER:
                return self.answer, ""
            case Verb.NOTE:
                return next(self.notes), ""
            case Verb.SOLVE:
                return f"Hello {{contact}},\n\n{next(self.solutions)}", ""
            case Verb.REJECT:
                return self.draft.story.again, ""
            case Verb.ESCALATE | Verb.HIGHER:
                return self._phrase(f"asked_{beat.verb}"), ""
            case Verb.REOPEN:
                return f"{self._phrase('reopened')} {self.draft.story.again}", ""
            case _:
                return self._handled(beat)

    def _handled(self, beat: Beat) -> Said:
        match beat.verb:
            case Verb.ASSIGN:
                # The step is the former owner's; from the next one on the new owner acts.
                self.owner = self.draft.desk[beat.key]
                return "", self.owner.email
            case Verb.SEVERITY:
                self.severity = _beside(self.draft.firm.slug, self.severity, beat.key)
                return self._phrase(f"severity_{beat.key}"), self.severity
            case Verb.CLOSE:
                return self._phrase(beat.key), beat.key
            case Verb.MOVE:
                return self._hand_over(beat.key), beat.key
            case _:
                return "", beat.key

    def _hand_over(self, station: str) -> str:
        """This method will return what the next line reads; within a line there is nothing."""
        said = phrases().get(f"handed_{station}", ("",))
        # By the story and not by lot, so that all that is drawn afterwards stays as it was.
        return said[len(self.draft.story.key) % len(said)]

    def _reply(self, kind: str) -> str:
        if kind == "chaser":
            return self._phrase("chasers")
        if kind == "story":
            return f"Hello {{contact}},\n\n{next(self.updates)}"
        if not self.is_greeted:
            self.is_greeted = True
            return self._phrase("greetings")
        return next(self.updates)

    def _phrase(self, kind: str) -> str:
        return self.rng.choice(phrases()[kind])

    def _shuffled[T](self, said: Sequence[T]) -> list[T]:
        return self.rng.sample(said, len(said))


def possible(beats: Sequence[Beat], draft: Draft) -> tuple[Beat, ...]:
    """This function will leave out a change of severity that would lead beyond the scale."""
    ends: Mapping[str, str] = dict(zip(("more", "less"), _ends(draft.firm.slug), strict=True))
    return tuple(
        beat for beat in beats if beat.verb is not Verb.SEVERITY or ends[beat.key] != draft.severity
    )


def _ends(slug: str) -> tuple[str, str]:
    scale = list(terms_of(slug).severities)
    return scale[0], scale[-1]


def _beside(slug: str, severity: str, direction: str) -> str:
    scale = list(terms_of(slug).severities)
    return scale[scale.index(severity) + (1 if direction == "less" else -1)]
