"""The doors, open, with nobody in them yet."""

from collections.abc import AsyncIterator

import pytest

from tests.web.doors import Doors, open_doors


@pytest.fixture
async def doors() -> AsyncIterator[Doors]:
    async with open_doors() as opened:
        yield opened
