"""An article in English. In: an Article, a Translator and what it remembers. Out: a Translation, paragraph by paragraph.

1. Cut every paragraph into sentences, and sentences that are too long into parts.
2. Take what was translated before from the memory.
3. Translate the rest with its official terms in place (nlp/terminology.py).
4. Look for what is wrong; what another try can mend is tried again without Chinese characters, and where official terms were
   lost, with these set apart; the best one is kept.
5. Remember each paragraph at once, so that a long article goes on where it was interrupted.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Protocol, get_args

from articles import clock
from articles.model import TITLE, Article, Depth, Rendering, Translation
from articles.ports import Translator
from nlp.sentences import split
from nlp.terminology import PLAIN, WAYS_APART, Official, Way, lost, official_terms, restored, with_english
from nlp.translation_checks import MENDABLE, flags

VERSION = "1"  # of the rules: raise it when the same sentence could be rendered otherwise
MOST_CHARS = {"de": 700, "zh": 220}  # of one question to a translator; about 200 tokens
LEAD_CHARS = {"de": 240, "zh": 80}  # paragraphs up to here are the lead
MOST_LEAD = 4  # times that: where the first paragraph is longer, its further sentences wait for the full text
_SOFT_ENDS = re.compile(r"[;；:：—][\s]*|[,，、][\s]*|\s+")
_QUOTES = {'"': '"', "“": "”", "'": "'"}
DEPTHS: tuple[Depth, ...] = get_args(Depth)


class Memory(Protocol):
    """What was translated before, by the same translator with the same rules."""

    def recall(self, texts: Sequence[str], *, language: str) -> Mapping[str, Rendering]:
        """Those of the texts that are known."""
        ...

    def remember(self, made: Mapping[str, Rendering], *, language: str) -> None:
        """Keep them."""
        ...


@dataclass
class Forgetful:
    """A memory for one run, where there is no store."""

    known: dict[tuple[str, str], Rendering] = field(default_factory=dict)

    def recall(self, texts: Sequence[str], *, language: str) -> Mapping[str, Rendering]:
        """See Memory."""
        return {text: self.known[language, text] for text in texts if (language, text) in self.known}

    def remember(self, made: Mapping[str, Rendering], *, language: str) -> None:
        """See Memory."""
        self.known |= {(language, text): rendering for text, rendering in made.items()}


def version(translator: Translator) -> str:
    """Changes whenever the same sentence could be rendered otherwise: model, rules, glossary."""
    exactly = hashlib.sha256(translator.version.encode()).hexdigest()[:8]
    return f"{translator.version[:30]}/{exactly}/{VERSION}/{_glossary_digest()}"


def translate_article(
    article: Article,
    translator: Translator,
    memory: Memory,
    *,
    depth: Depth = "full",
    most_chars: int = 20_000,
    enough: Callable[[], bool] = lambda: False,
) -> Translation | None:
    """The article in English, to a depth; at most so many characters of the original.

    None when `enough` said so before the end; what was done is remembered.
    """
    parts = [article.title, *_wanted(article, depth, most_chars)]
    rendered: list[list[Rendering]] = []
    for part in parts:
        if enough():
            return None
        rendered.append(render(sentences_of(part, article.language), translator, memory, language=article.language))
    english = [" ".join(one.english for one in part) for part in rendered]
    untranslated = ("",) * (len(article.paragraphs) + 1 - len(parts))
    return Translation(
        article_id=article.id,
        revision=article.revision,
        title=english[0],
        paragraphs=(*english[1:], *untranslated),
        depth=depth,
        engine=translator.version,
        model=version(translator),
        at=clock.now(),
        flags=_where(rendered),
    )


def translate_line(line: str, translator: Translator, memory: Memory, *, language: str) -> tuple[str, tuple[str, ...]]:
    """One paragraph without an article: its English, and every flag of its sentences once."""
    rendered = render(sentences_of(line, language), translator, memory, language=language)
    return " ".join(one.english for one in rendered), tuple(
        dict.fromkeys(flag for one in rendered for flag in one.flags)
    )


def sentences_of(paragraph: str, language: str) -> list[str]:
    """A paragraph's sentences, the overlong ones in parts; a title is a paragraph, too."""
    return [
        part for sentence in split(paragraph, language=language) for part in _parts(sentence.text, MOST_CHARS[language])
    ]


