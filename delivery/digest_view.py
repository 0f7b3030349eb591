"""A digest in words. In: a Digest. Out: a View: a subject, and sections of lines that text, mail and page all print.

Titles stand as they were written, translations behind them and marked. Sentences are built from fields; what is quoted is
quoted verbatim. Nothing is said to be absent that could not have been seen.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from delivery import wording
from delivery.digest import (
    MOST_BORDERLINE,
    MOST_DEADLINES,
    MOST_LATE,
    MOST_MOVED,
    MOST_YOURS,
    Corrected,
    Digest,
    Due,
    Moved,
    Report,
)
from delivery.not_seen import not_seen, quiet
from delivery.story_view import Stories
from delivery.voice import MOST_NAME, Line, Piece, Voice, cut, dim, name_of

MARK = re.compile(r"\[[^\]]*\] ")  # a correction's subject says so itself
SOON = 7  # days; what is due within them stands in the subject


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

    @property
    def columns(self) -> bool:
        """Whether the groups are told side by side where there is room."""
        return len(self.groups) > 2


@dataclass(frozen=True, kw_only=True)
class Part:
    """A numbered section; `note` says so where there is nothing in it."""

    number: int
    title: str
    items: tuple[Item, ...]
    note: str


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
    voice = Voice(digest)
    say = Phrasing(digest, voice)
    parts = [
        ("moved", [say.moved(one) for one in digest.moved[:MOST_MOVED]]),
        ("deadlines", [say.due(one) for one in digest.due[:MOST_DEADLINES]]),
        (say.kind_of_stories(), list(say.stories())),
        ("your_list", [say.yours(name, one) for name, one in digest.yours[:MOST_YOURS]]),
        ("unsure_late", list(say.tail())),
        ("not_seen", list(say.missing())),
    ]
    numbered = enumerate(parts, start=1)
    return View(
        subject=say.subject(),
        title=f"Dreiklang {voice.title_days()}",
        head=say.head(),
        language=digest.language,
        parts=tuple(
            Part(
                number=number,
                title=voice.say(f"part_{name}").upper(),
                items=tuple(items),
                note="" if items else voice.say("nothing"),
            )
            for number, (name, items) in numbered
            if items or not digest.quiet
        ),
        quiet=quiet(digest, voice),
        foot=tuple(say.foot()),
    )


class Phrasing:
    """The sentences of one digest."""

    def __init__(self, digest: Digest, voice: Voice) -> None:
        self._digest = digest
        self._voice = voice
        self._stories = Stories(digest, voice)

    def subject(self) -> str:
        """What a reader sees before opening it."""
        digest, say = self._digest, self._voice.say
        soon = sum(self._voice.days_until(one.found.day) <= SOON for one in digest.due)
        missing = digest.missing
        said = [
            say("acts_moved", n=len(digest.moved)),
            say("deadlines_soon", n=soon) if soon else "",
            say("sources_missing", n=len(missing), name=name_of(missing[0].source)) if missing else "",
        ]
        return f"Dreiklang {self._voice.subject_days()} | " + " · ".join(one for one in said if one)

    def head(self) -> str:
        """As of when, and of how many sources."""
        digest, voice = self._digest, self._voice
        reached = [
            f"{wording.tongue(name, voice.language)} {one.seen}/{one.expected}" for name, one in digest.reach.items()
        ]
        seen = voice.say("sources_seen", seen=digest.seen.seen, expected=digest.seen.expected)
        as_of = voice.say("as_of", clock=f"{voice.local(digest.as_of):%H:%M %Z}")
        offline = f" · {voice.say('head_offline')}" if digest.blindness.offline else ""
        return f"{as_of} · {seen}{voice.bracketed(voice.listed(reached))}{offline}"

    def moved(self, moved: Moved) -> Item:
        """▲ CN · CAC + 3 · type · from → TO · until when; its name; who that is, on what, told by how many."""
        event, stage, voice = moved.event, moved.stage, self._voice
        before = wording.stage_name(event, moved.before, voice.language) if moved.before else voice.say("new")
        issuers = wording.issuers_short(wording.deciders(event, stage), voice.language)
        who = [wording.country_name(event.country, voice.language), issuers]
        kind = wording.kind_name(event, voice.language)
        day = wording.day_that_matters(event, stage)
        firm = voice.bracketed(voice.say("firm" if day[1].firm else "tentative")) if day else ""
        lead = (
            Piece(text=" · ".join(one for one in who if one), role="strong"),
            Piece(text=f" · {kind}{' · ' if kind else ''}{before} → "),
            Piece(text=wording.stage_name(event, stage, voice.language).upper(), role="strong"),
            Piece(text=f" · {wording.until(event, stage, voice.language, spelled=True)}{firm}" if day else ""),
        )
        title = (Piece(text=cut(event.title), href=moved.report.article.url, language=moved.report.article.language),)
        return Item(mark="▲", lead=lead, groups=((title, *voice.translation(moved.report), self._because(moved)),))

    def due(self, due: Due) -> Item:
        """30 Nov  BNetzA, title: comments (firm)."""
        event, voice = due.event, self._voice
        firm = voice.bracketed(voice.say("firm" if due.found.firm else "tentative"))
        issuers = wording.issuers_short(event.issuers, voice.language)
        report = due.report
        title = Piece(
            text=cut(event.title),
            href=report.article.url if report else None,
            language=report.article.language if report else None,
        )
        lead = (
            Piece(text=voice.day(due.found.day), role="strong"),
            Piece(text=f"  {issuers}{voice.say('comma')}"),
            title,
            Piece(text=f"{voice.say('colon')}{voice.say(f'due_{due.kind}')}{firm}"),
        )
        return Item(lead=lead)

    def kind_of_stories(self) -> str:
        """What their section is called; none may be told in more than one language."""
        told = self._digest.told_stories
        return "one_story" if not told or len(told[0].languages) > 1 else "one_language"

    def stories(self) -> Iterator[Item]:
        """Headline and counts of each, then a line for each language; those in one language stand behind a word on it."""
        told = self._digest.told_stories
        for before, story in zip((None, *told), told, strict=False):
            if before is not None and len(story.languages) == 1 < len(before.languages):
                yield Item(lead=(dim(f"{self._voice.say('seen_in_one')}{self._voice.say('colon')}".rstrip()),))
            yield Item(lead=self._stories.lead(story), groups=self._stories.groups(story))

    def yours(self, name: str, report: Report) -> Item:
        """One find of a saved search or a watch list."""
        voice = self._voice
        listed = dim(f"{cut(name, MOST_NAME)}{voice.say('colon')}")
        return Item(
            lead=(listed, *voice.linked(report), self._source(report)),
            groups=(voice.translation(report),),
        )

    def tail(self) -> Iterator[Item]:
        """What is unsure, late or corrected, and what was just not relevant enough."""
        digest, voice = self._digest, self._voice
        counts = {"unsure": digest.unsure, "late": len(digest.late), "untranslated": digest.untranslated}
        said = " · ".join(voice.say(name, n=number) for name, number in counts.items() if number)
        if said:
            yield Item(lead=(Piece(text=said),))
        for report in digest.late[:MOST_LATE]:
            seen = f"{voice.say('seen')} {voice.day(voice.local(report.article.first_seen).date())}"
            yield self._one_line("late_one", report, seen)
        for report in digest.borderline[:MOST_BORDERLINE]:
            yield self._one_line("borderline", report)
        for corrected in digest.corrected:
            yield self._corrected(corrected)

    def missing(self) -> Iterator[Item]:
        """Sources that were not seen, where else we are blind, and what is never seen."""
        for told in not_seen(self._digest, self._voice):
            yield Item(lead=(Piece(text=told),))
        yield Item(lead=(dim(self._voice.say("never_covered")),))

    def foot(self) -> Iterator[str]:
        """What its words mean, and how it was made."""
        dated = any(wording.day_that_matters(one.event, one.stage) for one in self._digest.moved)
        if dated or self._digest.due:
            yield self._voice.say("legend")
        yield self._voice.say("made_by_machine")

    def _because(self, moved: Moved) -> Line:
        event, stage, voice = moved.event, moved.stage, self._voice
        told = voice.say("independent_reports", n=moved.reports) if moved.reports else voice.say("no_reports")
        watched = voice.say("watch", name=voice.listed(moved.watched)) if moved.watched else ""
        who = wording.deciders(event, stage)
        spelled = wording.issuers_line(who, voice.language)
        said = [
            "" if spelled == wording.issuers_short(who, voice.language) else spelled,
            wording.topic_name(event, voice.language),
            told,
            "" if stage.official else voice.say("no_primary_text"),
            voice.say("because", why=watched) if watched else "",
        ]
        return (dim(" · ".join(one for one in said if one)),)

    def _corrected(self, corrected: Corrected) -> Item:
        """What an alert said, and below what of it was wrong and what is right."""
        voice, event = self._voice, corrected.event
        lead = f"{voice.say('corrected')}{voice.say('colon')}{cut(MARK.sub('', corrected.subject))}"
        changes = [
            voice.say(
                "was_and_is",
                name=voice.say(f"field_{name}"),
                was=wording.told_value(name, was, event, voice.language),
                now=wording.told_value(name, now, event, voice.language),
            )
            for name, (was, now) in corrected.wrong.items()
        ]
        told = (dim(voice.say("semicolon").join(changes)),)
        return Item(lead=(Piece(text=lead),), groups=((told,),) if changes else ())

    def _one_line(self, name: str, report: Report, *more: str) -> Item:
        head = dim(f"{self._voice.say(name)}{self._voice.say('colon')}")
        return Item(lead=(head, *self._voice.linked(report), self._source(report, *more)))

    def _source(self, report: Report, *more: str) -> Piece:
        voice = self._voice
        return dim(voice.bracketed(voice.joined(name_of(report.source), voice.when(report), *more)))
