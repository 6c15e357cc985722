"""A line may have a second device, in a browser, and its user chooses which of the two is in use."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("lines", sa.Column("browser_endpoint", sa.String(), server_default="", nullable=False))
    op.add_column("user_services", sa.Column("browser", sa.Boolean(), server_default=sa.false(), nullable=False))
