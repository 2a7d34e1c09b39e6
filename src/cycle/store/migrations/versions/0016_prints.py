"""What was printed with each letter: the same letter with other enclosures is another print."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the table again with a wider key; of letters printed before, nobody wrote down what went with them."""
    op.execute("CREATE TABLE printed_before AS SELECT * FROM printed")
    op.drop_table("printed")
    op.create_table(
        "printed",
        sa.Column("cycle", sa.String(120), primary_key=True),
        sa.Column("kind", sa.String(60), primary_key=True),
        sa.Column("recipient", sa.String(120), primary_key=True),
        sa.Column("content", sa.String(64), primary_key=True),
        sa.Column("enclosed", sa.String(64), primary_key=True, server_default=""),
        sa.Column("postal", sa.Text(), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("enclosures", sa.Text(), nullable=False, server_default=""),
    )
    op.execute(
        "INSERT INTO printed (cycle, kind, recipient, content, postal, who, at) "
        "SELECT cycle, kind, recipient, content, postal, who, at FROM printed_before"
    )
    op.drop_table("printed_before")


def downgrade() -> None:
    """Refuse: what somebody was sent on paper is not forgotten."""
    raise RuntimeError("what was sent on paper is not forgotten")
