"""The rules of the house that no linter knows: what every module must have, and what must stand nowhere."""

from __future__ import annotations

import ast
import importlib
import os
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from pathspec import GitIgnoreSpec

from sovassess.detectors.registry import DETECTORS

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "sovassess"
MODULES = sorted(path.relative_to(ROOT).as_posix() for path in PACKAGE.rglob("*.py"))
Function = ast.FunctionDef | ast.AsyncFunctionDef

# Modules that could open a connection, start a program, or run what was read. Parts of packages that the import
# contracts cannot name stand here in full.
FORBIDDEN_IMPORTS = {
    "aiohttp", "asyncio", "code", "codeop", "ctypes", "ftplib", "http", "httpx", "imaplib", "marshal",
    "multiprocessing", "pickle", "poplib", "pty", "requests", "runpy", "select", "selectors", "smtplib", "socket",
    "socketserver", "ssl", "subprocess", "urllib.request", "urllib3", "webbrowser", "websockets", "xmlrpc",
}  # fmt: skip
COPIES_ITSELF = "sovassess/scanning/processes.py"
ASKS_GIT = "sovassess/source/committed.py"
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.fork", "os.spawnv", "os.execv"}
VAGUE = re.compile(r"(^|_)(utils?|helpers?|managers?|handlers?|processors?|misc|common)(_|$)")
VAGUE_CLASS = re.compile(r"(Util|Utils|Helper|Manager|Handler|Processor)$")

# The public hosts of package indexes, put together here so that this file does not hold them either.
INDEX_HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("py" + "pi", "org"),
        ("py" + "pi", "python", "org"),
        ("python" + "hosted", "org"),
        ("npm" + "js", "org"),
        ("npm" + "js", "com"),
        ("deb", "debian", "org"),
        ("ftp", "debian", "org"),
        ("http", "debian", "net"),
        ("security", "debian", "org"),
        ("archive", "debian", "org"),
        ("snapshot", "debian", "org"),
    )
)
# At the top of the checkout, and at any depth: what tools leave there, which nobody commits.
TOP_LEFTOVERS = {".git", ".venv", "build", "dist"}
LEFTOVERS = re.compile(r"^(__pycache__|\.hypothesis|\.[a-z_]+_cache|[a-z_]+\.egg-info)$")
LOCK_FILES = {
    "Cargo.lock", "Pipfile.lock", "bun.lock", "npm-shrinkwrap.json", "package-lock.json", "pdm.lock", "pnpm-lock.yaml",
    "poetry.lock", "pylock.toml", "uv.lock", "yarn.lock",
}  # fmt: skip


@cache
def tree(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text("utf-8"), module)


def functions(module: str) -> Iterator[Function]:
    return (node for node in ast.walk(tree(module)) if isinstance(node, Function))


def imported(source: ast.Module) -> set[str]:
    """Every module that is imported anywhere in a file, and each name taken from one."""
    found: set[str] = set()
    for node in ast.walk(source):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def forbidden_imports(source: ast.Module) -> set[str]:
    prefixes = {".".join(name.split(".")[:length]) for name in imported(source) for length in (1, 2)}
    return prefixes & FORBIDDEN_IMPORTS


def forbidden_calls(source: ast.Module) -> set[str]:
    calls = {ast.unparse(node.func) for node in ast.walk(source) if isinstance(node, ast.Call)}
    return calls & FORBIDDEN_CALLS


def files() -> Iterator[Path]:
    """Every file of the checkout that somebody means to commit."""
    for folder, inner, names in os.walk(ROOT):
        top = TOP_LEFTOVERS if Path(folder) == ROOT else set[str]()
        inner[:] = sorted(name for name in inner if name not in top and not LEFTOVERS.match(name))
        yield from (Path(folder) / name for name in sorted(names))


def test_there_are_modules_to_look_at() -> None:
    assert "sovassess/pipeline.py" in MODULES
    assert len(MODULES) > 50


@pytest.mark.parametrize("module", MODULES)
def test_a_module_opens_with_a_sentence(module: str) -> None:
    text = ast.get_docstring(tree(module)) or ""
    assert len(text.split()) >= 4, "say what the module is for and what it will not do"
    assert text.splitlines()[0].rstrip()[-1] in ".:?;," or len(text.splitlines()) > 1, "a sentence ends with a stop"


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_at_most_300_lines(module: str) -> None:
    assert len((ROOT / module).read_text("utf-8").splitlines()) <= 300


@pytest.mark.parametrize("module", [name for name in MODULES if not name.startswith("sovassess/cli/")])
def test_a_function_has_at_most_50_lines_and_6_parameters(module: str) -> None:
    for function in functions(module):
        assert (function.end_lineno or 0) - function.lineno < 50, function.name
        parameters = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        own = parameters and parameters[0].arg in ("self", "cls")
        assert len(parameters) - bool(own) <= 6, function.name


