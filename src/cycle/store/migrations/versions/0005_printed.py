"""Which letters were printed to go on paper."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MOMENT = sa.String(32)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "printed",
        sa.Column("cycle", sa.String(120), primary_key=True),
        sa.Column("kind", sa.String(60), primary_key=True),
        sa.Column("recipient", sa.String(120), primary_key=True),
        sa.Column("content", sa.String(64), primary_key=True),
        sa.Column("postal", sa.Text(), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("printed")
