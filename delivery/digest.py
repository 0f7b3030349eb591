"""What one digest tells of a day or a week. In: acts, stories and sources as the store has them. Out: a Digest, weighed and cut.

Order: official changes of stage, then the reader's watch list, then independent origins x tier x languages. Nothing here is
phrased; delivery/digest_view.py does that, in the language of the digest.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from articles.model import Article, FoundDate, PolicyEvent, Rendering, Source, SourceState, Stage, StanceLabel
from delivery.notices import Reach

MOST_MOVED = 5
MOST_DEADLINES = 5
MOST_STORIES = 3
MOST_YOURS = 5
MOST_LATE = 3
MOST_BORDERLINE = 3
DAYS_AHEAD = 14
SURE = 0.8  # a stance is shown from this calibrated probability on
ASSESSABLE = 0.8  # of a language's tier-1 sources must have been reached before anything is said to be absent
ORDER = ("zh", "en", "de")
TIER_WEIGHT = {1: 3, 2: 2, 3: 1}


@dataclass(frozen=True, kw_only=True)
class Report:
    """One article as the digest sees it. `origin` is whose text it is; reprints share theirs."""

    article: Article
    source: Source
    origin: str
    translated: Rendering | None = None
    stances: tuple[StanceLabel, ...] = ()
    watched: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    @property
    def official(self) -> bool:
        """Whether an official source published it."""
        return self.source.kind == "official"

    @property
    def timed(self) -> bool:
        """Whether the page gives a clock time."""
        return self.article.published is not None and self.article.published_precision == "minute"

    @property
    def quote(self) -> StanceLabel | None:
        """The stance worth a line: somebody quoted, else the text's own where that is sure and takes a side."""
        sure = [one for one in self.stances if not one.unsure and one.score >= SURE and one.label != "neutral"]
        return next((one for one in sure if one.holder), next(iter(sure), None))


@dataclass(frozen=True, kw_only=True)
class ToldStory:
    """A story with the reports of these days, the earliest first; `heard` are all languages that ever told it."""

    id: str
    reports: tuple[Report, ...]
    heard: frozenset[str] = frozenset()

    @property
    def origins(self) -> frozenset[str]:
        """The independent ones."""
        return frozenset(report.origin for report in self.reports)

    @property
    def languages(self) -> tuple[str, ...]:
        """In the order of their first reports, an official one before all."""
        return tuple(dict.fromkeys(report.article.language for report in self.ordered))

    @property
    def ordered(self) -> tuple[Report, ...]:
        """Official reports first, then the earliest."""
        return tuple(sorted(self.reports, key=lambda one: (not one.official, one.article.dated, one.article.id)))

    @property
    def ownership(self) -> dict[str, int]:
        """Reports by who owns their sources, the most first."""
        return dict(Counter(report.source.ownership for report in self.reports).most_common())

    @property
    def weight(self) -> tuple[bool, int, int]:
        """Official ones first, then origins x tier x languages, then the number of reports."""
        tier = max(TIER_WEIGHT.get(report.source.tier, 1) for report in self.reports)
        spread = len(self.origins) * tier * len(self.languages)
        return any(report.official for report in self.reports), spread, len(self.reports)

    def of(self, language: str) -> tuple[Report, ...]:
        """Its reports in one language, official ones first."""
        return tuple(report for report in self.ordered if report.article.language == language)


