"""How much of a pause was for calls that came within it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agent_pauses", sa.Column("on_calls", sa.BigInteger(), server_default="0", nullable=False))
