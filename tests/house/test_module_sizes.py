"""How large a module and a function may become, and the names that say nothing."""

import ast
import re

from tests.house.tree import below, shown, sources, syntax

MODULE_LINES = 500
FUNCTION_LINES = 60
EMPTY_NAMES = re.compile(r"(Manager|Helper|Utils?|Utilities)s?$", re.IGNORECASE)
DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def test_modules_are_short() -> None:
    lines = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in below("src", ".py")}
    assert lines
    assert not {name: count for name, count in lines.items() if count >= MODULE_LINES}, "split them by subject"


def test_functions_are_short() -> None:
    long = [
        f"{shown(path)}:{node.lineno} {node.name}"
        for path in below("src", ".py")
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= FUNCTION_LINES
    ]
    assert not long


def test_names_say_something() -> None:
    empty = [module for module in sources() if EMPTY_NAMES.search(module.rpartition(".")[2])]
    empty += [
        f"{shown(path)}:{node.lineno} {node.name}"
        for path in below("src", ".py")
        for node in ast.walk(syntax(path))
        if isinstance(node, DEFINITIONS) and EMPTY_NAMES.search(node.name)
    ]
    assert not empty
    assert EMPTY_NAMES.search("CallManager")
    assert EMPTY_NAMES.search("string_utils")


def test_modules_say_what_lives_in_them() -> None:
    silent = [shown(path) for path in below("src", ".py") if not ast.get_docstring(syntax(path))]
    assert not silent
