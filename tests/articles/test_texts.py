"""Articles in the store, on both databases: what makes a revision, and which URL leads where."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from articles.model import Article, ArticleState, Attachment
from articles.store import Store
from articles.store.tables import articles
from articles.store.texts import Kept, add_url, article_id, keep_article, list_articles, load_article, mint, set_state

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
URL = "https://tagblatt.example/ki-gesetz"
DRAFT = Attachment(
    url="https://amt.example/entwurf.pdf", name="Entwurf", media_type="application/pdf", pages=("a", "b")
)


def article(url: str = URL, **changes: object) -> Article:
    made = Article(
        id=mint(url),
        revision=1,
        url=url,
        source="tagblatt",
        language="de",
        script="Latn",
        title="Kabinett billigt KI-Gesetz",
        paragraphs=("Erster Absatz.", "人工智能。"),
        published=AT,
        published_precision="minute",
        updated=None,
        first_seen=AT + timedelta(hours=1),
        authors=("Ada Muster",),
        attachments=(DRAFT,),
    )
    return replace(made, **changes)


def keep(store: Store, one: Article) -> Kept:
    with store.begin() as connection:
        return keep_article(connection, one)


def load(store: Store, *, revision: int | None = None) -> Article | None:
    with store.read() as connection:
        return load_article(connection, mint(URL), revision=revision)


def test_an_article_is_read_back_as_it_was_kept(any_store: Store) -> None:
    assert keep(any_store, article()).change == "new"
    assert load(any_store) == article()
    with any_store.read() as connection:
        assert article_id(connection, URL) == mint(URL)
        assert article_id(connection, "https://tagblatt.example/other") is None
        assert load_article(connection, "unknown") is None


def test_the_same_text_again_is_no_revision(any_store: Store) -> None:
    keep(any_store, article())
    again = keep(any_store, article(updated=AT + timedelta(days=1), first_seen=AT + timedelta(days=9)))
    assert (again.change, again.article) == ("same", article())


def test_an_edit_makes_a_new_revision_and_the_old_one_stays_readable(any_store: Store) -> None:
    keep(any_store, article())
    edited = article(title="Kabinett ändert KI-Gesetz", first_seen=AT + timedelta(days=2), revision=7)
    kept = keep(any_store, edited)
    assert (kept.change, kept.article.revision, kept.article.state) == ("changed", 2, "changed")
    assert kept.article.first_seen == article().first_seen
    assert load(any_store) == kept.article
    assert load(any_store, revision=1) == article()
    assert load(any_store, revision=3) is None


def test_an_attachment_that_arrives_is_a_revision_but_no_edit(any_store: Store) -> None:
    keep(any_store, article(attachments=()))
    kept = keep(any_store, article())
    assert (kept.change, kept.article.revision, kept.article.state) == ("changed", 2, "live")
    assert keep(any_store, article(attachments=(replace(DRAFT, pages=("a", "c")),))).article.revision == 3


def test_an_edited_article_stays_an_edited_one_when_an_attachment_arrives(any_store: Store) -> None:
    keep(any_store, article(attachments=()))
    keep(any_store, article(attachments=(), title="Anders"))
    assert keep(any_store, article(title="Anders")).article.state == "changed"


def test_a_removed_article_keeps_its_text_and_comes_back_alive(any_store: Store) -> None:
    keep(any_store, article())
    with any_store.begin() as connection:
        removed = set_state(connection, article(), "removed")
    assert removed == replace(article(), state="removed") == load(any_store)
    with any_store.read() as connection:
        digest = connection.execute(articles.select()).one().digest
    back = keep(any_store, article())
    assert (back.change, back.article.revision, back.article.state) == ("changed", 2, "live")
    with any_store.read() as connection:
        assert digest not in [row.digest for row in connection.execute(articles.select().where(articles.c.latest))]


@pytest.mark.parametrize("state", ["removed", "paywalled"])
def test_what_is_kept_in_a_state_has_it(any_store: Store, state: ArticleState) -> None:
    keep(any_store, article())
    assert keep(any_store, article(state=state)).article.state == state


def test_the_first_article_a_url_led_to_keeps_it(any_store: Store) -> None:
    keep(any_store, article())
    with any_store.begin() as connection:
        add_url(connection, "https://tagblatt.example/amp/ki-gesetz", mint(URL))
        add_url(connection, URL, "another")
    with any_store.read() as connection:
        assert article_id(connection, "https://tagblatt.example/amp/ki-gesetz") == mint(URL)
        assert article_id(connection, URL) == mint(URL)


def test_ids_are_opaque_and_stable() -> None:
    assert mint(URL) == mint(URL) != mint(URL + "/")
    assert len(mint(URL)) == 16 and set(mint(URL)) <= set("0123456789abcdef")


def test_lists_hold_latest_revisions_newest_first(any_store: Store) -> None:
    for number in range(4):
        url = f"https://tagblatt.example/{number}"
        keep(any_store, article(url, published=AT + timedelta(hours=number), source="ab"[number % 2]))
    keep(any_store, article("https://tagblatt.example/3", published=AT + timedelta(hours=3), title="Neu", source="b"))
    undated = article("https://tagblatt.example/9", published=None, first_seen=AT + timedelta(hours=9))
    keep(any_store, undated)
    with any_store.read() as connection:
        every = list(list_articles(connection))
        some = list(
            list_articles(connection, since=AT + timedelta(hours=1), until=AT + timedelta(hours=3), sources=["b"])
        )
        two = list(list_articles(connection, limit=2))
    assert [one.url[-1] for one in every] == ["9", "3", "2", "1", "0"]
    assert every[1].title == "Neu"
    assert [one.url[-1] for one in some] == ["1"]
    assert two == every[:2]


def test_an_article_is_looked_up_by_its_id_and_not_among_all(store: Store) -> None:
    with store.read() as connection:
        plan = connection.execute(text("EXPLAIN QUERY PLAN SELECT record FROM articles WHERE id = 'a' AND latest IS 1"))
        assert [row.detail for row in plan] == ["SEARCH articles USING INDEX sqlite_autoindex_articles_1 (id=?)"]
