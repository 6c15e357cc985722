"""What makes a file impure, found in its syntax tree: the judge that test_layers applies.

A pure file has no coroutine, imports nothing that waits, reads a clock, draws lots, logs or does I/O, calls neither
`open` nor `print` nor `datetime.now`, and holds no module-level state that changes.
"""

import ast
from collections.abc import Iterator

FORBIDDEN_IMPORTS = frozenset(
    (
        "aiohttp aiosqlite alembic asyncio concurrent fcntl http logging multiprocessing random secrets select "
        "selectors signal socket sqlalchemy sqlite3 ssl structlog subprocess threading time urllib uvloop"
    ).split()
)
FORBIDDEN_CALLS = frozenset({"open", "print", "input", "exec", "eval"})
CLOCKS = frozenset({("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")})
CONTAINERS = frozenset({"list", "dict", "set", "bytearray", "deque", "defaultdict", "Counter", "OrderedDict", "count"})
MUTATORS = frozenset(
    (
        "add append appendleft clear difference_update discard extend insert intersection_update pop popitem popleft "
        "remove reverse setdefault sort symmetric_difference_update update"
    ).split()
)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def impurities(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Each breach of purity as its line and what is wrong with it."""
    for node in ast.walk(tree):
        yield from _forbidden(node)
    yield from _changing_state(tree)


def _forbidden(node: ast.AST) -> Iterator[tuple[int, str]]:
    match node:
        case ast.AsyncFunctionDef() | ast.Await() | ast.AsyncFor() | ast.AsyncWith():
            yield node.lineno, "is asynchronous"
        case ast.Import(names=names):
            for alias in names:
                if alias.name.partition(".")[0] in FORBIDDEN_IMPORTS:
                    yield node.lineno, f"imports {alias.name}"
        case ast.ImportFrom(module=str(module), level=0) if module.partition(".")[0] in FORBIDDEN_IMPORTS:
            yield node.lineno, f"imports {module}"
        case ast.Call(func=ast.Name(id=name)) if name in FORBIDDEN_CALLS:
            yield node.lineno, f"calls {name}"
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=name)) if (owner, name) in CLOCKS:
            yield node.lineno, f"reads the clock: {owner}.{name}"
        case ast.Global(names=names):
            yield node.lineno, f"changes the module's {', '.join(names)}"


def _changing_state(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Module-level containers that are no constant tables: named in small letters, or changed by a function."""
    tables: set[str] = set()
    for node in tree.body:
        for name, value in _bound(node):
            if not _is_container(value):
                continue
            tables.add(name)
            if not name.strip("_").isupper() and name != "__all__":
                yield node.lineno, f"{name} can change; a constant table is written in capitals"
    for function in ast.walk(tree):
        if isinstance(function, FUNCTIONS):
            yield from _changes(function, tables)


def _bound(node: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.Assign(targets=targets, value=value):
            yield from ((target.id, value) for target in targets if isinstance(target, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            yield name, value


def _is_container(value: ast.expr) -> bool:
    match value:
        case ast.List() | ast.Dict() | ast.Set() | ast.ListComp() | ast.DictComp() | ast.SetComp():
            return True
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name in CONTAINERS
    return False


def _changes(function: ast.AST, tables: set[str]) -> Iterator[tuple[int, str]]:
    for node in ast.walk(function):
        match node:
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()) if name in tables:
                yield node.lineno, f"changes the module's {name}"
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if name in tables:
                if method in MUTATORS:
                    yield node.lineno, f"changes the module's {name}"
