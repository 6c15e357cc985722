"""What Alembic runs to apply the steps: on the connection and in the transaction its caller opened.

`batch` lets later steps alter tables in SQLite, which copies them. There is no offline mode and no way down.
"""

from alembic import context

from jackfield.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
