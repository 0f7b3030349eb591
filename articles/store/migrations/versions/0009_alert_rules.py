"""Since when each alert rule tells. In: tables at 0008. Out: tables at 0009."""

import sqlalchemy as sa
from alembic import op

from articles.store.tables import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "alert_rules",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("since_at", UtcDateTime()),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("rule", name=op.f("pk_alert_rules")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("alert_rules")
