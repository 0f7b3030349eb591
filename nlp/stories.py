"""Which articles are about one event? In: two articles' titles and dates. Out: yes or no.

Plain for now: titles of one language that share most of their rarer words within three days. Joining across languages
comes with the language stage.
"""

from datetime import timedelta

from articles.model import Article
from nlp.duplicates import shingles

VERSION = "titles-1"
WINDOW = timedelta(days=3)
SHARED = 0.35
TITLE_SHINGLE = "zh"  # short runs: titles are short in every language


def same_story(one: Article, other: Article) -> bool:
    """Whether two titles of one language overlap enough, close enough in time."""
    if one.language != other.language or abs(one.dated - other.dated) > WINDOW:
        return False
    ours, theirs = (shingles(article.title, language=TITLE_SHINGLE) for article in (one, other))
    return len(ours & theirs) >= SHARED * min(len(ours), len(theirs))
