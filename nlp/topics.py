"""Which topics an article has. In: an Article. Out: (topic id, score) pairs, weightiest first.

Plain for now: a topic whose keywords occur at least twice. Trained heads replace it behind the same function.
"""

from articles.model import Article
from articles.taxonomy import load_taxonomy
from articles.terms import occurring

VERSION = "keywords-1"
AT_LEAST = 2


def topics(article: Article) -> tuple[tuple[str, float], ...]:
    """Topics with at least two different keywords in the text; the score is the share of the most frequent one."""
    found = {
        topic.id: len(
            occurring(
                frozenset(word for words in topic.keywords.values() for word in words),
                article.text,
            )
        )
        for topic in load_taxonomy().topics.values()
    }
    most = max(found.values(), default=0) or 1
    kept = [(topic, number / most) for topic, number in found.items() if number >= AT_LEAST]
    return tuple(sorted(kept, key=lambda pair: (-pair[1], pair[0])))