@pytest.mark.parametrize("module", MODULES)
def test_a_module_opens_no_connection_and_starts_nothing(module: str) -> None:
    allowed = {COPIES_ITSELF: {"multiprocessing"}, ASKS_GIT: {"subprocess"}}
    assert forbidden_imports(tree(module)) == allowed.get(module, set())
    assert forbidden_calls(tree(module)) == set()


@pytest.mark.parametrize(
    "line",
    [
        "import socket",
        "import urllib.request",
        "from urllib import request",
        "from urllib.request import urlopen",
        "from http.client import HTTPConnection",
        "def f():\n    import subprocess as s",
        "eval('1')",
        "os.system('ls')",
    ],
)
def test_the_look_at_imports_sees_what_it_must(line: str) -> None:
    planted = ast.parse(line)
    assert forbidden_imports(planted) | forbidden_calls(planted)


@pytest.mark.parametrize("line", ["from urllib.parse import urlsplit", "import sockets_of_ours", "re.compile('a')"])
def test_the_look_at_imports_lets_the_harmless_pass(line: str) -> None:
    planted = ast.parse(line)
    assert not forbidden_imports(planted) | forbidden_calls(planted)


@pytest.mark.parametrize("module", MODULES)
def test_nothing_is_called_by_a_name_that_says_nothing(module: str) -> None:
    assert not VAGUE.search(Path(module).stem)
    assert [n.name for n in ast.walk(tree(module)) if isinstance(n, ast.ClassDef) and VAGUE_CLASS.search(n.name)] == []


def detector_modules() -> list[str]:
    """The modules that bind the name DETECTOR at their top."""
    found: list[str] = []
    for module in MODULES:
        for node in tree(module).body:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            if any(isinstance(target, ast.Name) and target.id == "DETECTOR" for target in targets):
                found.append(module)
    return found


def test_every_detector_is_listed_once_and_nothing_else_is() -> None:
    there = [importlib.import_module(_dotted(module)).DETECTOR for module in detector_modules()]
    assert len(there) > 10
    assert {id(detector) for detector in there} == {id(detector) for detector in DETECTORS}
    assert len({detector.id for detector in DETECTORS}) == len(DETECTORS)


@pytest.mark.parametrize("module", detector_modules())
def test_a_detector_is_named_for_its_module_and_has_a_case(module: str) -> None:
    name = _dotted(module).rpartition(".")[2].replace("_", "-")
    assert importlib.import_module(_dotted(module)).DETECTOR.id == name
    assert [*(ROOT / "tests" / "detectors" / name).glob("*/expected.json")]


def _dotted(module: str) -> str:
    return module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def test_no_file_names_the_public_host_of_a_package_index() -> None:
    pattern = re.compile("|".join(re.escape(host) for host in INDEX_HOSTS).encode(), re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}: {match.group().decode()}"
        for path in files()
        if path.is_file() and not path.is_symlink() and (match := pattern.search(path.read_bytes()))
    ]
    assert found == []


def test_the_ignore_file_hides_nothing_that_must_be_committed() -> None:
    """A case or an example may hold folders that are called like leftovers; they would be missing in a clone."""
    spec = GitIgnoreSpec.from_lines((ROOT / ".gitignore").read_text("utf-8").splitlines())
    kept = ("docs", "examples", "rubrics", "sovassess", "tests")
    paths = [path.relative_to(ROOT) for path in files() if path.is_file()]
    assert [path.as_posix() for path in paths if path.parts[0] in kept and spec.match_file(path.as_posix())] == []


def test_no_lock_file_of_ours_is_there() -> None:
    foreign = (ROOT / "examples", ROOT / "tests")
    assert [p for p in files() if p.name in LOCK_FILES and not any(p.is_relative_to(f) for f in foreign)] == []


def test_no_installer_is_told_where_an_index_is() -> None:
    for name in ("Makefile", ".ci/run", "pyproject.toml"):
        text = (ROOT / name).read_text("utf-8")
        assert not re.search(r"--(extra-)?index-url|--find-links|_INDEX_URL|dependency_links", text), name


def test_every_declared_dependency_is_imported_and_every_import_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["parquet"], *extras["quic"]]
    declared = {_normal(re.split(r"[<>=!~;\[ ]", entry, maxsplit=1)[0]) for entry in wanted}
    top = {name.partition(".")[0] for module in MODULES for name in imported(tree(module))}
    owners = packages_distributions()
    used = {_normal(owners[name][0]) for name in top if name in owners and name != "sovassess"}
    assert declared - used == set(), "declared and never imported"
    assert used - declared == set(), "imported and not declared"


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
