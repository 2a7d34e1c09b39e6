"""Which letters were printed to go on paper."""

from alembic import op

from cycle.store.tables import printed

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table unless a newer first migration made it."""
    printed.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    """Remove it."""
    op.drop_table(printed.name)
