"""Previews of registers: what a person saw before it was imported."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

MOMENT = sa.String(32)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "previews",
        sa.Column("id", sa.String(12), primary_key=True),
        sa.Column("community", sa.String(60), nullable=False),
        sa.Column("earlier", sa.String(64), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("guesses", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
    )


def downgrade() -> None:
    """Refuse: what was seen before an import is not thrown away by a command."""
    raise RuntimeError("the previews are not undone")
