"""A desk to test at. In: a folder. Out: a Desk with invented sources, and articles put into its store."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from articles.model import Article, Source
from articles.store.claims import Priority, enqueue
from articles.store.texts import keep_article, mint
from dreiklang.desk import Desk
from dreiklang.settings import Settings
from tests.conftest import NOON

AI_LAW = {
    "de": (
        "Kabinett billigt KI-Gesetz",
        "Das Kabinett hat den Entwurf für das Gesetz zur künstlichen Intelligenz gebilligt. Die Aufsicht über "
        "Hochrisiko-KI und Basismodelle soll bei der Behörde liegen; die Regulierung von Gesichtserkennung bleibt "
        "umstritten, der Datenschutz und das Urheberrecht ebenfalls.",
    ),
    "en": (
        "Ministers agree on AI Act rules",
        "Ministers agreed on rules for artificial intelligence. The AI Act regulation covers high-risk systems, "
        "foundation models, facial recognition, copyright and data protection, and names a market surveillance body.",
    ),
    "zh": (
        "国家网信办公布人工智能管理办法",
        "国家网信办公布生成式人工智能服务管理办法，要求大模型备案、算法备案、内容标识，并加强数据安全、个人信息保护和未成年人保护。",
    ),
}
SPORT = ("Der Verein steigt auf", "Am Sonntag gewann die Mannschaft das letzte Spiel der Saison mit zwei zu eins.")


def source(source_id: str, *, language: str = "de", kind: Any = "news") -> Source:
    return Source(
        id=source_id,
        name=source_id.title(),
        homepage=f"https://www.{source_id}.example/",
        country="DE",
        languages=(language,),
        kind=kind,
        ownership="government" if kind == "official" else "commercial",
        tier=1,
        time_zone="Europe/Berlin",
        interval_minutes=30,
        feeds=(f"https://www.{source_id}.example/feed",),
    )


SOURCES = {
    one.id: one
    for one in (
        source("amtsblatt", kind="official"),
        source("tagblatt"),
        source("gazette", language="en"),
        source("ribao", language="zh"),
    )
}


def make_desk(folder: Path, **settings: Any) -> Desk:
    """A desk with SOURCES and everything on disk below a folder."""
    desk = Desk(Settings(data=folder / "data", out=folder / "out", **settings))
    vars(desk)["all_sources"] = SOURCES
    return desk


def article(number: int = 1, *, source_id: str = "tagblatt", language: str = "de", **changes: Any) -> Article:
    """An article about a law on AI unless `changes` say otherwise."""
    title, text = AI_LAW[language]
    url = f"https://www.{source_id}.example/news/{number}"
    made = Article(
        id=mint(url),
        revision=1,
        url=url,
        source=source_id,
        language=language,
        script="Hans" if language == "zh" else "Latn",
        title=title,
        paragraphs=(text,),
        published=NOON,
        published_precision="minute",
        updated=None,
        first_seen=NOON,
    )
    return replace(made, **changes)


def put(desk: Desk, *articles: Article, priority: Priority = Priority.NEWS) -> None:
    """Keep articles as extract does, and let screen have them."""
    with desk.store.begin() as connection:
        for one in articles:
            kept = keep_article(connection, one)
            if kept.change != "same":
                enqueue(connection, "screen", [(kept.article.id, kept.article.revision)], priority=priority)
