"""From when a rule applies, and until when one may comment. In: sayings, and the article's day. Out: FoundDates with evidence.

1. Find sentences that say that something takes effect, or that answers are due.
2. Read the day that stands nearest to those words; "with immediate effect" is the day of the act, "within 60 days" counts
   from it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from articles.model import Evidence, FoundDate
from nlp.acting_words import Patterns
from nlp.acts import Saying
from nlp.dates import Day, days, periods

# How far from its cue a day may stand, in characters.
REACH = {"zh": 26}
DEFAULT_REACH = 90
FAR = 10_000
# "takes effect on Monday": a weekday counts only right beside its cue.
CLOSE = 20
# News of a rule that is in force may come so many days later.
LONGEST_SINCE = 40
UNDECIDED = frozenset(("consultation", "proposed"))


def _patterns(**by_language: str) -> Patterns:
    return {language: re.compile("".join(words.split())) for language, words in by_language.items()}


_EFFECT = _patterns(
    de=r"""in\sKraft|(?:tritt|treten|trat|traten)\b(?=[^.;]{0,80}\bin\sKraft)|\b[Gg](?:ilt|elten)\b|[Aa]nzuwenden
        |[Aa]nwendbar|angewandt|[Aa]nwendung\sfind|(?<!un)wirksam|verschoben|verschiebt|Verschiebung|frühestens""",
    en=r"""\beffect\b|\bforce\b|\beffective\b|\bappl(?:y|ies)\b|\bnew\sdate\b|\bback\b|\bpostpone\w*|\bdelay\w*
        |\bkicks?\sin""",
    zh=r"""施行|生效|实施|實施|起执行|起執行|起适用|起適用|适用日期|推迟至|推遲至|延至|延长至|延長至|延长一年|延期至|顺延至|推至|废止""",
)
# Beside a day these words are enough where the sentence tells of the act itself.
_FROM = _patterns(
    de=r"""(?i)\b(?:ab|vom|von|seit|mit|zum)(?:\s(?:dem|den))?\s*$""",
    en=r"""(?i)\b(?:from|starting|beginning|as\sof|effective|start(?:s)?|begins?)(?:\son)?(?:\snext)?\s*$""",
    zh=r"""(?:自|由|从|從)\s*$""",
)
_UP_TO = _patterns(
    de=r"""\b(?:auf|bis|erst)(?:\s(?:den|zum|am|ab))*\s*$""", en=r"""\b(?:to|until|till)\s*$""", zh=r"""[至到]\s*$"""
)
_MOVED_FROM = _patterns(
    de=r"""(?:\bstatt|\bvom|\bursprünglich)(?:\s(?:wie|am|zum|für|den))*\s*$""",
    en=r"""\b(?:from|instead\sof|rather\sthan|originally|due\son|since)\s*$""",
    zh=r"""(?:由|从|從|原定(?:于)?)\s*$""",
)
_AFTER = _patterns(de=r"""\s+nach\b""", en=r"""\s+(?:after|from)\b""", zh=r"""[后後]""")
_IMMEDIATE = _patterns(
    de=r"""mit\ssofortiger\sWirkung|\b[Aa]b\ssofort\b|(?:[Vv]on|[Aa]b|[Ss]eit)\s(?:heute|Mitternacht)
        |tritt\b[^.;]{0,40}\b(?:mit|am\sTag)(?!\snach)[^.;]{0,20}(?:Verkündung|Veröffentlichung|Bekanntmachung)\b(?!\sfolg)
        |um\sMitternacht\sin\sKraft|\b(?:gilt|gelten|wirkt|wirken|tritt)\b[^.;]{0,20}\bsofort\b|sofort\s(?:wirksam|in\sKraft)""",
    en=r"""with\simmediate\seffect|takes?\seffect\simmediately|\beffective\s(?:immediately|upon\s(?:publication
        |signing|issuance))|\b(?:[Ff]rom|[Aa]s\sof|[Ss]tarting)\s(?:today|this\smorning|Monday|midnight)\b
        |appl(?:y|ies)\simmediately|immediately\seffective|(?:in\sforce|effective)\sat\sonce|takes\sforce\simmediately""",
    zh=r"""自[^，。]{0,4}(?:公布|发布|發布|印发|签署|簽署|通过|即日|刊登|下发)之日起(?!\d|[^，。施生实]{1,8}(?:日|月|年)后)|即日起|即日生效|即时生效|即時生效|今(?:日
        |天)?(?:[（(]\d{1,2}日?[）)])?日?起|今日起|立即生效""",
)
_TODAY = re.compile(r"heute|Mitternacht|today|morning|今")
# Until or from when one may apply for money is not from when the rule applies.
_ASKING = re.compile(r"\bAnträge\b|\bApplications\b|\bapplications\s(?:open|close|are)|申报材料|提交申请")
_ON_CONDITION = re.compile(r"[Rr]atif\w*|批准|交存")
_DUE = _patterns(
    de=r"""(?:Stellungnahme|Konsultation|Vernehmlassung|Einsprüche|Kommentare|Anhörung|Begutachtung|Rückmeldung
        |Äußern|äußern|Einwendungen|Hinweise|Frist)\w*\b|Stellung\snehmen|dauert|läuft\b[^.;]{0,30}\bbis""",
    en=r"""[Cc]omments?\b|[Cc]onsultation\b|[Ff]eedback\b|[Rr]esponses\b|[Ss]ubmissions\b|[Vv]iews\b|[Rr]eplies\b
        |\bDATES:""",
    zh=r"""征求意见|徵求意見|反馈|反饋|意见请|意見請|截止|谘询|咨询|諮詢|预告|預告|征集|提出意见|书面意见""",
)
_UNTIL = _patterns(
    de=r"""\bbis\b|\bspätestens|endet|\bbinnen\b|\binnerhalb\b|Wochen\b|Tage\b""",
    en=r"""\buntil\b|\bby\b|\bclos(?:es|e|ing)\b|\bdue\b|\bbefore\b|\bdeadline\b|\bto\b|\bthrough\b|\bwithin\b
        |\bends?\b|\bopen\b|-day\b|\bdays\b|\bweeks\b|\bET\son\b""",
    zh=r"""前|截止|至|止|为期|為期|期限|内|內|天""",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """One way to read a slot; the highest score wins."""

    score: float
    day: date
    saying: Saying


def effective_date(
    found: Sequence[Saying], *, language: str, published: date, acted: date, status: str | None
) -> FoundDate | None:
    """The day from which the act applies; `acted` is what "immediately" means."""
    readings = [one for saying in found for one in _effective(saying, language, published, acted, status)]
    return _best(readings, found)


def deadline(found: Sequence[Saying], *, language: str, published: date, acted: date) -> FoundDate | None:
    """The day until which one may comment."""
    return _best([one for saying in found for one in _due(saying, language, published, acted)], found)


def _effective(saying: Saying, language: str, published: date, acted: date, status: str | None) -> Iterator[_Reading]:
    text, early = saying.text, _early(saying)
    at_once = _IMMEDIATE[language].search(text)
    if at_once is not None:
        now = published if _TODAY.search(at_once.group()) else acted
        yield _Reading(score=2.0 + early, day=now, saying=saying)
    cues = list(_EFFECT[language].finditer(text))
    if status in UNDECIDED and not cues:
        return
    for day in days(text, language=language, anchor=published):
        near = min((_distance(cue, day) for cue in cues), default=FAR)
        told = near <= REACH.get(language, DEFAULT_REACH)
        told = told and (day.calendar or near <= CLOSE)
        ends = status != "delayed" and _UP_TO[language].search(text[: day.start])
        if (
            not ends
            and not _ASKING.search(text)
            and (told or _is_beside(saying, day, language, status))
            and _may_be(day, published, told=told)
        ):
            score = (
                1.6 * told
                + early
                + 0.4 * (not day.vague)
                + 0.3 * bool(saying.done)
                - min(near, 50) / 100
                + 0.3 * (day.day > published)
            )
            yield _Reading(score=score + _moved(text, day, language, status), day=day.day, saying=saying)
    counted = cues and status != "adopted"  # what is not yet published counts from a day that is not yet known
    for period in periods(text, language=language) if counted else ():
        if _AFTER[language].match(text, period.end) and not _ON_CONDITION.search(text):
            yield _Reading(score=2.2 + early, day=acted + period.length, saying=saying)


def _is_beside(saying: Saying, day: Day, language: str, status: str | None) -> bool:
    """Says "from 1 June" in the sentence that tells of the act; "to 1 June" where it is put off."""
    before, behind = saying.text[: day.start], saying.text[day.end :]
    begins = bool(_FROM[language].search(before)) or (language == "zh" and behind.startswith("起"))
    moved = status == "delayed" and bool(_UP_TO[language].search(before))
    return (begins or moved) and day.calendar and (bool(saying.done) or not day.vague)


def _may_be(day: Day, published: date, *, told: bool) -> bool:
    ahead = (day.day - published).days
    return ahead >= (-LONGEST_SINCE if told else 1)


def _moved(text: str, day: Day, language: str, status: str | None) -> float:
    """Of a delay's days the one that it moves to counts."""
    if status != "delayed":
        return 0.0
    return (_UP_TO[language].search(text[: day.start]) is not None) - 1.0 * _is_old_date(day, text, language)


def _due(saying: Saying, language: str, published: date, acted: date) -> Iterator[_Reading]:
    text = saying.text
    asks, until = _DUE[language].search(text), _UNTIL[language].search(text)
    if not asks or not until:
        return
    early = _early(saying)
    for day in days(text, language=language, anchor=published):
        if day.day > published and day.calendar:
            yield _Reading(score=2.0 + early + 0.5 * (not day.vague), day=day.day, saying=saying)
    for period in periods(text, language=language):
        yield _Reading(score=1.0 + early, day=acted + period.length, saying=saying)


def _best(readings: Sequence[_Reading], found: Sequence[Saying]) -> FoundDate | None:
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


def _is_old_date(day: Day, text: str, language: str) -> bool:
    """The date that a delay moves away from."""
    return _MOVED_FROM[language].search(text[: day.start]) is not None
