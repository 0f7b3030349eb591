"""Facts as people read them, in German, Chinese and English. In: fields of an act. Out: names, days and sentences.

Every sentence about an act is built here from its fields, so that stage and date never depend on machine translation.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from articles.model import Article, FoundDate, PolicyEvent, Rendering, Stage
from articles.taxonomy import load_taxonomy
from articles.taxonomy.entities import load_entities
from articles.taxonomy.procedures import load_procedures
from articles.text import clean
from delivery.excerpts import shorten
from delivery.phrases import phrase
from delivery.stages import DRAFT
from delivery.tellings import AHEAD

if TYPE_CHECKING:
    from delivery.notices import Reach

Language = str  # de, zh or en
ACRONYM = re.compile(r"(?=(?:.*[A-Z]){2})(?!MEP)[A-Z][A-Za-z]{1,7}")  # MEPs are the members, not the Parliament
MOST_NAME = 80  # of a body that nobody knows
MOST_MATTER = 60  # characters of a subject line, where stage and day stand beside
LEAST_SURE = 99  # per cent; no reading is certain
GENERAL = "regulation_law"  # nearly every act is about this; another topic says more
DRAFT_TYPE = "consultation_draft"  # its stage says as much

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_AND_MORE = {
    "de": {1: "{first} und eine weitere Stelle", 2: "{first} und {n} weitere Stellen"},
    "zh": {1: "{first}等{n}部门", 2: "{first}等{n}部门"},
    "en": {1: "{first} and one other body", 2: "{first} and {n} other bodies"},
}
_FEW = {  # as one writes small numbers, from 2 on
    "de": ("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"),
    "zh": ("两", "三", "四", "五", "六", "七", "八", "九"),
    "en": ("two", "three", "four", "five", "six", "seven", "eight", "nine"),
}
_ABROAD = {"regulation": "条例"}  # the first word for it in Chinese is for those of the State Council alone
_NOBODY = {"de": "Herausgeber nicht genannt", "zh": "未注明发布机构", "en": "Issuer not named"}
_SENTENCE = {"de": "{who}: {what}", "zh": "{who}：{what}", "en": "{who}: {what}"}
_UNTIL = {"de": ", Stellungnahmen bis {day}", "zh": "，意见反馈截至{day}", "en": ", comments until {day}"}
_UNTIL_SAID = {
    "de": " bis {day}",
    "zh": "，截至{day}",
    "en": " until {day}",
}  # where the step itself speaks of comments
_COMMENTS = {"de": "stellungnahme", "zh": "意见", "en": "comment"}
_FROM = {"de": ", in Kraft ab {day}", "zh": "，{day}起施行", "en": ", in force from {day}"}
_SHORT = {
    "deadline": {"de": "bis {day}", "zh": "截至{day}", "en": "until {day}"},
    "effective": {"de": "ab {day}", "zh": "{day}起", "en": "from {day}"},
}
_SPELLED = {
    "deadline": {"de": "Stellungnahmen bis {day}", "zh": "意见反馈截至{day}", "en": "comments until {day}"},
    "effective": {"de": "in Kraft ab {day}", "zh": "{day}起施行", "en": "in force from {day}"},
}
_NOT_NAMED = {"de": "nicht genannt", "zh": "未注明", "en": "not named"}


def body_name(body: str, language: Language) -> str:
    """What a body is called; a name as written stays as it is."""
    entity = load_entities().get(body)
    if entity is None:
        return clean(body)[:MOST_NAME]
    names = entity.names.get(language) or entity.names["en"]
    home = language == "zh" and entity.country.upper() == "CN"  # known by their short names there
    return min(names[:2], key=len) if home else names[0]


def country_name(country: str | None, language: Language) -> str:
    """CN; readers of Chinese have a word for it."""
    return body_name(country.lower(), language) if country and language == "zh" else country or ""


def short_name(body: str, language: Language) -> str:
    """An acronym where the body has one, for subjects and lists."""
    entity = load_entities().get(body)
    if entity is None:
        return clean(body)[:MOST_NAME]
    written = [name for one in ("en", "de") for name in (*entity.names[one], *entity.weak.get(one, ()))]
    return next((name for name in written if ACRONYM.fullmatch(name)), body_name(body, language))


def issuers_short(issuers: Sequence[str], language: Language) -> str:
    """The first body, and how many more: CAC + 3. Chinese bodies have no acronyms in Chinese."""
    if not issuers:
        return "?"
    if language == "zh":
        return issuers_line(issuers, language)
    return short_name(issuers[0], language) + (f" + {len(issuers) - 1}" if len(issuers) > 1 else "")


def issuers_line(issuers: Sequence[str], language: Language) -> str:
    """Who issued an act, in words."""
    if not issuers:
        return _NOBODY[language]
    name = body_name(issuers[0], language)
    first, more = name[:1].upper() + name[1:], len(issuers) - 1
    if not more:
        return first
    number = len(issuers) if language == "zh" else more
    few = dict(enumerate(_FEW[language], start=2))
    return _AND_MORE[language][min(more, 2)].format(first=first, n=few.get(number, number))


def stage_name(event: PolicyEvent, stage: Stage, language: Language) -> str:
    """The step of the procedure, or what befell the act where no procedure has a step for it."""
    step = load_procedures()[event.procedure].step(stage.step)
    return step.name[language] if step else step_name(event.procedure, stage.status, language)


def step_name(procedure: str, step: str, language: Language) -> str:
    """By the act's own procedure, else as a status, else by the procedure that the act was held to follow before."""
    own = load_procedures()[procedure].step(step)
    if own is not None:
        return own.name[language]
    of_others = (found.name for other in load_procedures().values() if (found := other.step(step)) is not None)
    return (load_taxonomy().statuses.get(step) or next(of_others, {})).get(language, step)


