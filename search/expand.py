"""How others say a word of a query. In: glossary, entities and watch lists. Out: a function from a term to its Expansion.

A term is known in any inflection (Verordnungen, AI Acts). What it stands for is also looked for by its other names: all of an
act or a body, of a country name and abbreviations (never Peking). Variants of the glossary with everyday meanings are left alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from articles.chains import tokens
from articles.model import Expansion
from articles.taxonomy.entities import load_entities
from articles.taxonomy.glossary import load_glossary
from search.reading import Expand

LANGUAGES = ("de", "zh", "en")
ONE_NAME = ("country", "state")  # kinds whose further names are capitals and adjectives
SHORT = 3  # letters of a name that is also a word when it is written small: us, who
MOST_VARIANTS = 16  # of one term; the longest-known act has nine
# Names that are everyday words once capitals are gone; never looked for in somebody's stead.
WORDS = frozenset(("US", "IT", "WHO", "AM", "UN"))
Names = Mapping[str, Sequence[str]]
Key = tuple[str, tuple[str, ...]]


def make_expand(watch: Mapping[str, Names]) -> Expand:
    """Reads everything at the first term; `watch` are the watch lists of the settings, by name and language.

    The terms of a watch list stand for each other where every language has equally many: the first for the first, and so on.
    """

    @cache
    def index() -> Mapping[Key, Sequence[tuple[str, str]]]:
        made: dict[Key, list[tuple[str, str]]] = defaultdict(list)
        for names in (*_glossary(), *_entities(), *_watched(watch.values())):
            _enter(made, names)
        return made

    return lambda term: _expansion(index(), term.strip(" .,;:!?"))


def _expansion(index: Mapping[Key, Sequence[tuple[str, str]]], term: str) -> Expansion | None:
    found: dict[tuple[str, str], None] = {}
    for language in LANGUAGES:
        found |= dict.fromkeys(index.get(_key(term, language), ()))
    own = {_key(term, language)[1] for language in LANGUAGES}
    variants = tuple((text, language) for text, language in found if _key(text, language)[1] not in own)
    return Expansion(term=term, variants=variants[:MOST_VARIANTS]) if variants else None


def _enter(index: dict[Key, list[tuple[str, str]]], names: Names) -> None:
    written = [(text, language) for language in LANGUAGES for text in names.get(language, ()) if "+" not in text]
    for text, language in written:
        index[_key(text, language)].extend(one for one in written if one[0] not in WORDS)


def _key(text: str, language: str) -> Key:
    """The stems, so that inflected forms are the same; short names in capitals and small words are not."""
    small = len(text) <= SHORT and text.isascii() and text.islower()
    return language + (":small" if small and text not in ("ki", "ai") else ""), tuple(tokens(text, "stemmed", language))


def _glossary() -> Iterator[Names]:
    for entry in load_glossary():
        yield {
            language: [one for one in variants if one not in entry.everyday]
            for language, variants in entry.variants.items()
        }


def _entities() -> Iterator[Names]:
    for entity in load_entities().values():
        if entity.kind in ONE_NAME:
            yield {language: [entity.name(language), *_short(entity.names[language])] for language in LANGUAGES}
        else:
            yield entity.names


def _short(names: Sequence[str]) -> list[str]:
    return [name for name in names[1:] if name.isascii() and name.isupper() and name.isalpha()]


def _watched(lists: Iterable[Names]) -> Iterator[Names]:
    for names in lists:
        lengths = {len(words) for words in names.values()}
        if len(lengths) == 1:
            for number in range(lengths.pop()):
                yield {language: [words[number]] for language, words in names.items()}
