"""A text as the labels see it. In: an Article, or a labelled row. Out: a Reading: body, sentences, vectors, all computed once.

The body is the paragraphs with an empty line between them; every offset of evidence counts in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np

from articles.model import Article
from articles.ports import Embedder
from nlp.heads import Floats
from nlp.sentences import Sentence, split

LEAD_CHARS = {"zh": 380}
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
    def lead(self) -> str:
        """Title and beginning, as far as the lead vector reads."""
        return f"{self.title}\n{self.body}"[: LEAD_CHARS.get(self.language, DEFAULT_LEAD_CHARS)]

    @cached_property
    def lead_vector(self) -> Floats | None:
        """Title and beginning, centred by language; what every article is screened by."""
        return self.vector(self.lead)

    @cached_property
    def tail_vector(self) -> Floats | None:
        """The text behind the lead, for articles that are relevant."""
        size = LEAD_CHARS.get(self.language, DEFAULT_LEAD_CHARS)
        rest = f"{self.title}\n{self.body}"[size : 2 * size]
        return self.vector(rest or self.lead)

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


def read(
    article: Article, *, source_type: str, embedder: Embedder | None, means: Mapping[str, Floats] | None
) -> Reading:
    """An article as its labels see it."""
    return Reading(
        title=article.title,
        body="\n\n".join(article.paragraphs),
        language=article.language,
        source_type=source_type,
        published=article.published or article.first_seen,
        embedder=embedder,
        means=means,
    )