def kind_name(event: PolicyEvent, language: Language) -> str:
    """What kind of instrument it is, by the first of the words for it; empty where the stage says it."""
    if event.instrument_type in (None, DRAFT_TYPE):
        return ""
    if language == "zh" and event.country != "CN" and event.instrument_type in _ABROAD:
        return _ABROAD[event.instrument_type]
    return re.split(r"\s*[/(（]", load_taxonomy().instrument_types[str(event.instrument_type)][language])[0]


def day(moment: date, language: Language, *, year: bool = True) -> str:
    """23.12.2026, 2026年12月23日, 23 Dec 2026."""
    if language == "de":
        return f"{moment.day:02}.{moment.month:02}." + (str(moment.year) if year else "")
    if language == "zh":
        return (f"{moment.year}年" if year else "") + f"{moment.month}月{moment.day}日"
    return f"{moment.day} {_MONTHS[moment.month - 1]}" + (f" {moment.year}" if year else "")


def dated(found: FoundDate | None, language: Language) -> str:
    """A day and whether it is firm; says so where none is named."""
    if found is None:
        return _NOT_NAMED[language]
    firm = phrase("firm" if found.firm else "tentative", language)
    return day(found.day, language) + phrase("brackets", language, words=firm)


def published_day(article: Article, zone: str) -> date:
    """The day that the page names; the reader's own day where the page gives a time."""
    named = article.published is not None and article.published_precision == "day"
    return article.dated.astimezone(UTC if named else ZoneInfo(zone)).date()


def label(name: str, language: Language) -> str:
    """SOURCE: with the colon of the language."""
    return phrase(name, language) + phrase("colon", language)


def machine(translated: Rendering, language: Language) -> str:
    """The mark before a machine's translation, which says so where something looks wrong with it."""
    return label("doubtful_translation" if translated.flags else "machine_translation", language)


def tongue(tag: str, language: Language) -> str:
    """A language of the news, as short as it is understood."""
    return phrase(f"in_{tag}", language) if tag in _NOBODY else tag


def tongues(tags: Sequence[str], language: Language) -> str:
    """Languages of the news."""
    return phrase("listed", language).join(tongue(one, language) for one in tags)


def reach_line(reach: Mapping[str, "Reach"], language: Language) -> str:
    """In brackets, of how many sources of each language how many could be reached; empty where nothing is known."""
    if not reach:
        return ""
    said = [f"{tongue(tag, language)} {one.seen}/{one.expected}" for tag, one in reach.items()]
    words = f"{phrase('listed', language).join(said)} {phrase('reachable', language)}"
    return phrase("brackets", language, words=words)


def percent(score: float, language: Language) -> str:
    """A calibrated probability; never a hundred."""
    return f"{min(LEAST_SURE, round(100 * score))}{' ' if language == 'de' else ''}%"


def act_line(event: PolicyEvent, stage: Stage, language: Language) -> str:
    """One sentence: who did what, until or from when."""
    what = stage_name(event, stage, language)
    matters = day_that_matters(event, stage)
    if matters is not None:
        kind, found = matters
        said = _UNTIL_SAID if _COMMENTS[language] in what.lower() else _UNTIL
        what += (said if kind == "deadline" else _FROM)[language].format(day=day(found.day, language))
    return _SENTENCE[language].format(who=issuers_line(deciders(event, stage), language), what=what)


