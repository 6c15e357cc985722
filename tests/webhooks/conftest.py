"""A real receiver, and letters in a database of their own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from jackfield.storage.sql import SqlStorage
from tests.support import made
from tests.support.webhook import WebhookReceiver


@pytest.fixture
async def receiver() -> AsyncIterator[WebhookReceiver]:
    started = WebhookReceiver()
    await started.start()
    yield started
    await started.stop()


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    made.lay(tmp_path)
    opened = SqlStorage.in_directory(tmp_path)
    await opened.open()
    yield opened
    await opened.close()
