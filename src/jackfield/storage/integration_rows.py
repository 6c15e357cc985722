"""Integrations without code as rows and back."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from jackfield.domain.shuttle.integration import CustomVariable, Integration
from jackfield.domain.shuttle.steps import Step
from jackfield.protocol.values import WakeupMode
from jackfield.storage import outside_schema


async def read(connection: AsyncConnection) -> list[Integration]:
    """All, by their ids."""
    query = select(outside_schema.integrations).order_by(outside_schema.integrations.c.id)
    return [
        Integration(
            id=row["id"],
            name=row["name"],
            enabled=row["enabled"],
            step=Step(row["step"]),
            queue_id=row["queue_id"],
            variables=tuple(filter(None, row["variables"].split(","))),
            url=row["url"],
            mode=WakeupMode(row["mode"]),
            outbound=row["outbound"],
        )
        for row in (await connection.execute(query)).mappings()
    ]


async def read_variables(connection: AsyncConnection) -> list[CustomVariable]:
    """All custom variables, by their ids."""
    query = select(outside_schema.custom_variables).order_by(outside_schema.custom_variables.c.id)
    return [CustomVariable(**row) for row in (await connection.execute(query)).mappings()]


def row_of(integration: Integration) -> dict[str, Any]:
    """The row of one."""
    fields = {name: getattr(integration, name) for name in integration.__struct_fields__}
    texts = {"step": str(integration.step), "mode": str(integration.mode), "variables": ",".join(integration.variables)}
    return fields | texts
