"""What must not stand still unseen: who serves the flows, how often something was tried, when each round was made."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

MOMENT = sa.String(32)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "serving",
        sa.Column("owner", sa.String(200), primary_key=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("runs", sa.JSON(), nullable=False),
    )
    op.create_table(
        "tries",
        sa.Column("cycle", sa.String(120), primary_key=True),
        sa.Column("what", sa.String(120), primary_key=True),
        sa.Column("about", sa.String(120), nullable=False),
        sa.Column("progress", sa.String(120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("given_up_at", MOMENT),
    )
    op.create_table(
        "rounds",
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("well_at", MOMENT),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("told_at", MOMENT),
    )


def downgrade() -> None:
    """Refuse: that something was given up is not thrown away by a command."""
    raise RuntimeError("what was tried is not undone")
