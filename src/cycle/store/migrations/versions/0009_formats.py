"""The format that a result and an outcome are written in."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the columns; what was written before is of the first format."""
    for table in ("results", "outcomes"):
        with op.batch_alter_table(table) as rows:
            rows.add_column(sa.Column("format", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    """Refuse: a later format is nothing that older code could read."""
    raise RuntimeError("the formats of results are not undone")
