"""Indices that look-ups by id and by thread need. In: tables at 0006. Out: tables at 0007.

With `latest` in front, SQLite took the indices of articles for every look-up of one by its id, and read all of them.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INDICES = {"ix_articles_dated": "dated_at", "ix_articles_first_seen": "first_seen_at"}


def upgrade() -> None:
    """Forward."""
    for name, column in INDICES.items():
        op.drop_index(name, table_name="articles")
        op.create_index(name, "articles", [column, "latest"], unique=False)
    for name in ("ix_outbox_rule", "ix_outbox_thread"):
        op.drop_index(name, table_name="outbox")
    op.create_index("ix_outbox_thread", "outbox", ["rule", "thread"], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_outbox_thread", table_name="outbox")
    op.create_index("ix_outbox_rule", "outbox", ["rule"], unique=False)
    op.create_index("ix_outbox_thread", "outbox", ["thread"], unique=False)
    for name, column in INDICES.items():
        op.drop_index(name, table_name="articles")
        op.create_index(name, "articles", ["latest", column], unique=False)