def deadline_of(event: PolicyEvent, stage: Stage) -> FoundDate | None:
    """Until when comments are taken at this stage, else in the life of the act while it is open for them."""
    if "deadline" in event.fixed:
        return event.deadline
    ahead = event.deadline is not None and event.deadline.day >= stage.happened.date()
    return stage.deadline or (event.deadline if ahead and open_for_comments(stage) else None)


def effective_of(event: PolicyEvent, stage: Stage) -> FoundDate | None:
    """From when the act is in force, by this stage, else by any other."""
    return event.effective if "effective" in event.fixed else stage.effective or event.effective


def has_deadline(event: PolicyEvent, stage: Stage) -> bool:
    """Whether a deadline belongs to this stage, be it that none is named."""
    return open_for_comments(stage) or deadline_of(event, stage) is not None


def open_for_comments(stage: Stage) -> bool:
    """Whether a deadline matters at this stage."""
    return stage.status in AHEAD


def deciders(event: PolicyEvent, stage: Stage) -> tuple[str, ...]:
    """Whose stage it is: a vote of the Council is the Council's, a trilogue that of all three, else it is that of all issuers."""
    step = load_procedures()[event.procedure].step(stage.step)
    if step is None or not step.bodies:
        return event.issuers
    if step.joint:
        return step.bodies if {stage.body, *event.issuers} & {*step.bodies} else event.issuers
    if stage.body in step.bodies:
        return (stage.body,)
    return step.bodies if len(step.bodies) == 1 else event.issuers


def day_that_matters(event: PolicyEvent, stage: Stage) -> tuple[str, FoundDate] | None:
    """The deadline while comments are taken, else the entry into force; with its kind."""
    deadline, effective = deadline_of(event, stage), effective_of(event, stage)
    if open_for_comments(stage) and deadline is not None:
        return "deadline", deadline
    return ("effective", effective) if effective is not None else None


def until(event: PolicyEvent, stage: Stage, language: Language, *, spelled: bool = False) -> str:
    """The day that matters at this stage, in a word or two; with its year if that is another; empty where none is named."""
    matters = day_that_matters(event, stage)
    if matters is None:
        return ""
    kind, found = matters
    shown = day(found.day, language, year=found.day.year != stage.happened.year)
    return (_SPELLED if spelled else _SHORT)[kind][language].format(day=shown)


def topic_name(event: PolicyEvent, language: Language) -> str:
    """The main topic; empty where it says no more than that it is an act."""
    telling = [topic for topic in event.topics if topic != GENERAL]
    return load_taxonomy().topics[telling[0]].name[language] if telling else ""


def matter(event: PolicyEvent, stage: Stage, language: Language) -> str:
    """What an act is about, for a subject line: what it is called in this language, else its topic, else its own name.

    What is out is not called a draft any more.
    """
    called = event.titles.get(language, "")
    named = "" if DRAFT.search(called) and not open_for_comments(stage) else called
    return shorten(named or topic_name(event, language) or event.title, MOST_MATTER)


def target_name(target: str, language: Language) -> str:
    """What a stance is towards."""
    return load_taxonomy().targets[target].name[language]


def evidence_state(event: PolicyEvent, stage: Stage, language: Language) -> str:
    """How far what was read can be relied on, in one sentence."""
    if stage.retracted:
        return phrase("taken_back", language)
    deadline, effective = deadline_of(event, stage), effective_of(event, stage)
    if deadline is not None and deadline.firm:
        return phrase("firm_deadline", language)
    if effective is not None and effective.firm:
        return phrase("firm_effective", language)
    if not stage.official:
        return phrase("press_only", language, n=len(stage.origins))
    return phrase("tentative_dates" if deadline or effective else "official_no_dates", language)


def told_value(name: str, value: object, event: PolicyEvent, language: Language) -> str:
    """A fact of an alert in words, for a correction; `name` is one of delivery/alerts.py facts."""
    if name == "gone":
        return phrase("is_gone" if value else "was_there", language)
    if name == "retracted":
        return phrase("is_none" if value else "was_announced", language)
    if isinstance(value, list):
        return phrase("listed", language).join(body_name(str(body), language) for body in value) or _NOBODY[language]
    if value is None:
        return _NOT_NAMED[language]
    if name == "step":
        return step_name(event.procedure, str(value), language)
    return day(date.fromisoformat(str(value)), language)