def render(texts: Sequence[str], translator: Translator, memory: Memory, *, language: str) -> list[Rendering]:
    """Sentences in English, in order; each is translated once."""
    known = dict(memory.recall(texts, language=language))
    fresh = [text for text in dict.fromkeys(texts) if text not in known]
    made = {text: Rendering(english=text) for text in fresh if not _has_words(text, language)}
    made |= _translate([text for text in fresh if text not in made], translator, language)
    memory.remember(made, language=language)
    return [(known | made)[text] for text in texts]


def _translate(texts: list[str], translator: Translator, language: str) -> dict[str, Rendering]:
    terms = {text: official_terms(text, language) for text in texts}
    plain = {text: with_english(text, terms[text]) for text in texts}
    made: dict[str, Rendering] = {}

    def attempt(asked: Mapping[str, str], *, way: Way = PLAIN, again: bool = False) -> None:
        said = translator.translate(list(asked.values()), language=language, again=again) if asked else []
        for text, english in zip(asked, said, strict=True):
            found = _rendering(text, tidy(restored(english, terms[text], way=way), text), terms[text], language)
            made[text] = min(made.get(text, found), found, key=_wrongs)

    attempt(plain)
    attempt({text: one for text, one in plain.items() if MENDABLE.intersection(made[text].flags)}, again=True)
    for way in WAYS_APART:
        missed = {text: lost(terms[text], made[text].english) for text in texts if "terms" in made[text].flags}
        attempt({text: with_english(text, terms[text], way=way, missed=some) for text, some in missed.items()}, way=way)
    return made


def _rendering(text: str, english: str, terms: tuple[Official, ...], language: str) -> Rendering:
    wrong = flags(text, english, language=language, asked=with_english(text, terms))
    return Rendering(english=english, flags=(*wrong, *("terms" for _ in lost(terms, english))))


def _wrongs(rendering: Rendering) -> tuple[int, int]:
    """What a retry could have mended weighs more than the rest; every lost term counts."""
    return len(MENDABLE.intersection(rendering.flags)), len(rendering.flags)


def tidy(english: str, text: str) -> str:
    """On one line, without quotation marks around all of it that the original does not have."""
    line = " ".join(english.split())
    quoted = len(line) > 1 and _QUOTES.get(line[0]) == line[-1] and not set(line[0] + line[-1]) & set(line[1:-1])
    return line[1:-1].strip() if quoted and text[:1] not in "\"'„“”»«「『《‘‚" else line


def _has_words(text: str, language: str) -> bool:
    """Whether there is anything to translate: an address, a number or a row of emoji stays as it is."""
    bare = re.sub(r"https?://\S+", "", text)
    if language == "zh":
        return any("\u3400" <= character <= "\u9fff" for character in bare)
    return any(character.isalpha() for character in bare)


def _wanted(article: Article, depth: Depth, most_chars: int) -> Iterator[str]:
    """The paragraphs that belong to a depth, each cut where it goes over."""
    if depth == "title":
        return
    lead = LEAD_CHARS[article.language]
    least, left = (lead, MOST_LEAD * lead) if depth == "lead" else (most_chars, most_chars)
    done = 0
    for paragraph in article.paragraphs:
        if done >= least or left <= 0:
            return
        wanted = _beginning(paragraph, left, article.language)
        yield wanted
        done += len(wanted)
        left -= len(paragraph)


def _beginning(paragraph: str, most: int, language: str) -> str:
    """Whole sentences up to `most` characters, at least one."""
    if len(paragraph) <= most:
        return paragraph
    within = [sentence for sentence in split(paragraph, language=language) if sentence.end <= most]
    return paragraph[: within[-1].end if within else most]


def _parts(text: str, most: int) -> Iterator[str]:
    """A sentence cut at its last soft end before `most` characters, again and again."""
    while len(text) > most:
        ends = [match.end() for match in _SOFT_ENDS.finditer(text, most // 2, most)]
        cut = ends[-1] if ends else most
        yield text[:cut].strip()
        text = text[cut:].strip()
    if text:
        yield text


def _where(rendered: list[list[Rendering]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for number, part in enumerate(rendered, start=TITLE):
        for flag in dict.fromkeys(flag for one in part for flag in one.flags):
            found.setdefault(flag, []).append(number)
    return {flag: tuple(numbers) for flag, numbers in found.items()}


@cache
def _glossary_digest() -> str:
    return hashlib.sha256(files("articles.taxonomy").joinpath("glossary.tsv").read_bytes()).hexdigest()[:8]
