"""Detect what shell scripts and Makefiles reach: downloads, registries, charts, packages and the clouds' own programs.

What a command fetches or installs is read by `sovassess.detectors.commands`; this module adds the calls of cloud
command lines and the values that a script gives to its own variables. Comments, printed text and heredocs are nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import msgspec

from sovassess.detectors.commands import Script, observed
from sovassess.detectors.detector import Detector
from sovassess.formats.interpolation import interpolated
from sovassess.formats.shell import Command, commands
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import Address, AnyObservation, Call, Image
from sovassess.model.values import Value
from sovassess.source.view import FileView

LANGUAGE = "shell"
MAX_VARIABLES = 500
MAX_VALUE = 2_000
MAX_LINE = 10_000
_SUFFIXES = (".sh", ".bash", ".zsh", ".ksh")
_MAKEFILES = frozenset(("Makefile", "makefile", "GNUmakefile"))
# Command lines of platforms. Which party stands behind a name is the catalog's knowledge, not this module's.
_PLATFORM_PROGRAMS = frozenset({
    "aws", "gcloud", "gsutil", "bq", "az", "azd", "oci", "doctl", "hcloud", "scw", "ovhcloud", "exo",
    "linode-cli", "vultr-cli", "ibmcloud", "eksctl", "openstack", "heroku", "flyctl", "fly", "vercel",
    "netlify", "wrangler", "railway", "render", "supabase", "firebase", "huggingface-cli", "hf", "gh", "glab",
    "stripe", "sentry-cli", "datadog-ci", "auth0", "okta", "twilio", "nebius", "upctl", "civo", "cwic", "modal",
    "replicate", "runpodctl", "together", "databricks", "snowsql", "snow", "confluent", "pulumi", "snyk",
    "ngrok", "cloudflared", "tailscale", "op", "doppler", "infisical", "launchdarkly", "ollama", "wandb",
    "comet", "kaggle", "coder", "gitpod", "jf",
})  # fmt: skip
# Programs that speak to a database, a cache or a queue, and the options by which they are told where it is.
_STORE_PROGRAMS = frozenset({
    "psql", "pg_dump", "pg_dumpall", "pg_restore", "pg_isready", "createdb", "dropdb", "mysql", "mysqldump",
    "mysqladmin", "mariadb", "mariadb-dump", "redis-cli", "valkey-cli", "mongosh", "mongo", "mongodump",
    "mongorestore", "clickhouse-client", "sqlcmd", "cqlsh", "kcat", "kafkacat",
})  # fmt: skip
_HOST_FLAGS = frozenset({"-h", "--host", "-S", "-b"})
_PLACE_FLAGS = frozenset({"--endpoint-url", "--url", "--server", "--api-url", "--host"})
_STORE_URL = re.compile(
    r"^(postgres(ql)?|mysql|mariadb|mongodb(\+srv)?|rediss?|valkeys?|amqps?|clickhouse|kafka|nats|mssql|sqlserver)"
    r"://[^\s/]", re.IGNORECASE,
)  # fmt: skip
_WEB_URL = re.compile(r"^https?://[^\s/]", re.IGNORECASE)
_HOST_NAME = re.compile(r"[A-Za-z0-9][\w-]*(\.[\w-]+)+|\$\{?\w+\}?")
# Programs that print, compare or search their arguments.
_SILENT = frozenset({"echo", "printf", "grep", "egrep", "sed", "awk", "test", "[", "[[", "log", "cat", "jq", "tr"})
# Words before the service that are no service, and programs that only print or look something up locally.
_GROUPS = frozenset(("alpha", "beta", "preview"))
_LOCAL_ONLY = frozenset(("version", "--version", "help", "--help", "completion", "config", "configure"))
_KEPT_FLAGS = re.compile(
    r"--(region|location|zone|project|endpoint-url|profile|cluster|model|name|host|remote)(?:=(.*))?$"
)


def _claims(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.endswith((*_SUFFIXES, ".mk")) or name in _MAKEFILES


def _detect(view: FileView) -> Iterator[AnyObservation]:
    # A line of that length carries an archive or a key, not commands.
    text = "\n".join(line if len(line) <= MAX_LINE else "" for line in view.lines)
    if view.name in _MAKEFILES or view.name.endswith(".mk"):
        text = _recipes(text)
    # What the caller of a script passes is a variable like any other, known to nobody here.
    text = (
        re.sub(r"\$([1-9@*])", r"${argument_\1}", text)
        .replace("argument_@", "arguments")
        .replace("argument_*", "arguments")
    )
    read = commands(text)
    known = _assignments(read)
    for found in observed(Script(view=view, text=text, line=1, known=known)):
        yield msgspec.structs.replace(found, use="run") if isinstance(found, Image) else found
    for command in read:
        if command.program in _PLATFORM_PROGRAMS and len(command.words) > 1:
            call = _call(view, command, known)
            if call is not None:
                yield call
        yield from _reached(view, command, known)


def _reached(view: FileView, command: Command, known: dict[str, Value]) -> Iterator[Address]:
    """The stores that a program is given by URL or host, and the place that a platform's program is pointed at."""
    words = command.words
    if command.program in _SILENT:
        return
    for before, word in pairwise(("", *words)):
        flag, equals, text = word.partition("=") if word.startswith("--") else (before, "", word)
        if not equals and word.startswith("-"):
            continue
        store = _STORE_URL.match(text) is not None
        asked = flag in _HOST_FLAGS and command.program in _STORE_PROGRAMS
        placed = command.program in _PLATFORM_PROGRAMS and flag in _PLACE_FLAGS and _WEB_URL.match(text) is not None
        if store or placed or (asked and _HOST_NAME.fullmatch(text)):
            value = interpolated(text if store or placed else f"tcp://{text}", known)
            yield Address(at=view.place(command.line), value=value, key=f"{command.program} {flag or words[0]}")


