"""What personal matter was deleted, when and by which rule: an act, and a mark for each value."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make both tables; what was deleted before left no mark."""
    op.create_table(
        "retention_acts",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("rule", sa.String(120), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("done_at", sa.String(32)),
    )
    op.create_table(
        "retention_marks",
        sa.Column("act", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("field", sa.String(40), primary_key=True),
        sa.Column("row", sa.String(800), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
    )


def downgrade() -> None:
    """Refuse: nobody would know any more what was deleted."""
    raise RuntimeError("what was deleted is not forgotten")
