"""Python modules and Go packages that nothing imports or starts, beside a program that is started: they are options.

In doubt a module counts as used: any file of the tree outside tests and documentation that imports it, names it as a
string, a path or a word of a manifest uses it, whatever that file is for, and so does a framework that takes modules
from folders or by names. Code that loads modules by computed names proves nothing for the whole tree. What only such a
module imports counts as used too, and so do packages of other languages, whose loaders find classes by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from posixpath import basename, dirname

from sovassess.model.enums import Context, Usage
from sovassess.model.observations import Import, Workload
from sovassess.model.scan import UNREACHED, FileObservations
from sovassess.scanning.kept import Readings
from sovassess.scanning.mentions import joined, stem, texts_of, weakened
from sovassess.source.tree import Tree

_SOURCE = (".py", ".pyw")
_INTERPRETER = re.compile(r"^(python|pypy)[\d.]*$")
_SERVERS = frozenset({"uvicorn", "gunicorn", "hypercorn", "granian", "daphne", "waitress-serve", "celery", "flask"})
_RUNS_FILE = frozenset({"streamlit", "fastapi", "chainlit", "bokeh", "solara"})
_MODULE = re.compile(r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$")
_ROOTS = ("", "src/", "lib/", "app/", "python/", "backend/", "server/")
# Modules that Python, its tools or frameworks find by name.
_FOUND_BY_NAME = re.compile(
    r"^(__\w+__|conftest|setup|manage|settings\w*|urls|wsgi|asgi|apps?|models?|admin|signals|views|forms|serializers|"
    r"tasks|celery\w*|handlers?|plugins?|hooks?|main|index|conf|config|env|noxfile|fabfile|locustfile|dodo|tests?|"
    r"test_\w*|\w+_test|sitecustomize|usercustomize|gunicorn\w*|\w*function\w*|lambda\w*|api|server|cli|worker\w*|"
    r"definitions|pipelines?|middlewares?|translation|sitemaps|feeds|routers?|schema|dag\w*|flow\w*|\d\w*)$",
    re.IGNORECASE,
)
# Folders of which every module is taken.
_TAKEN_WHOLE = re.compile(
    r"(^|/)(migrations?|versions|alembic|management|commands|templatetags|pages|routes?|endpoints|spiders|dags|plugins?|"
    r"extensions?|providers?|connectors?|integrations?|backends?|adapters?|drivers?|hooks?|handlers?|tasks?|jobs?|cron\w*|"
    r"workers?|lambdas?|functions?|flows?|pipelines|scripts?|bin|tools?|cogs|skills|agents|actions|site-packages|"
    r"custom_components|addons|blueprints|modules|examples?|notebooks)/",
    re.IGNORECASE,
)
# What loads modules by names that are worked out, or lets others hand them in.
_COMPUTED = re.compile(
    rb"\bimport_module\(\s*[^\"'\s)]|\bimport_module\(\s*f[\"']|\b__import__\(|\b(?:iter_modules|walk_packages|import_string|load_module|"
    rb"spec_from_file_location|SourceFileLoader|autodiscover\w*|find_modules|discover_modules|import_submodules|"
    rb"import_from_string|INSTALLED_APPS|load_extension|entry_points|iter_entry_points|runpy)\b|\bexec\(\s*(?:open|compile)"
)
_STAR = re.compile(rb"^[ \t]*from[ \t]+[\w.]+[ \t]+import[ \t]+\*", re.MULTILINE)
_PACKAGE_MAIN = re.compile(rb"^package[ \t]+main\b", re.MULTILINE)
_GO_MODULE = re.compile(rb"^module[ \t]+\"?([^\s\"]+)", re.MULTILINE)


def without_unreached(
    tree: Tree, files: Sequence[FileObservations], paths: Sequence[str], kept: Readings | None = None
) -> list[FileObservations]:
    """The observations, those of modules that nothing reaches as options with the reason."""
    known = frozenset(paths)
    programs = _started(files, known)
    modules = _candidates(files, programs) if programs else []
    packages = _go_candidates(files, known)
    if not modules and not packages:
        return list(files)

    def told() -> dict[str, str]:
        texts = texts_of(tree, paths) or {}
        return {
            **{path: f"{UNREACHED}imports or starts {basename(path)}" for path in _modules(modules, texts)},
            **{path: f"{UNREACHED}imports {dirname(path)}" for path in _packages(packages, texts)},
        }

    dead = kept.of_all(tree, paths, told) if kept is not None else told()
    return [weakened(file, Usage.OPTIONAL, dead[file.path]) if file.path in dead else file for file in files]


def _started(files: Sequence[FileObservations], known: frozenset[str]) -> frozenset[str]:
    """The Python files that images and workloads of the tree start."""
    found: set[str] = set()
    for file in files:
        for one in file.observations:
            if isinstance(one, Workload) and one.command:
                words = tuple(word for part in one.command for word in part.split())
                found |= {path for name in _entries(words) if (path := _resolved(name, one.build, known))}
    return frozenset(found)


def _entries(words: tuple[str, ...]) -> Iterator[str]:
    """The files that a command may start, as paths: `python a/b.py`, `python -m a.b`, `uvicorn a.b:app`."""
    names = {basename(word) for word in words}
    python = any(_INTERPRETER.match(name) for name in names)
    if not python and not names & (_SERVERS | _RUNS_FILE):
        return
    for before, word in zip(("", *words), words, strict=False):
        module = word.partition(":")[0]
        if word.endswith(_SOURCE):
            yield word.removeprefix("./")
        elif _MODULE.match(module) and (before == "-m" or ":" in word or before in ("-A", "--app")):
            path = module.replace(".", "/")
            yield from (f"{path}.py", f"{path}/{'__main__' if before == '-m' else '__init__'}.py")


def _resolved(name: str, folder: str, known: frozenset[str]) -> str:
    """The file of the tree that a started name means, "" if it holds none."""
    tail = basename(name) if name.startswith("/") else name
    for root in _ROOTS:
        for base in dict.fromkeys((folder, "")):
            if (path := joined(base, root + tail)) in known:
                return path
    return ""


def _candidates(files: Sequence[FileObservations], programs: frozenset[str]) -> list[str]:
    """Modules in the folder of a started program or below, which no convention takes."""
    places = tuple(joined(dirname(path), "") if dirname(path) else "" for path in sorted(programs))
    return [
        file.path
        for file in files
        if file.detector == "python"
        and file.context is Context.PRODUCTION
        and file.path not in programs
        and any(not isinstance(one, Import) for one in file.observations)
        and file.path.startswith(places)
        and not _FOUND_BY_NAME.match(stem(file.path))
        and not _TAKEN_WHOLE.search(file.path)
    ]


def _modules(candidates: Sequence[str], texts: Mapping[str, bytes]) -> Iterator[str]:
    """Those that no text speaks of; none where any module is loaded by a computed name."""
    if not texts or any(path.endswith(_SOURCE) and _COMPUTED.search(text) for path, text in texts.items()):
        return
    for path in candidates:
        name = re.escape(stem(path).encode())
        imported = re.compile(
            rb"^[ \t]*(?:from|import)\b[^\n#]*\b" + name + rb"\b|\bimport[ \t]*\([^)]*\b" + name + rb"\b|"
            rb"\\\n[^\n]*\b"
            + name
            + rb"\b|[\"'](?:[^\"'\n]*[./\s])?"
            + name
            + rb"(?:\.pyw?)?(?:[:./\s][^\"'\n]*)?[\"']",
            re.MULTILINE,
        )
        named = re.compile(rb"(?<![\w-])" + name + rb"(?![\w-])")
        plain = stem(path).encode()
        if not any(
            plain in text and (imported if other.endswith(_SOURCE) else named).search(text)
            for other, text in texts.items()
            if other != path
        ) and not _taken_by_star(path, texts):
            yield path


def _taken_by_star(path: str, texts: Mapping[str, bytes]) -> bool:
    """Whether somebody takes all that the module's package offers, and the package lists nothing itself."""
    package = basename(dirname(path))
    text = texts.get(joined(dirname(path), "__init__.py"), b"")
    if not package or b"__all__" in text:
        return False
    star = re.compile(
        rb"^[ \t]*from[ \t]+(?:[\w.]*\b" + re.escape(package.encode()) + rb"|\.)[ \t]+import[ \t]+\*", re.M
    )
    return any(other.endswith(_SOURCE) and _STAR.search(one) and star.search(one) for other, one in texts.items())


