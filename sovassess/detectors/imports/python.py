"""Python source: what it imports, constructs and calls, and where that goes. Stub files say nothing that runs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache

from sovassess.detectors.detector import Detector
from sovassess.detectors.program_resources import with_resources
from sovassess.formats import code_environment as environment
from sovassess.formats import code_literals as literals
from sovassess.formats import code_models as models
from sovassess.formats import python_syntax
from sovassess.formats.code_chosen import chosen
from sovassess.formats.code_modules import definitions, python_reference
from sovassess.formats.code_reading import Dialect, Reading
from sovassess.formats.code_words import HTTP_CALL
from sovassess.formats.environment_writes import environment_writes
from sovassess.formats.telltales import reaches_out, sends
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation
from sovassess.source.view import FileView

# Modules that left or joined the standard library in one of the supported versions, so that the version that
# sovassess runs on makes no difference. `sqlite3` is a store that the program brings along, so it is reported.
_STANDARD = (frozenset(sys.stdlib_module_names) - {"sqlite3"}) | frozenset(
    [
        "aifc",
        "annotationlib",
        "asynchat",
        "asyncore",
        "audioop",
        "binhex",
        "cgi",
        "cgitb",
        "chunk",
        "compression",
        "crypt",
        "distutils",
        "imghdr",
        "imp",
        "lib2to3",
        "mailcap",
        "msilib",
        "nis",
        "nntplib",
        "ossaudiodev",
        "pipes",
        "smtpd",
        "sndhdr",
        "spwd",
        "sunau",
        "telnetlib",
        "tomllib",
        "uu",
        "xdrlib",
        "__future__",
        "pip",
        "setuptools",
        "pkg_resources",
    ]
)
_QUIET = re.compile(
    r"^(numpy|pandas|scipy|matplotlib|seaborn|pytest|typing_extensions|rich|click|typer|tqdm|attrs?|PIL|cv2|sklearn|"
    r"django\.(db|utils|urls|forms|contrib|shortcuts|core\.(exceptions|validators|management))|fastapi|starlette|flask|"
    r"pydantic|sqlalchemy\.(Column|String|ForeignKey|Integer|types|sql|func|select|orm|schema|text|dialects)|alembic|"
    r"marshmallow|jinja2|yaml|bs4|lxml|dateutil|pytz|packaging|loguru|structlog|dataclasses|torch\.(nn|Tensor|tensor|"
    r"zeros|ones|cat|cuda|no_grad|device|float\w*|optim|autograd|distributed|jit)|triton|tabulate|colorama|msgspec|"
    r"tenacity|backoff|prometheus_client|cachetools|hypothesis|networkx|einops|jsonschema|polars|pyarrow|nltk\.(tokenize|corpus)|sympy|regex|orjson|ujson|markdown)"
    r"(\.|$)"
)
_IMPORT = re.compile(rb"^[ \t]*(?:from|import)[ \t]+(\.*[A-Za-z_][\w.]*)", re.MULTILINE)
_TAKEN = re.compile(
    rb"^[ \t]*(?:from[ \t]+(\.*[\w.]*)[ \t]*import[ \t]*(\([^)]*\)?|(?:[^\n\\]|\\\r?\n|\\.)*)|import[ \t]+([^\n]*))",
    re.MULTILINE,
)
_DOTTED, _WORD = re.compile(r"[\w.]+"), re.compile(r"\w+")
_MODELS = re.compile(rb"(?:MODEL|model)\w*[^=\n]{0,40}=\s*[\"'\[(]")
_HOSTS = re.compile(rb"(?:HOST|HOSTNAME|SERVER)(?:\s*:\s*\w+)?\s*=\s*[\"']")
_READS = re.compile(rb"env\w*\s*(?:\[|\(|\.\w+\()|\bconfig\(")
# Folders that hold packages without being one.
_CONTAINERS = frozenset(
    {"src", "lib", "libs", "python", "py", "backend", "server", "api", "apps", "packages", "services"}
)


def _claims(path: str) -> bool:
    return path.endswith((".py", ".pyw"))


@cache
def _outside(module: str) -> bool:
    """Whether a module or qualified name belongs to a package that is installed, as far as its name tells."""
    if module.startswith("."):
        return False
    return module.split(".", 1)[0] not in _STANDARD or HTTP_CALL.match(module) is not None


def _own_package(path: str) -> str:
    """The package at the root of which the file lies, as far as its path tells; "" if it tells none."""
    folders = path.split("/")[:-1]
    while folders and folders[0] in _CONTAINERS:
        folders = folders[1:]
    return folders[0] if folders else ""


def _dialect(view: FileView) -> Dialect:
    own = _own_package(view.path)

    @cache
    def quiet(name: str) -> bool:
        if name.startswith(".") or (own and name.split(".", 1)[0] == own):
            return True
        return not _outside(name) or _QUIET.match(name) is not None or view.own.holds(view.folder, name)

    return Dialect("python", _outside, quiet, python_reference(view.path, _STANDARD))


def _spares(view: FileView) -> tuple[str, ...] | None:
    data = view.utf8
    if reaches_out(data):
        return None
    taken = python_reference(view.path, _STANDARD)
    names: set[str] = set()
    modules: set[str] = set()
    for match in _TAKEN.finditer(data):
        module, listed, plain = (part.decode() for part in match.groups(b""))
        if plain:
            modules.update(_DOTTED.findall(plain))
        inner = _WORD.findall(listed)
        modules.add(module)
        modules.update(f"{module.rstrip('.')}.{name}" for name in inner)
        names.update(taken(module, (name,)) for name in inner if module)
    for module in sorted(modules):
        if sends("python", module):
            return None
        own = not _outside(module) or view.own.holds(view.folder, module)
        if not own and view.known.matters("python", module, data):
            return None
    return tuple(sorted(names - {""}))


def _detect(view: FileView) -> Iterator[AnyObservation]:
    data = view.utf8
    outside = any(_outside(match.group(1).decode()) for match in _IMPORT.finditer(data))
    outside = outside or _MODELS.search(data) is not None
    outside = outside or _HOSTS.search(data) is not None
    if not (outside or b"://" in data or b"env" in data or b"urllib" in data or b"smtplib" in data):
        return
    yield from observations(data, view)


def observations(data: bytes, view: FileView) -> Iterator[AnyObservation]:
    """What stands in `data`, whose lines are those of the file."""
    reading = Reading(python_syntax.read(data), _dialect(view), view.place, view.known)
    yield from reading.imports()
    yield from with_resources(reading.calls())
    yield from chosen(reading)
    yield from environment.environment_reads(reading, _READS)
    yield from environment_writes(reading, "python")
    yield from environment.settings_fields(reading)
    yield from literals.addresses(reading)
    yield from models.model_constants(reading)
    yield from models.model_defaults(reading)
    yield from literals.host_constants(reading)
    yield from definitions(reading, view.path)


DETECTOR = Detector(
    id="python",
    title="Python source",
    evidence=EvidenceKind.CODE,
    claims=_claims,
    detect=_detect,
    spares=_spares,
)
