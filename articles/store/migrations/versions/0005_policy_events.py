"""Policy events, their stages and who tells of them. In: tables at 0004. Out: tables at 0005."""

import sqlalchemy as sa
from alembic import op

from articles.store.tables import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "events",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("country", sa.String(length=8), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_country"), "events", ["country"], unique=False)
    op.create_index(op.f("ix_events_told_at"), "events", ["told_at"], unique=False)
    op.create_table(
        "event_tellings",
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "revision", name=op.f("pk_event_tellings")),
    )
    op.create_index(op.f("ix_event_tellings_event_id"), "event_tellings", ["event_id"], unique=False)
    op.create_table(
        "event_numbers",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", "event_id", name=op.f("pk_event_numbers")),
    )
    op.create_index(op.f("ix_event_numbers_event_id"), "event_numbers", ["event_id"], unique=False)
    op.create_table(
        "event_aliases",
        sa.Column("old_id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("old_id", name=op.f("pk_event_aliases")),
    )
    op.create_table(
        "events_apart",
        sa.Column("one", sa.String(length=32), nullable=False),
        sa.Column("other", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("one", "other", name=op.f("pk_events_apart")),
    )
    op.create_table(
        "stages",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stages")),
    )
    op.create_index(op.f("ix_stages_event_id"), "stages", ["event_id"], unique=False)
    op.create_index(op.f("ix_stages_opened_at"), "stages", ["opened_at"], unique=False)
    op.create_table(
        "stage_aliases",
        sa.Column("old_id", sa.String(length=32), nullable=False),
        sa.Column("stage_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("old_id", name=op.f("pk_stage_aliases")),
    )


def downgrade() -> None:
    """Back."""
    for table in (
        "stage_aliases",
        "stages",
        "events_apart",
        "event_aliases",
        "event_numbers",
        "event_tellings",
        "events",
    ):
        op.drop_table(table)
