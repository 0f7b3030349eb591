"""How one digest says days, names and titles. In: facts. Out: pieces of lines, in its language and its reader's time zone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from articles.model import Source
from delivery import wording
from delivery.digest import Digest, Report
from delivery.excerpts import shorten
from delivery.phrases import phrase

MOST_TITLE = 160
MOST_NAME = 60
QUOTING = ("„", "“", "”", "«", "»", '"', "「")
_ENDLESS = re.compile(r"[^\W\d_ぁ-鿿가-힣]{40}(?=\w)")  # no word of a living language; it would widen a phone's page


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Some words of a line; `language` is theirs, `href` where they lead."""

    text: str
    href: str | None = None
    language: str | None = None
    role: str = "plain"  # plain, strong, dim, translation


Line = tuple[Piece, ...]


class Voice:
    """The language and the time zone of one digest."""

    def __init__(self, digest: Digest) -> None:
        self.language = digest.language
        self._zone = digest.time_zone
        self._today = digest.as_of.astimezone(ZoneInfo(self._zone)).date()
        self._since = digest.since.astimezone(ZoneInfo(self._zone)).date()
        self._weekly = digest.weekly

    def say(self, name: str, /, **values: object) -> str:
        """A fixed phrase."""
        return phrase(name, self.language, **values)

    def local(self, moment: datetime) -> datetime:
        """As the reader's clock shows it."""
        return moment.astimezone(ZoneInfo(self._zone))

    def day(self, day: date) -> str:
        """3 Mar; with its year where that is another one."""
        return wording.day(day, self.language, year=day.year != self._today.year)

    def moment(self, moment: datetime) -> str:
        """3 Mar 14:00."""
        local = self.local(moment)
        return f"{self.day(local.date())} {local:%H:%M}"

    def weekday(self) -> str:
        """Tue."""
        return self.say(f"weekday_{self._today.weekday()}")

    def days_until(self, day: date) -> int:
        """From the digest's own day on."""
        return (day - self._today).days

    def title_days(self) -> str:
        """Tue 24 Nov 2026; of a week its first day and its last."""
        if self._weekly:
            return self._span(year=True)
        return self.say("dated", weekday=self.weekday(), day=wording.day(self._today, self.language))

    def subject_days(self) -> str:
        """Tue 24 Nov; week 17 Nov – 24 Nov."""
        short = wording.day(self._today, self.language, year=False)
        if self._weekly:
            return self._span()
        return self.say("dated", weekday=self.weekday(), day=short)

    def _span(self, *, year: bool = False) -> str:
        """The year stands once where it can: behind the last day, in Chinese before the first."""
        both, leads = self._since.year != self._today.year, self.language == "zh"
        first = wording.day(self._since, self.language, year=year and (both or leads))
        last = wording.day(self._today, self.language, year=year and (both or not leads))
        return self.say("week_span", first=first, last=last)

    def when(self, report: Report) -> str:
        """Day, and the hour where the page gives one; the hour alone for today."""
        day = self.published(report)
        if not report.timed:
            return self.day(day)
        hour = f"{self.local(report.article.dated):%H:%M}"
        return hour if day == self._today and not self._weekly else f"{self.day(day)} {hour}"

    def published(self, report: Report) -> date:
        """The day that the page names; where it gives a time, the reader's own day."""
        return wording.published_day(report.article, self._zone)

    def bracketed(self, text: str) -> str:
        """In the brackets of the language."""
        return self.say("brackets", words=text)

    def quoted(self, text: str) -> str:
        """In the quotation marks of the language, where it does not begin with marks of its own."""
        return text if text.startswith(QUOTING) else self.say("quoted", words=text)

    def listed(self, parts: Iterable[str]) -> str:
        """One, two, three."""
        return self.say("listed").join(part for part in parts if part)

    def joined(self, *parts: str) -> str:
        """Things of different kinds, one after another."""
        return self.say("comma").join(part for part in parts if part)

    def linked(self, report: Report) -> Line:
        """The title as it was written."""
        return (Piece(text=cut(report.article.title), href=report.article.url, language=report.article.language),)

    def translation(self, report: Report) -> tuple[Line, ...]:
        """The machine's translation of a title, marked; none where the reader reads the original."""
        if not report.translated or self.language == report.article.language:
            return ()
        words = wording.machine(report.translated, self.language) + cut(report.translated.english)
        return ((Piece(text=words, language="en", role="translation"),),)


def cut(title: str, most: int = MOST_TITLE) -> str:
    """A text of others as one line of bounded length that breaks anywhere."""
    return _ENDLESS.sub("\\g<0>\u200b", shorten(title, most))


def name_of(source: Source) -> str:
    """What a source is called."""
    return cut(source.name, MOST_NAME)


def dim(text: str) -> Piece:
    """Words that stand back."""
    return Piece(text=text, role="dim")
