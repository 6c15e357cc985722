"""The files of the repository and the syntax trees of the package, as the house tests read them.

Only files that git knows are looked at: what lies about in a work tree is nobody's business yet. Nothing here judges.
"""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "jackfield"


@cache
def tracked() -> tuple[Path, ...]:
    """Every file known to git that is in the work tree, sorted."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(path for name in sorted(listed.split("\0")) if name and (path := ROOT / name).is_file())


def below(folder: str, suffix: str) -> tuple[Path, ...]:
    """The tracked files under `folder` (from the root of the repository) whose names end in `suffix`."""
    return tuple(path for path in tracked() if path.is_relative_to(ROOT / folder) and path.name.endswith(suffix))


def sources() -> dict[str, Path]:
    """The modules of the package by dotted name, as far as git knows them."""
    return {module_name(path): path for path in below("src/jackfield", ".py")}


def module_name(path: Path) -> str:
    """The dotted name of a module file of the package; a package's is its folder's."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def syntax(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def shown(path: Path) -> str:
    """A path as a person reads it in a failure, from the root of the repository."""
    return path.relative_to(ROOT).as_posix()
