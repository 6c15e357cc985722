"""How a call sounded in a browser is kept with the part that the browser had in it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("jitter", "round_trip", "loss", "mos"):
        op.add_column("call_legs", sa.Column(name, sa.Double(), nullable=True))
