"""Is an article about how AI is governed? In: an Article. Out: a score in [0, 1].

Plain for now: words for AI and words for governing it, counted. The trained screen replaces it behind one function.
"""

import math

from articles.model import Article
from articles.taxonomy import load_taxonomy
from nlp.keywords import occurring

VERSION = "keywords-1"
THRESHOLD = 0.5

AI_TERMS = frozenset(
    (
        "KI", "künstliche Intelligenz", "künstlicher Intelligenz", "Sprachmodell", "Chatbot", "Gesichtserkennung",
        "AI", "artificial intelligence", "machine learning", "language model", "facial recognition", "deepfake",
        "人工智能", "人工智慧", "大模型", "算法", "演算法", "智能体", "智慧體", "人脸识别", "深度伪造", "生成式",
    )
)  # fmt: skip


def relevance(article: Article) -> float:
    """How sure we are that a substantive part is about governing AI: words for AI times words for governing."""
    ai = occurring(AI_TERMS, article.text)
    if not ai:
        return 0.0
    governing = occurring(_governing(), article.text) - ai
    headline = bool(occurring(AI_TERMS, article.title))
    return _squash(0.9 * len(governing) + 0.8 * headline + 0.3 * len(ai) - 3.0)


def _governing() -> frozenset[str]:
    topics = load_taxonomy().topics.values()
    return frozenset(word for topic in topics for words in topic.keywords.values() for word in words)


def _squash(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))
