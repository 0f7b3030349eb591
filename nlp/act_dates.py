"""From when a rule applies, and until when one may comment. In: sayings, and the article's day. Out: FoundDates with evidence.

1. Find sentences that say that something takes effect, that tell what an act brings from when on, or that answers are due.
2. Read the day that stands nearest to those words; "with immediate effect" is the day of the act, "within 60 days" counts
   from it; of a delay the first new day counts.
3. Leave out what is background: since when older rules apply, until when something lasts, from when one may download it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from articles.model import Evidence, FoundDate
from nlp import act_date_words as words
from nlp.acts import Saying, is_background
from nlp.dates import Day, Lean, days, periods

# How far from its cue a day may stand, in characters.
REACH = {"zh": 26}
DEFAULT_REACH = 90
FAR = 10_000
# "takes effect on Monday": a weekday counts only right beside its cue.
CLOSE = 20
# News of a rule that is in force may come so many days later.
LONGEST_SINCE = 40
# "From January": a month is enough so far up, where it tells of the act.
TOP = 250
APPLYING = frozenset((None, "in_force", "published", "adopted", "amended"))
# Of a delay in stages the first new day counts; how much the later ones lose.
LATER_STAGE = 0.7
# What is only on its way is to apply some day; the rules beside it already do.
COMING, TO_COME = frozenset(("consultation", "proposed", "adopted")), 0.6
UNDECIDED = frozenset(("consultation", "proposed"))


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """One way to read a slot; the highest score wins. `moved` tells how surely a delay moves to this day, if to any."""

    score: float
    day: date
    saying: Saying
    moved: float | None = None


@dataclass(frozen=True, kw_only=True)
class _Question:
    """What is asked of each sentence; `acted` is what "immediately" means."""

    language: str
    published: date
    acted: date
    status: str | None

    @property
    def delayed(self) -> bool:
        return self.status == "delayed"

    @property
    def undecided(self) -> bool:
        return self.status in UNDECIDED


def effective_date(
    found: Sequence[Saying], *, language: str, published: date, acted: date, status: str | None
) -> FoundDate | None:
    """The day from which the act applies; `acted` is what "immediately" means."""
    asked = _Question(language=language, published=published, acted=acted, status=status)
    return _best(_first_stage([one for saying in found for one in _effective(saying, asked)]))


def deadline(found: Sequence[Saying], *, language: str, published: date, acted: date) -> FoundDate | None:
    """The day until which one may comment."""
    return _best([one for saying in found for one in _due(saying, language, published, acted)])


def _effective(saying: Saying, asked: _Question) -> Iterator[_Reading]:
    yield from _at_once(saying, asked)
    cues = list(words.EFFECT[asked.language].finditer(saying.text))
    if asked.status in (None, "delayed"):
        cues += words.DELAY[asked.language].finditer(saying.text)
    if asked.undecided and not cues and not _speaks_of_the_act(saying, asked.language):
        return
    yield from _on_days(saying, cues, asked)
    if cues and asked.status != "adopted":  # what is not yet published counts from a day that is not yet known
        yield from _after_periods(saying, asked)


def _at_once(saying: Saying, asked: _Question) -> Iterator[_Reading]:
    text, language = saying.text, asked.language
    if words.NEXT_DAY[language].search(text):
        yield _Reading(score=3.0 + _early(saying), day=asked.acted + timedelta(days=1), saying=saying)
    match = words.IMMEDIATE[language].search(text)
    if match is None or words.TAKING.search(text) or _is_offered(text, match.start(), match.end(), language):
        return
    if not (asked.undecided and words.DUE[language].search(text)):
        now = asked.published if words.TODAY.search(match.group()) else asked.acted
        yield _Reading(score=2.0 + _early(saying), day=now, saying=saying)


def _on_days(saying: Saying, cues: Sequence[re.Match[str]], asked: _Question) -> Iterator[_Reading]:
    text, language = saying.text, asked.language
    if words.ASKING.search(text) and not asked.delayed:
        return
    for day in _with_past_weekdays(text, language, asked.published):
        near = min((_distance(cue, day) for cue in cues), default=FAR)
        told = near <= REACH.get(language, DEFAULT_REACH) and (day.calendar or near <= CLOSE)
        if _ends(text, day, asked) or not (told or _is_beside(saying, day, asked)):
            continue
        if not _may_be(day, asked, text, told=told or not day.calendar):
            continue
        score = 1.6 * told + _early(saying) + 0.4 * (not day.vague) + 0.3 * bool(saying.done)
        score += 0.3 * (day.day > asked.published) - min(near, 50) / 100
        score += TO_COME * (told and asked.status in COMING and bool(words.TO_COME[language].search(text)))
        moved = _moved(text, day, language) if asked.delayed else 0.0
        new = asked.delayed and not day.vague and day.day > asked.published
        yield _Reading(score=score + moved, day=day.day, saying=saying, moved=moved if new else None)


def _after_periods(saying: Saying, asked: _Question) -> Iterator[_Reading]:
    for period in periods(saying.text, language=asked.language):
        behind = words.AFTER[asked.language].match(saying.text, period.end)
        if behind and not words.ON_CONDITION.search(saying.text):
            yield _Reading(score=2.2 + _early(saying), day=asked.acted + period.length, saying=saying)


def _with_past_weekdays(text: str, language: str, published: date) -> Iterator[Day]:
    """ "Came into force on Sunday" is last Sunday."""
    lean: Lean = "past" if words.CAME[language].search(text) else "future"
    yield from (day for day in days(text, language=language, anchor=published) if day.calendar)
    yield from (day for day in days(text, language=language, anchor=published, lean=lean) if not day.calendar)


def _is_beside(saying: Saying, day: Day, asked: _Question) -> bool:
    """Says "from 1 June" in the sentence that tells of the act; "to 1 June" where it is put off."""
    text, language = saying.text, asked.language
    before, behind = text[: day.start], text[day.end :]
    top = saying.start is not None and saying.start < TOP
    if _is_offered(text, day.start, day.end, language):
        return False
    if not day.calendar:
        return top and asked.status in APPLYING and words.SINCE[language].search(before) is not None
    begins = bool(words.FROM[language].search(before)) or (language == "zh" and behind.startswith("起"))
    moved = asked.delayed and bool(words.UP_TO[language].search(before))
    clear = bool(saying.done) or not day.vague or top or _speaks_of_the_act(saying, language)
    return (begins or moved) and clear


def _speaks_of_the_act(saying: Saying, language: str) -> bool:
    """Tells what the act brings ("Damit können ...", "under the law"), not what becomes of a draft."""
    brings = words.OF_THE_ACT[language].search(saying.text)
    return bool(brings) and not words.DEBATED[language].search(saying.text) and not is_background(saying)


def _is_offered(text: str, start: int, end: int, language: str) -> bool:
    """Does the clause say from when one may get or read it?"""
    marks = [*words.CLAUSE.finditer(text)]
    begin = max((mark.end() for mark in marks if mark.end() <= start), default=0)
    close = min((mark.start() for mark in marks if mark.start() >= end), default=len(text))
    return words.OFFERED[language].search(text, begin, close) is not None


def _ends(text: str, day: Day, asked: _Question) -> bool:
    """Until then something lasts; of a delay that is the day it moves to."""
    before = text[: day.start]
    until = words.UP_TO[asked.language].search(before) and not words.NOT_BEFORE[asked.language].search(before)
    return not asked.delayed and bool(until)


def _may_be(day: Day, asked: _Question, text: str, *, told: bool) -> bool:
    """Lies ahead, or shortly behind where the text says that it applies; what is enforced is enforced under older rules."""
    if day.day > asked.published and words.LAST[asked.language].search(text[: day.start]):
        return False
    if asked.status == "enforced" and day.day <= asked.published:
        return told and day.day >= asked.acted and not words.CAME[asked.language].search(text)
    return (day.day - asked.published).days >= (-LONGEST_SINCE if told and not asked.undecided else 1)


def _moved(text: str, day: Day, language: str) -> float:
    """Of a delay's days the one that it moves to counts, not the one that it moves away from."""
    before = text[: day.start]
    once = words.ONCE_PLANNED[language].search(before) is not None
    starts = not once and words.STARTS[language].search(before) is not None
    leaves = words.MOVED_FROM[language].search(before) and not words.ONWARDS[language].match(text, day.end)
    old = once or bool(leaves and not starts)
    return float(starts or words.UP_TO[language].search(before) is not None) - float(old)


