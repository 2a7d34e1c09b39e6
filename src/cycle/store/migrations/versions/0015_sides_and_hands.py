"""For which side a decision was given, what its giver had made by hand, and who was reminded of which gate when."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the columns and the table; of decisions before, the side is the person's own."""
    op.add_column("decisions", sa.Column("sides", sa.String(200), nullable=False, server_default=""))
    op.add_column("decisions", sa.Column("by_hand", sa.String(200), nullable=False, server_default=""))
    op.add_column("door_answers", sa.Column("sides", sa.String(200), nullable=False, server_default=""))
    op.create_table(
        "gate_reminders",
        sa.Column("cycle", sa.String(120), primary_key=True),
        sa.Column("gate", sa.String(120), primary_key=True),
        sa.Column("person", sa.String(80), primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("level", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    """Refuse: who decided for whom is not forgotten."""
    raise RuntimeError("who decided for whom is not forgotten")
