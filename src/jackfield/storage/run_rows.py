"""Runs of integrations: written many at a time, each time with the end of what is too old or too much."""

from sqlalchemy import and_, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from jackfield.domain.shuttle.run import KEPT_SECONDS, RUNS, Run, RunsGone, RunsKept
from jackfield.storage.call_rows import text
from jackfield.storage.outside_schema import integration_runs

TEXTS = ("integration", "step", "uniqueid", "queue", "caller", "peer", "url", "problem", "note")


async def write(connection: AsyncConnection, change: RunsKept | RunsGone) -> None:
    """Add runs, or forget those of an integration; what is written twice is there once."""
    table = integration_runs
    if isinstance(change, RunsGone):
        await connection.execute(delete(table).where(table.c.integration == change.integration))
        return
    ids = [run.id for run in change.runs]
    await connection.execute(delete(table).where(table.c.id.in_(ids)))
    rows = [
        {name: text(getattr(run, name)) for name in TEXTS} | {"id": run.id, "at": run.at, "took": run.took}
        for run in change.runs
    ]
    await connection.execute(insert(table), rows)
    await connection.execute(delete(table).where(table.c.at < max(run.at for run in change.runs) - KEPT_SECONDS))
    for integration in {run.integration for run in change.runs}:
        own = table.c.integration == integration
        beyond = await connection.scalar(
            select(table.c.id).where(own).order_by(table.c.id.desc()).offset(RUNS).limit(1)
        )
        if beyond is not None:
            await connection.execute(delete(table).where(and_(own, table.c.id <= beyond)))


async def read(connection: AsyncConnection) -> tuple[Run, ...]:
    """All that are kept."""
    return tuple(Run(**row) for row in (await connection.execute(select(integration_runs))).mappings())
