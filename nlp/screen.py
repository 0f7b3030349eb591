"""The cheap labels of every article. In: an Article. Out: its Analysis, and the Outcome of the step."""

from articles.model import Analysis, Article
from articles.outcome import Outcome
from nlp import relevance, topics

LANGUAGES = ("de", "zh", "en")
VERSION = f"relevance={relevance.VERSION};topics={topics.VERSION}"


def screen(article: Article) -> tuple[Analysis, Outcome]:
    """Label one article; only relevant ones get topics."""
    score = relevance.relevance(article) if article.language in LANGUAGES else 0.0
    relevant = score >= relevance.THRESHOLD
    analysis = Analysis(
        article_id=article.id,
        revision=article.revision,
        relevant=relevant,
        relevance=round(score, 4),
        topics=topics.topics(article) if relevant else (),
        versions={"relevance": relevance.VERSION, "topics": topics.VERSION},
    )
    return analysis, _outcome(article, relevant)


def _outcome(article: Article, relevant: bool) -> Outcome:
    if article.language not in LANGUAGES:
        return Outcome.OTHER_LANGUAGE
    return Outcome.RELEVANT if relevant else Outcome.SCREENED_OUT