def _assignments(read: tuple[Command, ...]) -> dict[str, Value]:
    """Variables that a script sets; one that it sets twice to different values stays a variable."""
    known: dict[str, Value] = {}
    several: set[str] = set()
    for command in read:
        declared = command.words[1:] if command.program in ("export", "local", "readonly", "declare", "typeset") else ()
        for pair in (*declared, *(command.assignments if not command.words else ())):
            name, equals, text = pair.partition("=")
            if not equals or len(text) > MAX_VALUE or len(known) >= MAX_VARIABLES:
                continue
            value = interpolated(text, known)
            if name in known and known[name] != value:
                several.add(name)
            known[name] = value
    return {name: value for name, value in known.items() if name not in several}


def _call(view: FileView, command: Command, known: dict[str, Value]) -> Call | None:
    """`aws eks create-cluster --region x` as a call of `aws.eks` with the action and the place as arguments."""
    plain: list[str] = []
    for word in command.words[1:]:
        if word.startswith("-"):
            if plain:
                break
            continue
        if not (not plain and word in _GROUPS):
            plain.append(word)
    if not plain or plain[0] in _LOCAL_ONLY or not re.fullmatch(r"[a-z][\w:.-]*", plain[0]):
        return None
    arguments: list[tuple[str, Value]] = [
        (str(index), interpolated(word, known)) for index, word in enumerate(plain[1:4])
    ]
    words = command.words
    for index, word in enumerate(words):
        flag = _KEPT_FLAGS.fullmatch(word)
        if flag and flag[2] is not None:
            arguments.append((flag[1], interpolated(flag[2], known)))
        elif flag and index + 1 < len(words):
            arguments.append((flag[1], interpolated(words[index + 1], known)))
    callee = f"{command.program}.{plain[0]}"
    return Call(at=view.place(command.line), language=LANGUAGE, callee=callee, arguments=tuple(arguments))


_VARIABLE = re.compile(r"^(?:export\s+)?([A-Za-z_]\w*)\s*(?::=|\?=|::=|=)\s*(.*)$")


def _recipes(text: str) -> str:
    """The recipe lines and assignments of a Makefile as shell text with the same lines; everything else is blank."""
    lines: list[str] = []
    continued = False
    for raw in text.split("\n"):
        if raw.startswith("\t") or (continued and lines and lines[-1]):
            line = raw.lstrip("\t @-+") if not continued else raw
            lines.append(re.sub(r"\$\((\w+)\)", r"${\1}", line).replace("$$", "$"))
        else:
            variable = _VARIABLE.match(raw[:4_000])
            plain = variable is not None and "$(" not in variable[2] and not raw.endswith("\\")
            lines.append(f"{variable[1]}='{_quoted(variable[2])}'" if variable and plain else "")
        continued = raw.endswith("\\")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return text.split(" #", maxsplit=1)[0].strip().replace("'", "")


DETECTOR = Detector(id="shell", title="Shell script", evidence=EvidenceKind.CODE, claims=_claims, detect=_detect)