def _due(saying: Saying, language: str, published: date, acted: date) -> Iterator[_Reading]:
    text = saying.text
    asks, until = words.DUE[language].search(text), words.UNTIL[language].search(text)
    if not asks or not until:
        return
    early = _early(saying)
    for day in days(text, language=language, anchor=published):
        if day.day > published and day.calendar:
            yield _Reading(score=2.0 + early + 0.5 * (not day.vague), day=day.day, saying=saying)
    for period in periods(text, language=language):
        yield _Reading(score=1.0 + early, day=acted + period.length, saying=saying)


def _first_stage(readings: Sequence[_Reading]) -> list[_Reading]:
    """Of a delay in stages the first new day counts most."""
    surest = max((one.moved for one in readings if one.moved is not None), default=None)
    first = next((one for one in readings if one.moved is not None and one.moved == surest), None)
    later = [one for one in readings if first and one.moved == surest and one.day > first.day]
    return [replace(one, score=one.score - LATER_STAGE) if one in later else one for one in readings]


def _best(readings: Sequence[_Reading]) -> FoundDate | None:
    best = max(readings, key=lambda one: one.score, default=None)
    if best is None:
        return None
    return FoundDate(day=best.day, evidence=evidence(best.saying))


def evidence(saying: Saying) -> Evidence | None:
    """The sentence, None for the title, which is no part of the body."""
    if saying.start is None:
        return None
    return Evidence(text=saying.source, start=saying.start, end=saying.start + len(saying.source))


def _early(saying: Saying) -> float:
    """What stands further up is told of the act itself."""
    return 0.2 if saying.start is None else max(0.0, 0.5 - saying.start / 3000)


def _distance(cue: re.Match[str], day: Day) -> int:
    return max(cue.start() - day.end, day.start - cue.end(), 0)
