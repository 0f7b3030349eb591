"""A text as the labels see it. In: an Article, or a labelled row. Out: a Reading: body, sentences, words, vectors, each
computed once.

The body is the paragraphs with an empty line between them; every offset of evidence counts in it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

import numpy as np

from articles.errors import ModelMissing
from articles.matcher import Term
from articles.model import Article
from articles.ports import Embedder
from nlp.heads import WORDS, Floats, Heads, find_heads
from nlp.orders import without_orders
from nlp.sentences import Sentence, split
from nlp.words import Places, places

LEAD_CHARS = {"zh": 380}
OPENING_CHARS = {"zh": 1000}
DEFAULT_OPENING_CHARS = 2500
_BLANKED = re.compile(r" {8,}")
_EMPTY_LINES = re.compile(r"\n{3,}")
DEFAULT_LEAD_CHARS = 900  # about 230 tokens: what one core embeds in a quarter of a second


@dataclass(frozen=True, kw_only=True)
class Reading:
    """`source_type` is news, opinion, blog or official, as in the training files. Vectors need an embedder, else None."""

    title: str
    body: str
    language: str
    source_type: str
    published: datetime | None
    embedder: Embedder | None = None
    means: Mapping[str, Floats] | None = None

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The body's sentences, in order."""
        return split(self.body, language=self.language)

    @cached_property
    def title_words(self) -> Places:
        """Where the title has words for AI, for what it depends on, for governing."""
        return places(self.title)

    @cached_property
    def body_words(self) -> Places:
        """The same of the body's beginning, as much of it as training articles have: counts of longer ones say other things."""
        return places(self.opening)

    @cached_property
    def opening(self) -> str:
        """The part of what the body tells whose words are counted."""
        return self.told[: OPENING_CHARS.get(self.language, DEFAULT_OPENING_CHARS)]

    @cached_property
    def told(self) -> str:
        """The body without what `without_orders` blanked; for vectors and counts, which need no offsets in the body."""
        if _BLANKED.search(self.body) is None:
            return self.body
        closed = _BLANKED.sub("" if self.language == "zh" else " ", self.body)
        lines = (line.strip() for line in closed.split("\n"))
        return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()

    @cached_property
    def lead(self) -> str:
        """Title and beginning, as far as the lead vector reads."""
        size = LEAD_CHARS.get(self.language, DEFAULT_LEAD_CHARS)
        return f"{self.title}\n{self.told[:size]}"[:size]

    @cached_property
    def lead_vector(self) -> Floats | None:
        """Title and beginning, centred by language; what every article is screened by."""
        return self.vector(self.lead)

    @cached_property
    def tail_vector(self) -> Floats | None:
        """The text behind the lead, for articles that are relevant."""
        size = len(self.lead)
        rest = f"{self.title}\n{self.told[: 2 * size]}"[size : 2 * size]
        return self.vector(rest) if rest.strip() else self.lead_vector

    @cached_property
    def title_vector(self) -> Floats | None:
        """The title alone, for joining stories."""
        return self.vector(self.title)

    def vector(self, text: str) -> Floats | None:
        """Any passage, centred by the mean of its language; None without an embedder."""
        if self.embedder is None:
            return None
        vector: Floats = self.embedder.embed([text])[0].astype(np.float64)
        return vector - self.means[self.language] if self.means and self.language in self.means else vector


@dataclass(frozen=True, kw_only=True)
class Reader:
    """What texts are read with: heads, the embedder that they were fitted for, and the reader's own watch lists.

    Heads of the embedder `words` need none: they read counted words alone.
    """

    heads: Heads
    embedder: Embedder | None = None
    watch: tuple[Term, ...] = ()

    def reading(self, *, title: str, body: str, language: str, source_type: str, published: datetime | None) -> Reading:
        """A text as its labels see it: without sentences that give orders to a machine."""
        return Reading(
            title=without_orders(title, language=language),
            body=without_orders(body, language=language),
            language=language,
            source_type=source_type,
            published=published,
            embedder=self.embedder,
            means=self.heads.means,
        )

    def article(self, article: Article, *, source_type: str) -> Reading:
        """An article as its labels see it."""
        return self.reading(
            title=article.title,
            body="\n\n".join(article.paragraphs),
            language=article.language,
            source_type=source_type,
            published=article.dated,
        )


def make_reader(embedder: Embedder | None, *folders: Path, watch: tuple[Term, ...] = ()) -> Reader:
    """A Reader with the heads for this embedder, from the folders or from those that ship with the product.

    Raises: ModelMissing where nobody has calibrated the embedder: it would label by weights made for another.
    """
    name = WORDS if embedder is None else embedder.version
    heads = find_heads(name, *folders)
    if heads is None:
        raise ModelMissing(
            f"no heads for the embedder {name}; run `dreiklang models calibrate`, which fits them and says how good they are",
            subject=name,
        )
    return Reader(heads=heads, embedder=embedder, watch=watch)
