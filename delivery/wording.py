"""Facts as people read them, in German, Chinese and English. In: fields of an act. Out: names, days and sentences.

Every sentence about an act is built here from its fields, so that stage and date never depend on machine translation.
"""

import re
from collections.abc import Sequence
from datetime import date

from articles.model import FoundDate, PolicyEvent, Stage
from articles.taxonomy import load_taxonomy
from articles.taxonomy.entities import load_entities
from articles.taxonomy.procedures import load_procedures
from delivery.phrases import phrase

Language = str  # de, zh or en
ACRONYM = re.compile(r"(?=(?:.*[A-Z]){2})[A-Z][A-Za-z]{1,7}")

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_AND_MORE = {
    "de": {1: "{first} und eine weitere Stelle", 2: "{first} und {n} weitere Stellen"},
    "zh": {1: "{first}等两部门", 2: "{first}等{all}部门"},
    "en": {1: "{first} and one other body", 2: "{first} and {n} other bodies"},
}
_NOBODY = {"de": "Herausgeber nicht genannt", "zh": "未注明发布机构", "en": "Issuer not named"}
_SENTENCE = {"de": "{who}: {what}", "zh": "{who}：{what}", "en": "{who}: {what}"}
_UNTIL = {"de": ", Stellungnahmen bis {day}", "zh": "，意见反馈截至{day}", "en": ", comments until {day}"}
_FROM = {"de": ", in Kraft ab {day}", "zh": "，{day}起施行", "en": ", in force from {day}"}
_FIRM = {"de": ("gesichert", "vorläufig"), "zh": ("已确认", "待确认"), "en": ("firm", "tentative")}
_UNTIL_SHORT = {"de": "bis {day}", "zh": "截至{day}", "en": "until {day}"}
_FROM_SHORT = {"de": "ab {day}", "zh": "{day}起", "en": "from {day}"}
_NOT_NAMED = {"de": "nicht genannt", "zh": "未注明", "en": "not named"}


def body_name(body: str, language: Language) -> str:
    """What a body is called; a name as written stays as it is."""
    entity = load_entities().get(body)
    if entity is None:
        return body
    names = entity.names.get(language) or (entity.name(language),)
    return min(names[:2], key=len) if language == "zh" else names[0]


def short_name(body: str) -> str:
    """An acronym where the body has one, for subjects and lists."""
    entity = load_entities().get(body)
    if entity is None:
        return body
    written = [name for language in ("en", "de") for name in (*entity.names[language], *entity.weak.get(language, ()))]
    return next((name for name in written if ACRONYM.fullmatch(name)), entity.name("en"))


def issuers_short(issuers: Sequence[str]) -> str:
    """The first body, and how many more: CAC + 3."""
    if not issuers:
        return "?"
    return short_name(issuers[0]) + (f" + {len(issuers) - 1}" if len(issuers) > 1 else "")


def issuers_line(issuers: Sequence[str], language: Language) -> str:
    """Who issued an act, in words."""
    if not issuers:
        return _NOBODY[language]
    first = body_name(issuers[0], language)
    more = len(issuers) - 1
    if not more:
        return first
    return _AND_MORE[language][min(more, 2)].format(first=first, n=more, all=len(issuers))


def stage_name(event: PolicyEvent, stage: Stage, language: Language) -> str:
    """The step of the procedure, or what befell the act where no procedure has a step for it."""
    step = load_procedures()[event.procedure].step(stage.step)
    if step is not None:
        return step.name[language]
    return load_taxonomy().statuses.get(stage.status, {}).get(language, stage.status)


def type_name(instrument_type: str | None, language: Language) -> str | None:
    """What kind of instrument it is."""
    return load_taxonomy().instrument_types[instrument_type][language] if instrument_type else None


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
    return f"{day(found.day, language)} ({_FIRM[language][0 if found.firm else 1]})"


def act_line(event: PolicyEvent, stage: Stage, language: Language) -> str:
    """One sentence: who did what, until or from when."""
    what = stage_name(event, stage, language)
    deadline, effective = deadline_of(event, stage), effective_of(event, stage)
    if open_for_comments(stage) and deadline is not None:
        what += _UNTIL[language].format(day=day(deadline.day, language))
    elif effective is not None:
        what += _FROM[language].format(day=day(effective.day, language))
    return _SENTENCE[language].format(
        who=issuers_line((stage.body,) if _own_body(event, stage) else event.issuers, language), what=what
    )


def deadline_of(event: PolicyEvent, stage: Stage) -> FoundDate | None:
    """Until when comments are taken at this stage, else in the life of the act."""
    return event.deadline if "deadline" in event.fixed else stage.deadline or event.deadline


def effective_of(event: PolicyEvent, stage: Stage) -> FoundDate | None:
    """From when the act is in force, by this stage, else by any other."""
    return event.effective if "effective" in event.fixed else stage.effective or event.effective


def open_for_comments(stage: Stage) -> bool:
    """Whether a deadline matters at this stage."""
    return stage.status in ("consultation", "proposed", "announced")


def _own_body(event: PolicyEvent, stage: Stage) -> bool:
    """A stage that one body decides, such as a vote of the Council, is told as that body's."""
    step = load_procedures()[event.procedure].step(stage.step)
    return bool(stage.body) and step is not None and bool(step.bodies)


def until(event: PolicyEvent, stage: Stage, language: Language) -> str:
    """The day that matters at this stage, in a word or two; empty where none is named."""
    deadline, effective = deadline_of(event, stage), effective_of(event, stage)
    if open_for_comments(stage) and deadline is not None:
        return _UNTIL_SHORT[language].format(day=day(deadline.day, language, year=False))
    if effective is not None:
        return _FROM_SHORT[language].format(day=day(effective.day, language, year=False))
    return ""


def topic_name(event: PolicyEvent, language: Language) -> str:
    """The main topic, for a subject line."""
    return load_taxonomy().topics[event.topics[0]].name[language] if event.topics else ""


def target_name(target: str, language: Language) -> str:
    """What a stance is towards."""
    return load_taxonomy().targets[target].name[language]


def evidence_state(event: PolicyEvent, stage: Stage, language: Language) -> str:
    """How far what was read can be relied on, in one sentence."""
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
        return ", ".join(body_name(str(body), language) for body in value) or _NOBODY[language]
    if value is None:
        return _NOT_NAMED[language]
    if name == "step":
        step = load_procedures()[event.procedure].step(str(value))
        return step.name[language] if step else load_taxonomy().statuses.get(str(value), {}).get(language, str(value))
    return day(date.fromisoformat(str(value)), language)
