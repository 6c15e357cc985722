"""The OpenAPI document says which HTTP routes there are: every route is in it, and nothing else is."""

import re
from itertools import product

import msgspec
from aiohttp.web import AbstractRoute

from jackfield.app import Running
from jackfield.domain.letters import ReceiverState
from jackfield.domain.past.agent_reports import PauseReport, SessionReport
from jackfield.domain.people.contact_facts import SourceState
from jackfield.domain.shuttle.codeless import Trial
from jackfield.domain.shuttle.plugins import PluginState
from jackfield.domain.shuttle.run import Run
from jackfield.protocol.openapi import openapi
from jackfield.protocol.openapi_doors import SHAPES
from jackfield.web.ports import Imported

API = "/xuc/api/"
CHOICE = re.compile(r"\(\?P<\w+>([^()]*)\)")


def served(running: Running) -> set[tuple[str, str]]:
    """Method and path of each route below the API; a choice of words is as many paths, all else is `{}`."""
    found = set()
    for route in running.server.app.router.routes():
        if route.method not in ("HEAD", "OPTIONS"):
            found |= {(route.method.lower(), path) for path in addresses(route) if path.startswith(API)}
    return found


def addresses(route: AbstractRoute) -> set[str]:
    assert route.resource is not None
    info = route.resource.get_info()
    pattern = info["pattern"].pattern if "pattern" in info else re.escape(info["path"])
    parts = CHOICE.split(pattern)
    words = [words_of(part) if at % 2 else [part] for at, part in enumerate(parts)]
    return {re.sub(r"\\(.)", r"\1", "".join(each)).rstrip("/") for each in product(*words)}


def words_of(choice: str) -> list[str]:
    words = choice.replace("\\.", ".").split("|")
    return words if all(re.fullmatch(r"[\w.]+", word) for word in words) and choice != ".+" else ["{}"]


def documented() -> set[tuple[str, str]]:
    paths = openapi()["paths"]
    assert isinstance(paths, dict)
    return {
        (method, re.sub(r"{\w+}", "{}", path).rstrip("/"))
        for path, item in paths.items()
        if isinstance(item, dict)
        for method in item
        if method != "parameters"
    }


async def test_every_route_is_documented_and_nothing_else(demo: Running) -> None:
    assert served(demo) - documented() == set()
    assert documented() - served(demo) == set()


def test_names_are_given_once() -> None:
    paths = openapi()["paths"]
    assert isinstance(paths, dict)
    names = [
        operation["operationId"]
        for item in paths.values()
        if isinstance(item, dict)
        for operation in item.values()
        if isinstance(operation, dict)
    ]
    assert len(names) == len(set(names)) > 100


def test_shapes_are_as_the_server_makes_them() -> None:
    made: tuple[type[msgspec.Struct], ...] = (
        *(Run, Trial, PluginState, ReceiverState, SourceState, Imported),
        *(SessionReport, PauseReport),
    )
    assert {kind.__name__: SHAPES[kind.__name__] for kind in made} == {
        kind.__name__: kind.__struct_encode_fields__ for kind in made
    }
