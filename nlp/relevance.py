"""Is an article about how AI is governed? In: an Article. Out: a score in [0, 1].

Plain for now: counted words for AI and for governing it. The trained screen replaces it behind the same function.
"""

import math

from articles.model import Article
from articles.taxonomy import load_taxonomy
from articles.terms import occurring

VERSION = "keywords-2"
THRESHOLD = 0.5

AI_TERMS = frozenset(
    (
        "KI", "künstliche Intelligenz", "künstlicher Intelligenz", "Sprachmodell", "Chatbot", "Gesichtserkennung",
        "KI-Agent", "Algorithm", "Deepfake",
        "AI", "artificial intelligence", "machine learning", "language model", "facial recognition",
        "人工智能", "人工智慧", "大模型", "算法", "演算法", "智能体", "智慧體", "智能體", "人脸识别", "人臉識別", "深度伪造",
        "深度偽造", "生成式",
    )
)  # fmt: skip
GOVERNING_TERMS = frozenset(
    (
        "Gesetz", "Verordnung", "Richtlinie", "Regulier", "Aufsicht", "Behörde", "Ministeri", "Bundestag", "Bundesrat",
        "Kabinett", "Parlament", "Kommission", "Leitfaden", "Kennzeichnung", "Anhörung", "Verbot", "Pflicht", "Gericht",
        "law", "regulat", "legislat", "bill", "rules", "executive order", "parliament", "congress", "senate", "ministr",
        "agency", "agencies", "commission", "guideline", "guidance", "ban", "oversight", "consultation", "court",
        "法", "条例", "條例", "办法", "辦法", "规定", "規定", "监管", "監管", "国务院", "部门", "部門", "征求意见", "諮詢",
        "备案", "治理", "标准", "標準", "立法", "议会", "議會", "政府", "委员会", "委員會",
    )
)  # fmt: skip

# By logistic regression over labelled training articles of three languages (1,233; F1 .77, plain as it is), with the bias
# moved towards recall. Fit them anew when the terms change.
BIAS, AI, TOPICAL, GOVERNING, GOVERNING_IN_TITLE = -2.0, 0.8, 1.0, 1.1, 0.5
MOST = 8  # a term list repeats itself in long texts


def relevance(article: Article) -> float:
    """How sure we are that a substantive part is about governing AI; 0 without any word for AI."""
    ai = len(occurring(AI_TERMS, article.text))
    if not ai:
        return 0.0
    total = BIAS + AI * min(ai, MOST)
    total += TOPICAL * min(len(occurring(_topical(), article.text)), MOST)
    total += GOVERNING * min(len(occurring(GOVERNING_TERMS, article.text)), MOST)
    total += GOVERNING_IN_TITLE * len(occurring(GOVERNING_TERMS, article.title))
    return 1.0 / (1.0 + math.exp(-total))


def _topical() -> frozenset[str]:
    topics = load_taxonomy().topics.values()
    words = frozenset(word for topic in topics for words in topic.keywords.values() for word in words)
    return words - AI_TERMS
