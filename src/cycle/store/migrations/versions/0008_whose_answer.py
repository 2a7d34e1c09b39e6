"""Whose answer it is, what words may mean, who comes instead, and whose an address was said to be."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

MOMENT = sa.String(32)
KNOWN = (
    "what in ('accepted', 'declined', 'tentative', 'proposed', 'wrote', 'somebody', 'concerns', "
    "'automatic', 'returned', 'delayed', 'delivered')"
)
NEW = (
    ("by", 320),
    ("suggests", 12),
    ("about", 64),
    ("substitute_name", 200),
    ("substitute_role", 200),
    ("substitute_address", 320),
)


def upgrade() -> None:
    """Add the columns and the table; what was heard before has none of this."""
    with op.batch_alter_table("replies") as replies:
        for name, length in NEW:
            replies.add_column(sa.Column(name, sa.String(length), nullable=False, server_default=""))
        replies.drop_constraint("reply_known", type_="check")
        replies.create_check_constraint("reply_known", KNOWN)
    op.create_table(
        "reply_addresses",
        sa.Column("recipient", sa.String(120), primary_key=True),
        sa.Column("address", sa.String(320), primary_key=True),
        sa.Column("theirs", sa.Boolean(), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )


def downgrade() -> None:
    """Refuse: what people have confirmed is not thrown away by a command."""
    raise RuntimeError("what was said of answers is not undone")
