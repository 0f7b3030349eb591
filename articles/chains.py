"""Text -> the tokens that searches are made of, computed once for every engine. In: a text. Out: three chains of Tokens.

    folded    one token a position: words in small letters without accents (ß as ss), NFKC; Chinese as pairs of characters in
              their Hans forms, one that stands alone by itself
    stemmed   the same positions: words by the Snowball stemmer of the text's language, Chinese as above
    parts     parts of German compounds (stemmed), and single Chinese characters; positions mean nothing here

The words of a query go the same way, so that 人工智能治理 is found inside a sentence, 治理 in 治理體系, Massnahmen in Maßnahmen.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from articles.compounds import parts
from articles.text import simplify

if TYPE_CHECKING:
    import snowballstemmer

Chain = Literal["folded", "stemmed", "parts"]
MOST_CHARS = 100  # of a token; longer ones are cut, since one engine parts them at 255 and the other drops them
_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"(?P<han>[{_HAN}]+)|(?P<word>[^\W_{_HAN}]+)")
_NOT_WORD = re.compile(r"[\W_]+")


class Token(NamedTuple):
    """text[start:end] of the original is what `text` stands for."""

    text: str
    start: int
    end: int
    position: int


class Run(NamedTuple):
    """A word in small letters, or unbroken Chinese in its Hans forms; accents are still there."""

    text: str
    start: int
    end: int
    han: bool


def chains(text: str, language: str) -> Mapping[Chain, list[Token]]:
    """The three chains of a text in a language; every engine indexes exactly these tokens."""
    found = list(runs(text))
    return {chain: chain_of(found, chain, language) for chain in get_args(Chain)}


def tokens(text: str, chain: Chain, language: str) -> list[str]:
    """The tokens of one chain alone, as the words of a query need them."""
    return [token.text for token in chain_of(runs(text), chain, language)]


def chain_of(found: Iterable[Run], chain: Chain, language: str) -> list[Token]:
    """One chain of a text whose runs are known."""
    if chain == "parts":
        spelled = (one for run in found for one in _parts(run, language))
    else:
        spell = fold_word if chain == "folded" else stem_de if language == "de" else stem_en
        spelled = (one for run in found for one in _units(run, spell))
    return [Token(*one, at) for at, one in enumerate(spelled)]


def runs(text: str) -> Iterator[Run]:
    """Words and stretches of Chinese characters in order; an English 's is left out."""
    for match in _RUN.finditer(text):
        start, end = match.span()
        if match.lastgroup == "han":
            yield Run(simplify(_plain(match.group())), start, end, True)
        elif not _is_possessive(text, start, end) and (word := _lower(match.group())):
            yield Run(word, start, end, False)


@lru_cache(maxsize=200_000)
def fold_word(word: str) -> str:
    """Without accents; ß as ss."""
    if word.isascii():
        return word[:MOST_CHARS]
    decomposed = unicodedata.normalize("NFD", word.replace("ß", "ss"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))[:MOST_CHARS]


@lru_cache(maxsize=200_000)
def stem_de(word: str) -> str:
    """The German Snowball stem of a word in small letters, without accents."""
    return fold_word(_stemmer("german").stemWord(word))


@lru_cache(maxsize=200_000)
def stem_en(word: str) -> str:
    """The same by the rules of English."""
    return fold_word(_stemmer("english").stemWord(word))


def _units(run: Run, spell: Callable[[str], str]) -> Iterator[tuple[str, int, int]]:
    """(token, start, end): the word, or each pair of Chinese characters."""
    if not run.han:
        yield spell(run.text), run.start, run.end
    elif len(run.text) == 1:
        yield run.text, run.start, run.end
    else:
        yield from ((run.text[at : at + 2], run.start + at, run.start + at + 2) for at in range(len(run.text) - 1))


def _parts(run: Run, language: str) -> Iterator[tuple[str, int, int]]:
    if run.han:
        yield from ((character, run.start + at, run.start + at + 1) for at, character in enumerate(run.text))
    elif language == "de":
        yield from ((stem_de(part), run.start, run.end) for part in parts(run.text.replace("ß", "ss")))


def _lower(word: str) -> str:
    """Small letters, NFKC, nothing but letters and digits."""
    if word.isascii():
        return word.lower()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).lower())
    return _NOT_WORD.sub("", folded)


def _plain(han: str) -> str:
    """NFKC, one character for one, so that offsets stay."""
    if unicodedata.is_normalized("NFKC", han):
        return han
    normal = [unicodedata.normalize("NFKC", character) for character in han]
    return "".join(new if len(new) == 1 else old for new, old in zip(normal, han, strict=True))


def _is_possessive(text: str, start: int, end: int) -> bool:
    return (
        end - start == 1 and text[start] in "sS" and start > 1 and text[start - 1] in "'’" and text[start - 2].isalpha()
    )


@cache
def _stemmer(name: str) -> "snowballstemmer.stemmer":
    import snowballstemmer

    return snowballstemmer.stemmer(name)
