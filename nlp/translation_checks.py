"""What is wrong with a machine's translation. In: a sentence, its English. Out: flags, each a word with a meaning.

MENDABLE ones are worth another try; the others are kept beside the sentence, so that people can see them.
"""

import re
from collections.abc import Callable, Mapping
from typing import Literal

from articles.taxonomy.entities import load_entities
from articles.text import has_cjk, simplify, squash
from nlp.entities import entities, entity_ids
from nlp.figures import figures

Flag = Literal["leftover", "copy", "preamble", "loop", "length", "numbers", "names", "terms"]
FLAGS: Mapping[str, str] = {
    "leftover": "Chinese characters are left in the English",
    "copy": "the original stands there, not a translation",
    "preamble": "the model talks about the translation",
    "loop": "the same words over and over",
    "length": "far shorter or longer than a translation is",
    "numbers": "a figure or year of the original is missing, or a year stands there that it does not name",
    "names": "a name of the original is missing",
    "terms": "an official term is not rendered by its official name",
}
MENDABLE: frozenset[Flag] = frozenset(("leftover", "copy", "preamble", "loop", "length"))

# English characters for one of the original, a Chinese one counting three; good translations of FLORES lie within .55 and 1.9.
LENGTHS = (0.4, 2.4)
CHINESE_CHARS = 3
SHORT_CHARS = 24  # below, the length says nothing
COPIED = 0.6  # of the German words, as they stand
_PREAMBLE = re.compile(
    r"^\W*(?:sure|certainly|of course|here(?:'s| is| are)|(?:the )?(?:english )?translat(?:ion|ed)\b.{0,30}:|in english\b.{0,10}:"
    r"|as an ai|i(?:'m| am) sorry|i can(?:'t|not) )|\b(?:note|translation)\s*: ",
    re.IGNORECASE,
)
_REPEATED = re.compile(
    r"(?P<part>(?:\b\w[\w'’-]*\W+){1,12})(?P=part){2,}|(?P<bits>[^\W\d]{2,8})(?P=bits){4,}", re.IGNORECASE
)
_WORDS = re.compile(r"[^\W\d_]{3,}")
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_LATIN = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z]*[A-Za-z0-9](?:[.-]?[A-Za-z0-9]+)*")
_AS_ASKED = ("length", "names")
_UNSAID = frozenset(("country", "state", "law", "plan"))  # kinds that a good translation often names by another word


def flags(text: str, english: str, *, language: str, asked: str = "") -> tuple[Flag, ...]:
    """Everything that looks wrong, without official terms, which nlp/terminology.py knows about.

    `asked` is the original with its official English in place: what the length and the names have to agree with.
    """
    return tuple(
        flag
        for flag, is_wrong in _CHECKS.items()
        if is_wrong(asked or text if flag in _AS_ASKED else text, english, language)
    )


def _is_left_over(text: str, english: str, language: str) -> bool:
    return has_cjk(english)


def _is_copy(text: str, english: str, language: str) -> bool:
    if language == "zh":
        return squash(text) == squash(english) and has_cjk(text)
    words = [word.lower() for word in _WORDS.findall(text)]
    said = {word.lower() for word in _WORDS.findall(english)}
    return len(words) > 3 and sum(word in said for word in words) >= COPIED * len(words)


def _has_preamble(text: str, english: str, language: str) -> bool:
    """Unless the original says so itself."""
    return _PREAMBLE.search(english) is not None and not re.match(
        r"\W*(?:hier|这是|這是|以下|natürlich|当然|當然)", text.lower()
    )


def _loops(text: str, english: str, language: str) -> bool:
    return _REPEATED.search(english) is not None and _REPEATED.search(text) is None


def _is_of_another_length(text: str, english: str, language: str) -> bool:
    if not english.strip():
        return bool(text.strip())
    size = sum(CHINESE_CHARS if has_cjk(character) else 1 for character in text)
    return size >= SHORT_CHARS and not LENGTHS[0] <= len(english) / size <= LENGTHS[1]


def _lost_numbers(text: str, english: str, language: str) -> bool:
    if figures(text, language=language) - figures(english, language="en"):
        return True
    named, said = set(_YEARS.findall(text)), set(_YEARS.findall(english))
    return bool(named - said) or any(not _names_year(text, year) for year in said - named)


def _names_year(text: str, year: str) -> bool:
    """In full or by its last two digits, in any digits: 二〇二六年, '26, 2025/26; "next year" names none."""
    return year[2:] in text.translate(_CHINESE_DIGITS)


def _lost_names(text: str, english: str, language: str) -> bool:
    """Names of the taxonomy, and in Chinese texts words of Latin letters."""
    said = squash(english)
    if language == "zh" and any(squash(word) not in said for word in _LATIN.findall(text)):
        return True
    named = set(entity_ids(entities(simplify(text), language=language))) - set(
        entity_ids(entities(english, language="en"))
    )
    return any(load_entities()[one].kind not in _UNSAID for one in named)


_CHECKS: Mapping[Flag, Callable[[str, str, str], bool]] = {
    "leftover": _is_left_over,
    "copy": _is_copy,
    "preamble": _has_preamble,
    "loop": _loops,
    "length": _is_of_another_length,
    "numbers": _lost_numbers,
    "names": _lost_names,
}
