"""Every bench runs, prints its figures beside their targets, and ends well. What the figures are is not tested."""

import asyncio
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[1] / "bench"
SCRIPTS = sorted(path.name for path in BENCH.glob("[a-z]*.py"))


def test_there_is_a_bench_for_each_row_of_the_table() -> None:
    named = {"fanout", "replay", "latency", "connections", "comeback", "resync", "slow", "commands", "contact_centre"}
    assert {f"{name}.py" for name in named} <= set(SCRIPTS)


@pytest.mark.process
@pytest.mark.parametrize("script", SCRIPTS)
async def test_it_prints_figures_and_ends(script: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(BENCH / script),
        "--quick",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(50):
            out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    text = out.decode()
    assert process.returncode == 0, err.decode()
    assert "Python" in text
    assert text.count(": reached") + text.count(": MISSED") >= 1, text
    assert "\ntook " in text