def _go_candidates(files: Sequence[FileObservations], known: frozenset[str]) -> list[str]:
    """Files of Go packages that lie below a module's root, in a tree whose images build programs."""
    if not any(path.endswith("go.mod") for path in known) or not any(file.detector == "dockerfile" for file in files):
        return []
    return [
        file.path
        for file in files
        if file.detector == "go" and file.context is Context.PRODUCTION and dirname(file.path) and file.observations
    ]


def _packages(candidates: Iterable[str], texts: Mapping[str, bytes]) -> Iterator[str]:
    """Those of packages that no file of the tree imports: in Go there is no other way to them. A module without a
    program is there to be imported by others."""
    sources = {path: text for path, text in texts.items() if path.endswith(".go")}
    modules = {
        dirname(path): found.group(1)
        for path, text in texts.items()
        if basename(path) == "go.mod" and (found := _GO_MODULE.search(text))
    }
    programs = {dirname(path) for path, text in sources.items() if _PACKAGE_MAIN.search(text)}
    reached: dict[str, bool] = {}
    for path in candidates:
        folder = dirname(path)
        if folder not in reached:
            root = _module_of(folder, modules)
            below = "" if root is None else folder.removeprefix(root).strip("/")
            own = root is not None and any(_module_of(one, modules) == root for one in programs)
            if root is None or not below or folder in programs or not own:
                reached[folder] = True
            else:
                written = b'"' + modules[root] + b"/" + below.encode() + b'"'
                reached[folder] = any(written in text for text in sources.values())
        if not reached[folder]:
            yield path


def _module_of(folder: str, modules: Mapping[str, bytes]) -> str | None:
    """The root of the Go module that a folder belongs to."""
    while folder and folder not in modules:
        folder = dirname(folder)
    return folder if folder in modules else None
