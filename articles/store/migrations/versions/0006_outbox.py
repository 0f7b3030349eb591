"""The outbox, what rules have told of, articles by first sight. In: tables at 0005. Out: tables at 0006."""

import sqlalchemy as sa
from alembic import op

from articles.store.tables import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_index("ix_articles_first_seen", "articles", ["latest", "first_seen_at"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("thread", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "channel", "recipient", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_created_at"), "outbox", ["created_at"], unique=False)
    op.create_index(op.f("ix_outbox_rule"), "outbox", ["rule"], unique=False)
    op.create_index(op.f("ix_outbox_thread"), "outbox", ["thread"], unique=False)
    op.create_index("ix_outbox_waiting", "outbox", ["channel", "sent_at"], unique=False)
    op.create_table(
        "told",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("rule", "subject", name=op.f("pk_told")),
    )
    op.create_index(op.f("ix_told_message_id"), "told", ["message_id"], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_articles_first_seen", table_name="articles")
    op.drop_table("told")
    op.drop_table("outbox")
