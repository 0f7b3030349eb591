"""From a lease to what it is about. In: a Lease. Out: the Article revision and its Analysis."""

from sqlalchemy import Connection

from articles.errors import BadInput
from articles.model import Analysis, Article
from articles.store.claims import Lease
from articles.store.labels import load_analysis
from articles.store.texts import load_article
from dreiklang.desk import Desk


def load_subject(desk: Desk, lease: Lease) -> Article:
    """The article revision a lease is about. Raises: BadInput where the store lost it."""
    with desk.store.read() as connection:
        return article_of(connection, lease)


def article_of(connection: Connection, lease: Lease) -> Article:
    """The same, inside a transaction that is open already."""
    article = load_article(connection, lease.subject, revision=lease.revision)
    if article is None:
        raise BadInput(
            f"no article {lease.subject} in revision {lease.revision}",
            subject=lease.subject,
        )
    return article


def analysis_of(connection: Connection, lease: Lease) -> Analysis:
    """The analysis of that revision. Raises: BadInput where screen has not run."""
    analysis = load_analysis(connection, lease.subject, lease.revision)
    if analysis is None:
        raise BadInput(
            f"article {lease.subject} is not screened yet; run `dreiklang screen`",
            subject=lease.subject,
        )
    return analysis
