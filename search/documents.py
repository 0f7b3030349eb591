"""Article + Analysis + join -> what the index holds. In: those three. Out: a SearchDocument."""

from articles.model import Analysis, Article, SearchDocument, Source, Translation


def search_document(
    article: Article,
    analysis: Analysis,
    *,
    source: Source,
    story: str | None,
    translation: Translation | None,
) -> SearchDocument:
    """The fields a reader searches by and is shown; absent values are left out."""
    fields = {
        "title": article.title,
        "text": "\n".join(article.paragraphs),
        "translation": translation.title if translation else None,
        "url": article.url,
        "source": source.id,
        "source_name": source.name,
        "country": source.country,
        "kind": source.kind,
        "ownership": source.ownership,
        "language": article.language,
        "origin": article.origin,
        "published": article.dated.isoformat(),
        "state": article.state,
        "topic": [topic for topic, _ in analysis.topics],
        "relevance": analysis.relevance,
        "story": story,
    }
    return SearchDocument(
        article_id=article.id,
        fields={name: value for name, value in fields.items() if value not in (None, [])},
    )
