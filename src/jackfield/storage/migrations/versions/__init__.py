"""One module per revision, run by Alembic in their order. A revision that was released is never changed."""
