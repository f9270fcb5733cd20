"""What an incident is about: whose it is, which story, who reports and who works on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from incidents.domain.kinds import Channel
from incidents.domain.severity import Hindrance, Reach
from incidents.services.raising import Report
from portal.tenancy.roles import SupportTier
from reports.demo.pace import terms_of
from reports.demo.stories import Story
from reports.demo.who import Actor, Firm, House

LETTERS = ("clinic letter", "discharge letter", "referral letter", "follow-up letter")
ROLES = ("medical secretary", "booking clerk", "team lead", "office manager", "clinic nurse")
# How reports reach each vendor, out of ten.
CHANNELS = {
    "lumeon": [Channel.PORTAL] * 7 + [Channel.TELEPHONE] * 3,
    "patientiq": [Channel.EMAIL] * 7 + [Channel.PORTAL] * 3,
    "healthy-roster": [Channel.PORTAL] * 4 + [Channel.EMAIL] * 3 + [Channel.TELEPHONE] * 3,
}
# How far it reaches and whether work goes on, from the most severe to the mildest.
ANSWERS = (
    (Reach.EVERYBODY, Hindrance.STOPPED),
    (Reach.MANY, Hindrance.PREVENTED),
    (Reach.MANY, Hindrance.IMPAIRED),
    (Reach.FEW, Hindrance.MINIMAL),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The people and the words of one incident."""

    firm: Firm
    house: House
    story: Story
    severity: str
    reporter: Actor
    desk: Mapping[str, Actor]  # one agent of each support tier
    words: Mapping[str, str]  # what stands for the names in braces
    title: str
    text: str
    channel: Channel
    installation: int

    @property
    def is_critical(self) -> bool:
        """This property will tell whether it is of the highest severity."""
        return self.severity == terms_of(self.firm.slug).most_severe.key

    def fill(self, text: str) -> str:
        """This method will put this incident's words into a text."""
        return text.format_map(self.words)

    def report(self, rng: Random) -> Report:
        """This method will return what the contact writes."""
        return Report(
            title=self.title,
            text=self.fill(self.text),
            severity=self.severity,
            category=self.story.category,
            impact=self.fill(rng.choice(self.story.impacts)),
            always_critical=self.story.always_critical,
            channel=self.channel,
            **self._answers(),
        )

    def _answers(self) -> dict[str, str]:
        """This method will answer the form's two questions as whoever chose this severity would."""
        if self.channel is Channel.EMAIL:  # a mail is asked nothing
            return {}
        known = list(terms_of(self.firm.slug).severities)
        affected, urgency = ANSWERS[known.index(self.severity) - len(known)]
        reach = f"The switchboard, ask for {self.reporter.first_name}"
        is_call = self.channel is Channel.TELEPHONE
        return {
            "affected": affected,
            "urgency": urgency,
            "contact_details": reach if is_call else "",
        }


def draft(
    rng: Random, firm: Firm, house: House, story: Story, at: datetime, severity: str = ""
) -> Draft:
    """This function will choose the people and the words of an incident reported at `at`."""
    desk: dict[str, Actor] = {tier: rng.choice(firm.desk(tier)) for tier in SupportTier}
    reporter = rng.choice(house.contacts)
    words = _words(rng, house, at) | {
        "contact": reporter.first_name,
        "agent": desk[SupportTier.L1].first_name,
    }
    variant = rng.randrange(len(story.titles))
    title = story.titles[variant].format_map(words)
    installation = rng.randrange(len(house.installations)) if rng.randrange(8) == 0 else 0
    severity = severity or rng.choice(story.severities)
    return Draft(
        firm=firm,
        house=house,
        story=story,
        severity=severity,
        reporter=reporter,
        desk=desk,
        words=words | {"release": house.installations[installation].release},
        title=title[0].upper() + title[1:],
        text=story.texts[variant % len(story.texts)],
        channel=rng.choice(CHANNELS[firm.slug]),
        installation=installation,
    )


def _words(rng: Random, house: House, at: datetime) -> dict[str, str]:
    here = at.astimezone(ZoneInfo(house.zone))
    return {
        "clinic": rng.choice(house.clinics),
        "site": rng.choice(house.sites),
        "customer": house.name,
        "letter": rng.choice(LETTERS),
        "role": rng.choice(ROLES),
        "n": str(rng.randint(3, 9)),
        "many": str(rng.randint(12, 95)),
        "since": f"{here - timedelta(minutes=rng.randint(15, 95)):%H:%M}",
        "day": _working_day(here.date() - timedelta(days=rng.randint(1, 5))),
        "release": house.installations[0].release,
    }


def _working_day(day: date) -> str:
    """This function will name the last working day up to a date."""
    return f"{day - timedelta(days=max(0, day.weekday() - 4)):%A}"
