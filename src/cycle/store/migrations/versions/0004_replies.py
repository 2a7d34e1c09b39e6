"""What comes back: answers and reports, which mails were read, and how far each mailbox is read."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

MOMENT = sa.String(32)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "replies",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("recipient", sa.String(120), primary_key=True),
        sa.Column("cycle", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("source", sa.String(12), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("sequence", sa.BigInteger()),
        sa.Column("stamp", MOMENT),
        sa.CheckConstraint(
            "what in ('accepted', 'declined', 'tentative', 'proposed', 'wrote', "
            "'automatic', 'returned', 'delayed', 'delivered')",
            name="reply_known",
        ),
    )
    op.create_index("ix_replies_cycle", "replies", ["cycle"])
    op.create_table(
        "mailboxes",
        sa.Column("mailbox", sa.String(64), primary_key=True),
        sa.Column("validity", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "handled",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )


def downgrade() -> None:
    """Remove them."""
    for table in ("replies", "mailboxes", "handled"):
        op.drop_table(table)
