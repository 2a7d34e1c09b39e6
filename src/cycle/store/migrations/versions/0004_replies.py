"""What comes back: answers and reports, which mails were read, and how far each mailbox is read."""

from alembic import op

from cycle.store.tables import handled, mailboxes, replies

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables unless a newer first migration made them."""
    for table in (replies, mailboxes, handled):
        table.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    """Remove them."""
    for table in (replies, mailboxes, handled):
        op.drop_table(table.name)
