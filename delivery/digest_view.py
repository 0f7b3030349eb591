"""A digest in words. In: a Digest. Out: a View: a subject, and sections of lines that text, mail and page all print.

Titles stand as they were written, translations behind them and marked. Sentences are built from fields; what is quoted is
quoted verbatim. Nothing is said to be absent that could not have been seen.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from articles.model import PolicyEvent, Source, Stage
from articles.text import clean
from delivery import wording
from delivery.digest import (
    MOST_BORDERLINE,
    MOST_DEADLINES,
    MOST_LATE,
    MOST_MOVED,
    MOST_YOURS,
    ORDER,
    Digest,
    Due,
    Missing,
    Moved,
    Report,
    ToldStory,
)
from delivery.phrases import phrase

MOST_TITLE = 160
MOST_NAME = 60
MOST_QUOTE = 120
MOST_MISSING = 5


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Some words of a line; `language` is theirs, `href` where they lead."""

    text: str
    href: str | None = None
    language: str | None = None
    role: str = "plain"  # plain, strong, dim, translation


Line = tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class Item:
    """What belongs together: a line that leads and groups of lines below it, which may stand side by side."""

    lead: Line
    groups: tuple[tuple[Line, ...], ...] = ()
    mark: str = ""

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines below the lead."""
        return tuple(line for group in self.groups for line in group)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A numbered section."""

    number: int
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class View:
    """A whole digest, phrased."""

    subject: str
    title: str
    head: str
    language: str
    parts: tuple[Part, ...]
    quiet: str | None
    foot: tuple[str, ...]


def view(digest: Digest) -> View:
    """The digest in its own language."""
    say = Phrasing(digest)
    parts = [
        ("moved", [say.moved(one) for one in digest.moved[:MOST_MOVED]]),
        ("deadlines", [say.due(one) for one in digest.due[:MOST_DEADLINES]]),
        ("one_story", [say.story(one) for one in digest.told_stories]),
        ("your_list", [say.yours(name, one) for name, one in digest.yours[:MOST_YOURS]]),
        ("unsure_late", list(say.tail())),
        ("not_seen", list(say.missing())),
    ]
    numbered = enumerate(parts, start=1)
    return View(
        subject=say.subject(),
        title=f"Dreiklang {say.weekday(digest.as_of)} {say.day(digest.as_of)}",
        head=say.head(),
        language=digest.language,
        parts=tuple(
            Part(number=number, title=phrase(f"part_{name}", digest.language), items=tuple(items))
            for number, (name, items) in numbered
            if items
        ),
        quiet=phrase("quiet_day", digest.language) if digest.quiet else None,
        foot=tuple(say.foot()),
    )


