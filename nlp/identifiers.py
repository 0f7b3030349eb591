"""Official numbers of laws and acts. In: a text. Out: Identifiers with kind, normal form and offsets, in any language.

The value is the same however it is written (COM (2025) 836 final -> COM(2025) 836), so that articles on one act meet.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from articles.model import Evidence, Identifier

_CELEX_LETTER = {
    "Verordnung": "R", "Regulation": "R", "条例": "R", "條例": "R", "法规": "R", "规则": "R",
    "Richtlinie": "L", "Directive": "L", "指令": "L", "Beschluss": "D", "Decision": "D", "决定": "D",
}  # fmt: skip
_EU_ACT = "|".join(_CELEX_LETTER)


@dataclass(frozen=True, kw_only=True)
class _Rule:
    kind: str
    pattern: re.Pattern[str]
    value: Callable[[re.Match[str]], str]


def _rule(kind: str, pattern: str, value: str | Callable[[re.Match[str]], str]) -> _Rule:
    if isinstance(value, str):
        template = value
        return _Rule(kind=kind, pattern=re.compile(pattern), value=lambda match: match.expand(template))
    return _Rule(kind=kind, pattern=re.compile(pattern), value=value)


def _celex(match: re.Match[str]) -> str:
    """Acts are numbered year/number since 2015, number/year before."""
    one, other = match["one"], match["other"]
    year, number = (one, other) if len(one) == 4 and int(one) >= 2015 else (other, one)
    return f"3{year}{_CELEX_LETTER[match['act']]}{int(number):04d}"


def _number_and_year(match: re.Match[str]) -> str:
    body = _BEFORE_NUMBER.sub("", match["body"])
    return f"{body}〔{match['year']}〕{int(match['number'])}号"


_BEFORE_NUMBER = re.compile("^.*(?:根据|依据|按照|印发|发布|通知|文件|的|和|及|见)")
_HOUSES = {"Assembly Bill": "AB", "Senate Bill": "SB", "House Bill": "HB"}
_RULES = (
    _rule("celex", r"\b3(\d{4})([RLDHX])(\d{4})\b", r"3\1\2\3"),
    _rule("celex", rf"(?P<act>{_EU_ACT})\s*[（(]EU[)）]\s*"
          rf"(?:Nr\.\s*|No\.?\s*|第)?(?P<one>\d{{1,4}})/(?P<other>\d{{2,4}})", _celex),
    _rule("celex", r"[（(]EU[)）]\s*(?P<one>20\d{2})/(?P<other>\d{1,4})(?:号)?(?P<act>条例|指令|决定)", _celex),
    _rule("com", r"\bCOM\s?[（(](\d{4})[)）]\s?(\d{1,4})", r"COM(\1) \2"),
    _rule("cod", r"\b(20\d{2})/(\d{4})\s?[（(]?COD[)）]?", r"\1/\2(COD)"),
    _rule("drucksache",
          r"(?:Bundestags-?|BT-|Bundesrats-?|BR-)?(?:[Dd]rucksache|Drs\.|Drucks\.)\s*(?:Nr\.\s*)?(\d{1,4}/\d{1,6})", r"Drs. \1"),
    _rule("bgbl", r"BGBl\.?\s*(?:Teil\s*)?"
          r"(?:(?P<part>I{1,3})\s*(?P<year>\d{4})|(?P<year_first>\d{4})\s*(?P<part_after>I{1,3}))\s*Nr\.\s*(?P<number>\d+)",
          lambda m: f"BGBl. {m['part'] or m['part_after']} {m['year'] or m['year_first']} Nr. {m['number']}"),
    _rule("rin", r"\bRIN\s*:?\s*(\d{4})[-–](A[A-Z]\d{2})\b", r"RIN \1-\2"),
    _rule("docket", r"\b[Dd]ocket\s+(?:ID|No\.?|Number|number)?:?\s*([A-Z]{2,}[A-Z0-9-]*\d)\b", r"\1"),
    _rule("fr", r"\b(\d{2,3})\s(?:FR|Fed\.\s?Reg\.)\s(\d{3,6})\b", r"\1 FR \2"),
    _rule("eo", r"(?:Executive Order|Exekutivanordnung|Dekret|E\.?O\.?|行政令)\s*"
          r"(?:No\.?|Nr\.?|number|第)?\s*(1[3-9]\d{3})(?!\d)", r"EO \1"),
    _rule("eo", r"第\s?(1[3-9]\d{3})\s?号行政(?:命)?令", r"EO \1"),
    _rule("hao", r"(?P<body>[\u4e00-\u9fff]{2,10})\s?[〔\[（(](?P<year>20\d{2})[〕\])）]\s?第?(?P<number>\d{1,4})\s?号",
          _number_and_year),
    _rule("ling", r"(主席令|国务院令|[\u4e00-\u9fff]{2,18}?令)\s?第?\s?([一二三四五六七八九十百〇零\d]{1,6})\s?号", r"\1第\2号"),
    _rule("gonggao", r"(公告)\s?(20\d{2})年第\s?(\d{1,4})\s?号", r"\1\2年第\3号"),
    _rule("gb", r"\b(GB(?:/[TZ])?)\s?(\d{2}[\dxX]{2,4})(?:\.(\d+))?(?:\s?[-—–]\s?(20\d{2}))?",
          lambda m: f"{m[1]} {m[2]}" + (f".{m[3]}" if m[3] else "") + (f"-{m[4]}" if m[4] else "")),
    _rule("iso", r"\b(ISO(?:/IEC)?(?:\s?/?\s?(?:TS|TR|PAS|DIS|FDIS|CD|AWI))?)\s?(\d{4,5}(?:-\d{1,2})?)(?::(20\d{2}))?",
          lambda m: f"{' '.join(m[1].split())} {m[2]}" + (f":{m[3]}" if m[3] else "")),
    _rule("din", r"\b(DIN(?:\s(?:EN|SPEC|ISO|EN\sISO|EN\sISO/IEC|CEN/TS))*)\s(\d{3,6}(?:-\d{1,3})?)", r"\1 \2"),
    _rule("en", r"(?<!DIN )\b((?:pr)?EN(?:\sISO(?:/IEC)?)?)\s(\d{3,6}(?:-\d{1,3})?)\b", r"\1 \2"),
    _rule("bill", r"\b(?P<house>A\.?B\.?|S\.?B\.?|H\.?B\.?|H\.?R\.?|S\.|Assembly Bill|Senate Bill|House Bill"
        r"|Bill)\s?(?P<number>(?:C-|S-|No\. ?)?\d{1,5})\b",
          lambda m: f"{_HOUSES.get(m['house'].replace('.', ''), m['house'])} {m['number'].removeprefix('No.').strip()}"),
    _rule("case", r"\bAz\.:?\s*([A-Z0-9][\w ./-]{3,24}\d)", r"Az. \1"),
)  # fmt: skip
KINDS = tuple(dict.fromkeys(rule.kind for rule in _RULES))


def identifiers(text: str) -> tuple[Identifier, ...]:
    """Every official number, each value once where it first stands; a longer match hides those inside it."""
    found = [(match, rule) for rule in _RULES for match in rule.pattern.finditer(text)]
    return tuple(_each_once(sorted(found, key=lambda pair: (pair[0].start(), -pair[0].end()))))


def _each_once(found: Iterable[tuple[re.Match[str], _Rule]]) -> Iterable[Identifier]:
    seen: set[str] = set()
    end = 0
    for match, rule in found:
        if match.start() < end:
            continue
        end = match.end()
        value = rule.value(match)
        if value not in seen:
            seen.add(value)
            evidence = Evidence(text=match.group(), start=match.start(), end=match.end())
            yield Identifier(kind=rule.kind, value=value, evidence=evidence)
