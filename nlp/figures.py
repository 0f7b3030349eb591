"""Numbers that a text names, the same in three languages. In: a text. Out: normal forms, such as 2e+09 for 20亿 and "2 billion".

Years, and small numbers that any text has, are left out: what is kept tells one event from another.
"""

import re
from collections.abc import Iterator

_SCALES = {
    "tausend": 1e3, "thousand": 1e3, "million": 1e6, "millionen": 1e6, "mio": 1e6, "milliarde": 1e9, "milliarden": 1e9,
    "mrd": 1e9, "billion": 1e9, "billionen": 1e12, "trillion": 1e12, "千": 1e3, "万": 1e4, "萬": 1e4, "百万": 1e6,
    "百萬": 1e6, "千万": 1e7, "千萬": 1e7, "亿": 1e8, "億": 1e8, "百亿": 1e10, "千亿": 1e11, "万亿": 1e12, "萬億": 1e12,
}  # fmt: skip
_WORDS = {
    "eine": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9,
    "zehn": 10, "elf": 11, "zwölf": 12, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_WRITTEN = re.compile(
    rf"(?<![A-Za-zÀ-ÿ0-9.,/-])(?P<number>\d{{1,3}}(?:[.,'’\u202f ]\d{{3}})+(?![\d])|\d+(?:[.,]\d+)?)[\s-]*(?P<scale>{_SCALE})?"
    r"\.?\s*(?P<percent>%|％|Prozent|per ?cent|个百分点|個百分點)?",
    re.IGNORECASE,
)
_SPELT = re.compile(rf"\b(?P<word>{'|'.join(_WORDS)})[ -](?P<scale>[a-zA-Z]+)\b", re.IGNORECASE)
_CHINESE = re.compile(r"(?P<percent>百分之)?(?P<number>[一二两兩三四五六七八九十百千〇零]{2,})(?P<scale>[万萬亿億])?")
_GROUPED = re.compile(r"\d{1,3}(?:[.,'’\u202f ]\d{3})+")
_YEARS = range(1900, 2101)
SMALL = 12  # months, and members of any list


def figures(text: str, *, language: str) -> frozenset[str]:
    """Every telling number, once; per cent are told from plain numbers."""
    found = {*_in_digits(text), *_in_words(text)}
    return frozenset(found | set(_in_characters(text)) if language == "zh" else found)


def _in_digits(text: str) -> Iterator[str]:
    for match in _WRITTEN.finditer(text):
        value = _value(match["number"]) * _SCALES.get((match["scale"] or "").lower(), 1)
        if match["percent"]:
            yield f"{value:.6g}%"
        elif value > SMALL and (match["scale"] or value not in _YEARS):
            yield f"{value:.6g}"


def _in_words(text: str) -> Iterator[str]:
    for match in _SPELT.finditer(text):
        scale = _SCALES.get(match["scale"].lower())
        if scale:
            yield f"{_WORDS[match['word'].lower()] * scale:.6g}"


def _in_characters(text: str) -> Iterator[str]:
    for match in _CHINESE.finditer(text):
        value = _count(match["number"]) * _SCALES.get(match["scale"] or "", 1)
        if match["percent"]:
            yield f"{value:.6g}%"
        elif value > SMALL and value not in _YEARS:
            yield f"{value:.6g}"


def _value(written: str) -> float:
    if _GROUPED.fullmatch(written):
        return float(re.sub(r"\D", "", written))
    return float(written.replace(",", "."))


def _count(characters: str) -> float:
    """二百六十 -> 260; digits one after the other, as in 二〇二六, count as they are read."""
    if not any(character in _TENS for character in characters):
        return float("".join(str(_DIGITS[character]) for character in characters))
    total, digit = 0, 0
    for character in characters:
        if character in _TENS:
            total += (digit or 1) * _TENS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return float(total + digit)
