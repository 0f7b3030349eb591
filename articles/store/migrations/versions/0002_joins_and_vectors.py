"""What articles are joined by, and their vectors. In: tables at 0001. Out: tables at 0002."""

import sqlalchemy as sa
from alembic import op

from articles.store.tables import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "bands",
        sa.Column("band", sa.String(length=20), nullable=False),
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("band", "article_id", name=op.f("pk_bands")),
    )
    op.create_index(op.f("ix_bands_article_id"), "bands", ["article_id"], unique=False)
    op.create_table(
        "directions",
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("dated_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=96), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_directions")),
    )
    op.create_index("ix_directions_dated", "directions", ["dated_at"], unique=False)
    op.create_table(
        "traits",
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("dated_at", UtcDateTime(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_traits")),
    )
    op.create_index("ix_traits_dated", "traits", ["dated_at"], unique=False)
    op.create_table(
        "vectors",
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("embedder", sa.String(length=64), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "revision", "kind", "embedder", name=op.f("pk_vectors")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("vectors")
    op.drop_index("ix_traits_dated", table_name="traits")
    op.drop_table("traits")
    op.drop_index("ix_directions_dated", table_name="directions")
    op.drop_table("directions")
    op.drop_index(op.f("ix_bands_article_id"), table_name="bands")
    op.drop_table("bands")
