"""Dispatches that somebody asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

MOMENT = sa.String(32)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "requests",
        sa.Column("cycle", sa.String(120), primary_key=True),
        sa.Column("id", sa.String(60), primary_key=True),
        sa.Column("dispatch", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("include", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("replaces", sa.Integer()),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("withdrawn_by", sa.String(200), nullable=False),
        sa.Column("withdrawn_at", MOMENT),
    )


def downgrade() -> None:
    """Refuse: who asked for what is not thrown away by a command."""
    raise RuntimeError("the requests are not undone")
