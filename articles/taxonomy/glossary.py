"""Official names in three languages. In: glossary.tsv beside this file, a text or a term. Out: its English, its variants.

glossary.tsv: en, de, zh, zh_hant (where the words differ, not only the characters), source (the document or page where the
rendering stands, "rendering" where it is ours), kind. Variants are separated by " | ", the preferred first. A variant in
parentheses, such as (办法), has everyday meanings too: it is offered as a rendering, but not looked for in texts.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from articles.inflection import spellings
from articles.matcher import Hit, Matcher, Term, fold

KINDS = ("act", "body", "plan", "procedure", "concept")
_COLUMNS = {"en": ("en",), "de": ("de",), "zh": ("zh", "zh_hant")}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One term. `variants` by language, the preferred first; `everyday` are those not looked for in texts."""

    variants: Mapping[str, tuple[str, ...]]
    everyday: frozenset[str]
    source: str
    kind: str

    @property
    def english(self) -> str:
        """The rendering to translate with."""
        return self.variants["en"][0]


@cache
def load_glossary() -> tuple[Entry, ...]:
    """The glossary that ships with the product."""
    lines = files(__package__).joinpath("glossary.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(_entry(row) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def find_terms(text: str, language: str) -> tuple[Hit, ...]:
    """The terms that a text of this language holds, in order: Hits whose first term's id is the English."""
    return _matcher(language).find(text)


def expand(term: str) -> dict[str, tuple[str, ...]]:
    """How the other languages say it, by language; empty for a term that the glossary does not have."""
    found: dict[str, list[str]] = {}
    for language, entry in _index().get(fold(term), ()):
        for other, variants in entry.variants.items():
            if other != language:
                found.setdefault(other, []).extend(variants)
    return {language: tuple(dict.fromkeys(variants)) for language, variants in found.items()}


def _entry(row: Mapping[str, str]) -> Entry:
    written = {
        language: [part.strip() for column in columns for part in row[column].split(" | ") if part]
        for language, columns in _COLUMNS.items()
    }
    everyday = frozenset(part.strip("()") for parts in written.values() for part in parts if _is_everyday(part))
    variants = {
        language: tuple(part.strip("()") if _is_everyday(part) else part for part in parts)
        for language, parts in written.items()
    }
    return Entry(variants=variants, everyday=everyday, source=row["source"], kind=row["kind"])


def _is_everyday(part: str) -> bool:
    return part.startswith("(") and part.endswith(")")


@cache
def _matcher(language: str) -> Matcher:
    """Of entries that share a variant the first one in the file gives the English."""
    first: dict[str, Term] = {}
    for entry in load_glossary():
        for written in _sought(entry, language):
            first.setdefault(fold(written), Term(text=written, id=entry.english, language=language))
    return Matcher(first.values())


def _sought(entry: Entry, language: str) -> Iterator[str]:
    for variant in entry.variants.get(language, ()):
        if variant not in entry.everyday:
            yield from spellings(variant) if language == "de" else (variant,)


@cache
def _index() -> Mapping[str, tuple[tuple[str, Entry], ...]]:
    index: dict[str, list[tuple[str, Entry]]] = {}
    for entry in load_glossary():
        for language, variants in entry.variants.items():
            for form in dict.fromkeys(fold(variant) for variant in variants):
                index.setdefault(form, []).append((language, entry))
    return {form: tuple(entries) for form, entries in index.items()}
