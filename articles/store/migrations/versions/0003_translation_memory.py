"""Sentences that were translated. In: tables at 0002. Out: tables at 0003."""

import sqlalchemy as sa
from alembic import op

from articles.store.tables import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "sentences",
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("english", sa.Text(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "language", "version", name=op.f("pk_sentences")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("sentences")
