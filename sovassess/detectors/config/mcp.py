"""Settings of MCP clients: which tool servers are called, where, and what a package runner fetches for them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from posixpath import basename
from typing import cast

from sovassess.detectors.containers import Frame, assigned
from sovassess.detectors.detector import Detector
from sovassess.errors import ParseError
from sovassess.formats import ide_servers
from sovassess.formats.interpolation import interpolated
from sovassess.formats.tool_commands import bridges, fetched_package, started_image
from sovassess.formats.yaml import Node, documents, json_document
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, Image, Tool
from sovassess.source.view import FileView

MAX_BYTES = 300_000
_NAMES = re.compile(r"^[\w.-]*mcp[\w.-]*\.json$|^claude_desktop_config\.json$", re.IGNORECASE)
_SETTINGS = re.compile(
    r"(^|/)\.[\w-]+/(settings|config)(\.local)?\.json$|(^|/)opencode\.jsonc?$|(^|/)\.codex/config\.toml$"
    r"|(^|/)\.continue/[\w./-]+\.ya?ml$|(^|/)goose/config\.ya?ml$|(^|/)librechat[\w.-]*\.ya?ml$|(^|/)recipe[\w-]*\.ya?ml$"
    r"|(^|/)zed/settings\.json$|(^|/)\.?crush\.json$|\.code-workspace$|(^|/)\.?devcontainer\.json$"
)
# Asked of every file of a tree, and most of them have another one.
_ENDINGS = (".yml", ".yaml", ".jsonc", ".toml", ".code-workspace")
_NAMED = re.compile(rb'"(?:amp\.)?mcpServers"\s*:|"context_servers"\s*:|"modelContextProtocolServers"\s*:')
_SERVERS = (
    ("mcpServers",),
    ("servers",),
    ("mcp", "servers"),
    ("mcp",),
    ("context_servers",),
    ("mcp.servers",),
    ("extensions",),
    ("amp.mcpServers",),
    ("settings", "mcp", "servers"),
    ("settings", "mcp.servers"),
    ("customizations", "vscode", "mcp", "servers"),
    ("customizations", "vscode", "settings", "mcp", "servers"),
    ("experimental", "modelContextProtocolServers"),
)
_IDE = re.compile(r"(^|/)\.idea/(.+/)?workspace\.xml$|(^|/)(llm\.)?mcp(-?servers?)?\.xml$", re.IGNORECASE)
_COMMANDS = ("command", "cmd", "path")
_URLS = ("url", "serverUrl", "httpUrl", "endpoint", "uri")


def _claims(path: str) -> bool:
    return path.endswith(".json") or (path.endswith(_ENDINGS) and bool(_SETTINGS.search(path))) or _in_ide(path)


def _in_ide(path: str) -> bool:
    return path.endswith(".xml") and _IDE.search(path) is not None


def _recognises(view: FileView) -> bool:
    if view.path.endswith(".xml"):
        return ide_servers.MARK.search(view.data) is not None
    if view.path.endswith((".yaml", ".yml")):
        return re.search(r"(?m)^(mcpServers|extensions)\s*:", view.text) is not None
    if view.path.endswith(".toml"):
        return re.search(r"(?m)^\s*\[mcp_servers\.", view.text) is not None
    if not (_NAMES.match(basename(view.path)) or _SETTINGS.search(view.path)):
        # Agents take such settings under any name; the word for them is telling enough.
        return len(view.data) <= MAX_BYTES and _NAMED.search(view.data) is not None
    return (
        re.search(r'"(mcpServers|servers|mcp|mcp\.servers|context_servers|[\w.]+Servers)"\s*:', view.text) is not None
    )


def _detect(view: FileView) -> Iterator[AnyObservation]:
    for root in _roots(view):
        for path in _SERVERS:
            holder = root.get(*path)
            named = [(name, server, holder.line_of(name)) for name, server in holder.items()]
            named += [(server.get("name").text, server, server.line) for server in holder.members]
            for name, server, line in named:
                # Continue's older form and Zed's put the program into a part of its own.
                inner = next((part for part in map(server.get, ("transport", "command")) if part.is_mapping), server)
                if server.is_mapping and inner.first(*_COMMANDS, *_URLS):
                    yield from _server(view, name, server, inner, line)


def _roots(view: FileView) -> Iterator[Node]:
    if view.path.endswith((".yaml", ".yml")):
        yield from documents(view.text)
    elif view.path.endswith(".toml"):
        yield _of_tables(view)
    elif view.path.endswith(".xml"):
        yield ide_servers.servers(view.data)
    else:
        yield json_document(view.text)


def _of_tables(view: FileView) -> Node:
    """The servers of a TOML file; everything in a table stands at the line of its head."""
    try:
        tables: dict[str, object] = tomllib.loads(view.text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"line (\d+)", str(error))
        raise ParseError(f"not valid TOML: {error}", int(found[1]) if found else len(view.lines)) from error
    heads = {
        match[1].strip("\"'"): number
        for number, line in enumerate(view.lines, 1)
        if (match := re.match(r"\s*\[mcp_servers\.([\w-]+|\"[^\"]*\"|'[^']*')\]", line))
    }
    servers = tables.get("mcp_servers")
    named = cast("dict[str, object]", servers).items() if isinstance(servers, dict) else ()
    lines = [(name, table, heads.get(name, 1)) for name, table in named]
    found_servers = tuple((_node(name, line), _node(table, line)) for name, table, line in lines)
    return Node("mapping", 1, entries=((_node("mcpServers", 1), Node("mapping", 1, entries=found_servers)),))


def _node(value: object, line: int) -> Node:
    if isinstance(value, dict):
        pairs = cast("dict[str, object]", value).items()
        return Node("mapping", line, entries=tuple((_node(key, line), _node(inner, line)) for key, inner in pairs))
    if isinstance(value, list):
        return Node("sequence", line, members=tuple(_node(inner, line) for inner in cast("list[object]", value)))
    return Node("scalar", line, str(value).lower() if isinstance(value, bool) else str(value))


def _server(view: FileView, name: str, server: Node, started: Node, line: int) -> Iterator[AnyObservation]:
    off = server.get("disabled").flag is True or server.get("enabled").flag is False
    frame = Frame(view=view)
    if off:
        frame = frame.optional("disabled")
    url, command = started.first(*_URLS), started.first(*_COMMANDS)
    words = (*command.texts, *started.get("args").texts)
    package = fetched_package(words)
    name = name or package.partition(":")[2] or (basename(words[0]) if words else "")
    remote = next((word for word in words[1:] if re.match(r"^https?://", word)), "") if bridges(package) else ""
    if url.is_scalar or remote:
        address = interpolated(url.text) if url.is_scalar else interpolated(remote)
        at = url.line if url.is_scalar else _line_of(started, remote, line)
        yield frame.make(Tool, at, name=name, transport="http", url=address, command=words, package=package)
    else:
        yield frame.make(Tool, line, name=name, transport="stdio", command=words, package=package)
    if image := started_image(words):
        yield frame.make(Image, _line_of(started, image, line), reference=interpolated(image), use="run")
    environment = started.first("env", "environment", "envs") or server.first("env", "environment", "envs")
    for key, value in environment.items():
        if value.is_scalar:
            yield from assigned(frame, environment.line_of(key), key, interpolated(value.text))


def _line_of(server: Node, word: str, line: int) -> int:
    return next((member.line for member in server.get("args").members if member.text == word), line)


DETECTOR = Detector(
    id="mcp",
    title="MCP client settings",
    evidence=EvidenceKind.CONFIG,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