@dataclass(frozen=True, kw_only=True)
class Moved:
    """An act that reached a stage. `before` is the stage it was at; `report` is the best text on it."""

    event: PolicyEvent
    stage: Stage
    before: Stage | None
    report: Report
    reports: int
    watched: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Due:
    """A day of an act within the next two weeks: a deadline for comments, or its entry into force."""

    event: PolicyEvent
    kind: str
    found: FoundDate
    report: Report | None


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A source that was not seen, or not as it should be; `since` is when it last was.

    `state` says more where it is known; `fallback` carries the same issuer, and `fallback_sees` says whether that one is seen.
    """

    source: Source
    since: datetime | None
    state: SourceState | None = None
    fallback: Source | None = None
    fallback_sees: bool = False


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """What an alert said of an act and was wrong: its subject, and field -> (what was said, what is right)."""

    subject: str
    event: PolicyEvent
    wrong: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Blindness:
    """Where we are blind: issuing bodies seen by no route or by fallbacks only, steps whose work waits, our own faults."""

    blind: tuple[str, ...] = ()
    by_fallback: tuple[str, ...] = ()
    late: Mapping[str, datetime] = field(default_factory=dict)
    archive_paused: bool = False
    offline: bool = False


@dataclass(frozen=True, kw_only=True)
class Digest:
    """Everything one digest tells; the properties are what it has room for."""

    profile: str
    language: str
    languages: tuple[str, ...]
    time_zone: str
    since: datetime
    as_of: datetime
    weekly: bool
    reach: Mapping[str, Reach]
    tier_1: Mapping[str, Reach]
    topics: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()
    due: tuple[Due, ...] = ()
    stories: tuple[ToldStory, ...] = ()
    yours: tuple[tuple[str, Report], ...] = ()
    late: tuple[Report, ...] = ()
    borderline: tuple[Report, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    unsure: int = 0
    untranslated: int = 0
    missing: tuple[Missing, ...] = ()
    blindness: Blindness = Blindness()
    excerpt_chars: Mapping[str, int] = field(default_factory=dict)

    @property
    def article_ids(self) -> tuple[str, ...]:
        """Everything it counts, so that the next one does not tell it again."""
        fresh = [report for story in self.stories for report in story.reports]
        reports = [*fresh, *(report for _, report in self.yours), *self.late]
        return tuple(dict.fromkeys(report.article.id for report in reports))

    @property
    def quiet(self) -> bool:
        """Nothing happened."""
        return not (self.moved or self.stories or self.yours)

    @property
    def barely_seen(self) -> tuple[str, ...]:
        """Its languages of whose main sources too few were reached."""
        return tuple(one for one in self.languages if one in self.tier_1 and not self.assessable(one))

    @property
    def blind(self) -> bool:
        """Whether we could have missed what happened, so that nothing must be called quiet."""
        return self.blindness.offline or bool(self.blindness.late or self.barely_seen)

    @property
    def seen(self) -> Reach:
        """Of all sources; one in two languages counts twice."""
        return Reach(
            seen=sum(one.seen for one in self.reach.values()), expected=sum(one.expected for one in self.reach.values())
        )

    @property
    def told_stories(self) -> tuple[ToldStory, ...]:
        """The weightiest stories; those in one language only stand behind all others."""
        ordered = sorted(self.stories, key=lambda story: (len(story.languages) > 1, story.weight), reverse=True)
        return tuple(ordered[:MOST_STORIES])

    def assessable(self, language: str) -> bool:
        """Whether enough of a language's main sources were reached to say that something is not there."""
        main = self.tier_1.get(language)
        return main is not None and main.expected > 0 and main.seen >= ASSESSABLE * main.expected


def moved_first(moved: Iterable[Moved]) -> tuple[Moved, ...]:
    """Official ones first, then the reader's watch list, then the more reported, the latest."""
    return tuple(
        sorted(
            moved,
            key=lambda one: (one.stage.official, bool(one.watched), one.reports, one.stage.happened, one.stage.id),
            reverse=True,
        )
    )


def due_days(events: Iterable[PolicyEvent], today: date) -> list[tuple[date, str, PolicyEvent, FoundDate]]:
    """Deadlines and entries into force of the next two weeks, the nearest first, of acts that are confirmed."""
    found = [
        (day.day, kind, event, day)
        for event in events
        if event.stage is not None
        for kind, day in (("deadline", event.deadline), ("effective", event.effective))
        if day is not None and 0 <= (day.day - today).days <= DAYS_AHEAD
    ]
    return sorted(found, key=lambda row: (row[0], row[1], row[2].id))


def stage_before(event: PolicyEvent, stage: Stage) -> Stage | None:
    """The open stage that came before this one."""
    earlier = [one for one in event.stages if one.opened_at and not one.retracted and one.happened < stage.happened]
    return max(earlier, key=lambda one: (one.happened, one.id), default=None)
