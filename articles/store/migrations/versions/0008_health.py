"""What is known of a source's health. In: tables at 0007. Out: tables at 0008."""

import sqlalchemy as sa
from alembic import op

from articles.store.tables import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

POLLS = ("first_at", "polled_at", "fresh_at", "outcome", "failures", "failing_since_at", "lost_as")


def upgrade() -> None:
    """Forward."""
    with op.batch_alter_table("polls") as polls:
        polls.add_column(sa.Column("first_at", UtcDateTime()))
        polls.add_column(sa.Column("polled_at", UtcDateTime()))
        polls.add_column(sa.Column("fresh_at", UtcDateTime()))
        polls.add_column(sa.Column("outcome", sa.String(24)))
        polls.add_column(sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
        polls.add_column(sa.Column("failing_since_at", UtcDateTime()))
        polls.add_column(sa.Column("lost_as", sa.String(24)))
    op.create_table(
        "source_days",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("hours", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("source", "day", name=op.f("pk_source_days")),
    )
    op.create_index("ix_source_days_day", "source_days", ["day"], unique=False)
    op.create_table(
        "faults",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("since_at", UtcDateTime(), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.Column("told_in", sa.String(64)),
        sa.Column("over_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_faults")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("faults")
    op.drop_table("source_days")
    with op.batch_alter_table("polls") as polls:
        for name in POLLS:
            polls.drop_column(name)
