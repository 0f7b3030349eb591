"""The first tables. In: tables at nothing. Out: tables at 0001."""

import sqlalchemy as sa
from alembic import op

from articles.store.tables import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "analyses",
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("relevant", sa.Boolean(), nullable=False),
        sa.Column("relevance", sa.Float(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "revision", name=op.f("pk_analyses")),
    )
    op.create_table(
        "article_urls",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_article_urls")),
    )
    op.create_index(op.f("ix_article_urls_article_id"), "article_urls", ["article_id"], unique=False)
    op.create_table(
        "articles",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("latest", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("dated_at", UtcDateTime(), nullable=False),
        sa.Column("first_seen_at", UtcDateTime(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", "revision", name=op.f("pk_articles")),
    )
    op.create_index("ix_articles_dated", "articles", ["latest", "dated_at"], unique=False)
    op.create_index("ix_articles_source", "articles", ["source", "dated_at"], unique=False)
    op.create_table(
        "candidates",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("fetch_url", sa.Text(), nullable=False),
        sa.Column("hops", sa.Integer(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("not_before_s", sa.Float(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", UtcDateTime(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_candidates")),
    )
    op.create_index("ix_candidates_due", "candidates", ["due_at", "priority"], unique=False)
    op.create_index("ix_candidates_host", "candidates", ["host", "due_at", "priority"], unique=False)
    op.create_index("ix_candidates_source", "candidates", ["source", "first_seen_at"], unique=False)
    op.create_table(
        "document_links",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("url", "parent", name=op.f("pk_document_links")),
    )
    op.create_table(
        "hosts",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("next_s", sa.Float(), nullable=False),
        sa.Column("lease_token", sa.String(length=96), nullable=True),
        sa.Column("lease_until_s", sa.Float(), nullable=True),
        sa.Column("robots_status", sa.Integer(), nullable=True),
        sa.Column("robots", sa.Text(), nullable=True),
        sa.Column("robots_at", UtcDateTime(), nullable=True),
        sa.Column("tdm_reserved", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_hosts")),
    )
    op.create_table(
        "locks",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("lease_token", sa.String(length=96), nullable=True),
        sa.Column("lease_until_s", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_locks")),
    )
    op.create_table(
        "matches",
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("matched_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("search", "article_id", name=op.f("pk_matches")),
    )
    op.create_table(
        "missed",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("cause", sa.String(length=24), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_missed")),
    )
    op.create_table(
        "pages",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("final_url", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("fetched_at", UtcDateTime(), nullable=False),
        sa.Column("archive_file", sa.Text(), nullable=True),
        sa.Column("archive_offset", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("url", "visit", name=op.f("pk_pages")),
    )
    op.create_index("ix_pages_fetched_at", "pages", ["fetched_at"], unique=False)
    op.create_table(
        "polls",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("reached_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_polls")),
    )
    op.create_table(
        "receipt_articles",
        sa.Column("message_key", sa.Text(), nullable=False),
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("message_key", "article_id", name=op.f("pk_receipt_articles")),
    )
    op.create_index(
        op.f("ix_receipt_articles_article_id"),
        "receipt_articles",
        ["article_id"],
        unique=False,
    )
    op.create_table(
        "receipts",
        sa.Column("message_key", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("message_key", "channel", name=op.f("pk_receipts")),
    )
    op.create_table(
        "results",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_token", sa.String(length=96), nullable=True),
        sa.Column("lease_until_s", sa.Float(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("waiting_since_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("subject", "revision", "step", "version", name=op.f("pk_results")),
    )
    op.create_index("ix_results_finished", "results", ["step", "finished_at"], unique=False)
    op.create_index(
        "ix_results_waiting",
        "results",
        ["step", "outcome", "priority", "waiting_since_at"],
        unique=False,
    )
    op.create_table(
        "story_aliases",
        sa.Column("old_id", sa.String(length=32), nullable=False),
        sa.Column("story_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("old_id", name=op.f("pk_story_aliases")),
    )
    op.create_table(
        "story_articles",
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("story_id", sa.String(length=32), nullable=False),
        sa.Column("near_duplicate_of", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_story_articles")),
    )
    op.create_index(op.f("ix_story_articles_story_id"), "story_articles", ["story_id"], unique=False)
    op.create_table(
        "translations",
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "revision", name=op.f("pk_translations")),
    )
    op.create_table(
        "validators",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("archive_file", sa.Text(), nullable=True),
        sa.Column("archive_offset", sa.BigInteger(), nullable=True),
        sa.Column("trusted", sa.Boolean(), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_validators")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("validators")
    op.drop_table("translations")
    op.drop_index(op.f("ix_story_articles_story_id"), table_name="story_articles")
    op.drop_table("story_articles")
    op.drop_table("story_aliases")
    op.drop_index("ix_results_waiting", table_name="results")
    op.drop_index("ix_results_finished", table_name="results")
    op.drop_table("results")
    op.drop_table("receipts")
    op.drop_index(op.f("ix_receipt_articles_article_id"), table_name="receipt_articles")
    op.drop_table("receipt_articles")
    op.drop_table("polls")
    op.drop_index("ix_pages_fetched_at", table_name="pages")
    op.drop_table("pages")
    op.drop_table("missed")
    op.drop_table("matches")
    op.drop_table("locks")
    op.drop_table("hosts")
    op.drop_table("document_links")
    op.drop_index("ix_candidates_source", table_name="candidates")
    op.drop_index("ix_candidates_host", table_name="candidates")
    op.drop_index("ix_candidates_due", table_name="candidates")
    op.drop_table("candidates")
    op.drop_index("ix_articles_source", table_name="articles")
    op.drop_index("ix_articles_dated", table_name="articles")
    op.drop_table("articles")
    op.drop_index(op.f("ix_article_urls_article_id"), table_name="article_urls")
    op.drop_table("article_urls")
    op.drop_table("analyses")