class Phrasing:
    """The sentences of one digest, in its language and its time zone."""

    def __init__(self, digest: Digest) -> None:
        self._digest = digest
        self._language = digest.language
        self._zone = ZoneInfo(digest.time_zone)

    def subject(self) -> str:
        """What a reader sees before opening it."""
        digest = self._digest
        soon = [one for one in digest.due if (one.found.day - self._local(digest.as_of).date()).days <= 7]
        said = [
            self._counted("acts_moved", len(digest.moved)),
            self._counted("deadlines_soon", len(soon)) if soon else "",
            phrase("sources_missing", self._language, n=len(digest.missing)) if digest.missing else "",
        ]
        head = f"Dreiklang {self.weekday(digest.as_of)} {self.day(digest.as_of, year=False)}"
        return f"{head} | " + " · ".join(one for one in said if one)

    def head(self) -> str:
        """As of when, and of how many sources."""
        digest = self._digest
        by_language = ", ".join(f"{name} {one.seen}/{one.expected}" for name, one in digest.reach.items())
        seen = phrase("sources_seen", self._language, seen=digest.seen.seen, expected=digest.seen.expected)
        return f"{phrase('as_of', self._language)} {self.clock(digest.as_of)} · {seen} ({by_language})"

    def moved(self, moved: Moved) -> Item:
        """▲ CN · CAC + 3 · type · from -> TO · until when."""
        event, stage = moved.event, moved.stage
        before = (
            wording.stage_name(event, moved.before, self._language) if moved.before else phrase("new", self._language)
        )
        now = wording.stage_name(event, stage, self._language).upper()
        until = wording.until(event, stage, self._language)
        firm = self._firm(event, stage)
        said = [
            event.country or "",
            wording.issuers_short(
                (stage.body,) if stage.body in event.issuers and len(event.issuers) == 1 else event.issuers
            ),
            wording.type_name(event.instrument_type, self._language) or "",
            f"{before} → {now}",
            until + (f" ({firm})" if until else ""),
        ]
        lead = (Piece(text=" · ".join(one for one in said if one), role="strong"),)
        return Item(mark="▲", lead=lead, groups=((*self._title(moved.report, event.title), self._because(moved)),))

    def due(self, due: Due) -> Item:
        """30 Nov  BNetzA, title: comments (firm)."""
        event = due.event
        firm = phrase("firm" if due.found.firm else "tentative", self._language)
        what = phrase(f"due_{due.kind}", self._language)
        text = f"{wording.day(due.found.day, self._language, year=False)}  {wording.issuers_short(event.issuers)}, "
        title = Piece(text=_cut(event.title), href=due.report.article.url if due.report else None)
        return Item(lead=(Piece(text=text), title, Piece(text=f": {what} ({firm})")))

    def story(self, story: ToldStory) -> Item:
        """The story's headline and counts, then a line for each language."""
        counts = phrase(
            "story_counts",
            self._language,
            articles=len(story.reports),
            origins=len(story.origins),
            owners=self._owners(story),
        )
        first = story.ordered[0]
        lead = (*self._linked(first), Piece(text=f" · {counts}", role="dim"))
        languages = [
            *story.languages,
            *(one for one in ORDER if one not in story.languages and one in self._digest.languages),
        ]
        return Item(lead=lead, groups=tuple(tuple(self._told_in(story, language)) for language in languages))

    def yours(self, name: str, report: Report) -> Item:
        """One find of a saved search or a watch list."""
        source = Piece(text=f" ({_name(report.source)}, {self.when(report)})", role="dim")
        return Item(
            lead=(Piece(text=f"{_cut(name, MOST_NAME)}: ", role="dim"), *self._linked(report), source),
            groups=(self._mt(report),),
        )

    def tail(self) -> Iterator[Item]:
        """What is unsure, late or corrected, and what was just not relevant enough."""
        digest = self._digest
        counts = [
            self._counted("unsure", digest.unsure) if digest.unsure else "",
            self._counted("late", len(digest.late)) if digest.late else "",
            phrase("untranslated", self._language, n=digest.untranslated) if digest.untranslated else "",
        ]
        said = " · ".join(one for one in counts if one)
        if said:
            yield Item(lead=(Piece(text=said),))
        for report in digest.late[:MOST_LATE]:
            yield self._one_line(phrase("late_one", self._language), report, both=True)
        for report in digest.borderline[:MOST_BORDERLINE]:
            yield self._one_line(phrase("borderline", self._language), report)
        for corrected in digest.corrected:
            yield Item(lead=(Piece(text=f"{phrase('correction', self._language).capitalize()}: {_cut(corrected)}"),))

    def missing(self) -> Iterator[Item]:
        """Sources that were not seen, and what is never seen."""
        shown = self._digest.missing[:MOST_MISSING]
        more = len(self._digest.missing) - len(shown)
        names = [self._missing(one) for one in shown] + ([phrase("and_more", self._language, n=more)] if more else [])
        if names:
            yield Item(lead=(Piece(text="; ".join(names) + "."),))
        yield Item(lead=(Piece(text=phrase("never_covered", self._language), role="dim"),))

    def foot(self) -> Iterator[str]:
        """How it was made."""
        yield phrase("made_by_machine", self._language)

    def weekday(self, moment: datetime) -> str:
        """Tue."""
        return phrase(f"weekday_{self._local(moment).weekday()}", self._language)

    def day(self, moment: datetime, *, year: bool = True) -> str:
        """In the digest's own time zone."""
        return wording.day(self._local(moment).date(), self._language, year=year)

    def clock(self, moment: datetime) -> str:
        """06:00 CET."""
        return self._local(moment).strftime("%H:%M %Z")

    def when(self, report: Report) -> str:
        """Day, and the hour where the page gives one."""
        local = self._local(report.article.dated)
        day = wording.day(local.date(), self._language, year=False)
        if not report.timed:
            return day
        same_day = local.date() == self._local(self._digest.as_of).date()
        return f"{local:%H:%M}" if same_day and not self._digest.weekly else f"{day} {local:%H:%M}"

    def _told_in(self, story: ToldStory, language: str) -> Iterator[Line]:
        reports = story.of(language)
        if not reports:
            yield (Piece(text=f"{language} ", role="dim"), Piece(text=self._silence(story, language)))
            return
        first = reports[0]
        kind = phrase("official", self._language) if first.official else self._owner(first.source.ownership)
        lead = (
            Piece(text=f"{language} ", role="dim"),
            Piece(text=f"{self.when(first)} {_name(first.source)} ({kind}): "),
            *self._linked(first),
        )
        yield (*lead, *self._more(reports))
        yield from self._mt(first)
        quoted = next((report for report in reports if report.quote is not None), None)
        if quoted is not None:
            yield self._quote(quoted)

    def _more(self, reports: tuple[Report, ...]) -> Iterable[Piece]:
        rest = len(reports) - 1
        reprints = [report for report in reports[1:] if report.article.origin]
        if reprints:
            origin = _cut(reprints[0].article.origin or "", MOST_NAME)
            same = sum(report.article.origin == reprints[0].article.origin for report in reprints)
            return (Piece(text=" · " + phrase("reprints", self._language, n=same, origin=origin), role="dim"),)
        return (Piece(text=" · " + phrase("further", self._language, n=rest), role="dim"),) if rest else ()

    def _silence(self, story: ToldStory, language: str) -> str:
        """That nobody reports it, with the denominator; or that this cannot be said."""
        reach = self._digest.reach.get(language)
        first = story.ordered[0]
        if reach is None or not self._digest.assessable(language):
            return phrase("not_assessable", self._language)
        since = (
            self.when(first)
            if first.timed
            else wording.day(self._local(first.article.dated).date(), self._language, year=False)
        )
        return phrase("silence", self._language, n=reach.seen, since=since)

    def _quote(self, report: Report) -> Line:
        stance = report.quote
        if stance is None:
            return ()
        words = clean(stance.evidence.text)
        most = min(MOST_QUOTE, self._digest.excerpt_chars.get(report.source.id, MOST_QUOTE))
        shown = words if len(words) <= most else words[:most].rstrip() + "…"
        who = stance.holder or _name(report.source)
        label = phrase(stance.label, self._language)
        target = wording.target_name(stance.target, self._language)
        return (
            Piece(text=f"“{shown}”", language=report.article.language),
            Piece(text=f" ({_cut(who, MOST_NAME)}: {label}, {target}, {stance.score:.2f})", role="dim"),
        )

    def _title(self, report: Report, title: str) -> Iterator[Line]:
        yield (Piece(text=_cut(title), href=report.article.url, language=report.article.language),)
        yield from self._mt(report)

    def _mt(self, report: Report) -> tuple[Line, ...]:
        if not report.translated or self._language == report.article.language:
            return ()
        words = f"{phrase('machine_translation', self._language)}: {_cut(report.translated)}"
        return ((Piece(text=words, language="en", role="translation"),),)

    def _linked(self, report: Report) -> Line:
        return (Piece(text=_cut(report.article.title), href=report.article.url, language=report.article.language),)

    def _because(self, moved: Moved) -> Line:
        said = [self._counted("independent_reports", moved.reports)]
        if not moved.stage.official:
            said.append(phrase("no_primary_text", self._language))
        because = ", ".join(moved.watched) if moved.watched else ""
        if because:
            said.append(phrase("because", self._language, why=phrase("watch", self._language, name=because)))
        return (Piece(text=" · ".join(said), role="dim"),)

    def _one_line(self, head: str, report: Report, *, both: bool = False) -> Item:
        seen = self._local(report.article.first_seen).date()
        times = f", {phrase('seen', self._language)} {wording.day(seen, self._language, year=False)}" if both else ""
        source = Piece(text=f" ({_name(report.source)}, {self.when(report)}{times})", role="dim")
        return Item(lead=(Piece(text=f"{head}: ", role="dim"), *self._linked(report), source))

    def _missing(self, missing: Missing) -> str:
        if missing.since is None:
            return phrase("never_seen", self._language, name=_name(missing.source))
        since = f"{self.day(missing.since, year=False)} {self._local(missing.since):%H:%M}"
        return phrase("unseen_since", self._language, name=_name(missing.source), since=since)

    def _firm(self, event: PolicyEvent, stage: Stage) -> str:
        found = wording.deadline_of(event, stage) if wording.open_for_comments(stage) else None
        found = found or wording.effective_of(event, stage)
        return phrase("firm" if found is not None and found.firm else "tentative", self._language)

    def _owners(self, story: ToldStory) -> str:
        return ", ".join(f"{self._owner(owner)} {number}" for owner, number in story.ownership.items())

    def _owner(self, ownership: str) -> str:
        return phrase(f"owner_{ownership}", self._language)

    def _counted(self, name: str, number: int) -> str:
        return phrase(name if number != 1 else f"{name}_1", self._language, n=number)

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._zone)


def _name(source: Source) -> str:
    return _cut(source.name, MOST_NAME)


def _cut(title: str, most: int = MOST_TITLE) -> str:
    line = clean(title)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
