"""Which mailbox somebody had when they decided: two who get one later were two people then."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Make the column; of decisions before, the mailbox is the one the person has now."""
    op.add_column("decisions", sa.Column("mailbox", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    """Refuse: who decided is not forgotten."""
    raise RuntimeError("who decided is not forgotten")
