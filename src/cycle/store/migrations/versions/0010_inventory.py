"""What was published, each address and its document, and each mail as it was sent."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the four tables; what was published before is known by its outcome alone."""
    op.create_table(
        "publications",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("cycle", sa.String(120), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("done_at", sa.String(32)),
    )
    op.create_index("ix_publications_place", "publications", ["place"])
    op.create_table(
        "published_files",
        sa.Column("place", sa.String(200), primary_key=True),
        sa.Column("path", sa.String(400), primary_key=True),
        sa.Column("since", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("until", sa.Integer()),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.String(400), nullable=False, server_default=""),
    )
    op.create_table(
        "addresses",
        sa.Column("site", sa.String(60), primary_key=True),
        sa.Column("address", sa.String(300), primary_key=True),
        sa.Column("name", sa.String(400), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
    )
    op.create_table(
        "messages",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pieces", sa.Text(), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
    )


def downgrade() -> None:
    """Refuse: nobody would know any more what was published."""
    raise RuntimeError("what was published is not forgotten")
