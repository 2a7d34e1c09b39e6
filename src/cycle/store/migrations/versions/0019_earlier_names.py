"""What somebody was called before: what they did by hand then is kept under that name."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make the column; who has another name already is known by the new one alone."""
    op.add_column("persons", sa.Column("earlier_names", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Refuse: whose hand it was is not forgotten."""
    raise RuntimeError("whose hand it was is not forgotten")
