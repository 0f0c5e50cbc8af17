"""Settings of MCP clients: which tool servers are called, where, and what a package runner fetches for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from sovassess.detectors.containers import Frame, assigned
from sovassess.detectors.detector import Detector
from sovassess.formats.interpolation import interpolated
from sovassess.formats.yaml import Node, json_document
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, Image, Tool
from sovassess.source.view import FileView

_NAMES = re.compile(r"^[\w.-]*mcp[\w.-]*\.json$|^claude_desktop_config\.json$", re.IGNORECASE)
_SETTINGS = re.compile(r"(^|/)\.[\w-]+/(settings|config)(\.local)?\.json$")
_SERVERS = (("mcpServers",), ("servers",), ("mcp", "servers"), ("mcp",), ("context_servers",), ("mcp.servers",))
_URLS = ("url", "serverUrl", "httpUrl", "endpoint")
_RUNNERS = {
    "npx": "npm", "bunx": "npm", "pnpx": "npm", "uvx": "pypi", "pipx": "pypi",
}  # fmt: skip
_VALUE_FLAGS = frozenset({"-p", "--package", "--from", "--python", "--with", "--registry", "--index-url"})
_DOCKER_VALUES = frozenset({
    "-e", "--env", "-v", "--volume", "-p", "--publish", "--name", "--network", "--mount", "--env-file", "-w",
    "--workdir",
    "--platform", "-u", "--user", "--pull", "--entrypoint", "--add-host",
})  # fmt: skip


def _claims(path: str) -> bool:
    return bool(_NAMES.match(basename(path)) or _SETTINGS.search(path))


def _recognises(view: FileView) -> bool:
    return re.search(r'"(mcpServers|servers|mcp|mcp\.servers|context_servers)"\s*:', view.text) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    root = json_document(view.text)
    for path in _SERVERS:
        for name, server in root.get(*path).items():
            if server.is_mapping and (server.get("command") or server.first(*_URLS)):
                yield from _server(view, name, server, root.get(*path).line_of(name))


def _server(view: FileView, name: str, server: Node, line: int) -> Iterator[AnyObservation]:
    off = server.get("disabled").flag is True or server.get("enabled").flag is False
    frame = Frame(view=view)
    if off:
        frame = frame.optional("disabled")
    url, command = server.first(*_URLS), server.get("command")
    words = (*command.texts, *server.get("args").texts)
    package = _package(words)
    remote = next((word for word in words[1:] if re.match(r"^https?://", word)), "") if _bridges(package) else ""
    if url.is_scalar or remote:
        address = interpolated(url.text) if url.is_scalar else interpolated(remote)
        at = url.line if url.is_scalar else _line_of(server, remote, line)
        yield frame.make(Tool, at, name=name, transport="http", url=address, command=words, package=package)
    else:
        yield frame.make(Tool, line, name=name, transport="stdio", command=words, package=package)
    if image := _image(words):
        yield frame.make(Image, _line_of(server, image, line), reference=interpolated(image), use="run")
    environment = server.get("env")
    for key, value in environment.items():
        if value.is_scalar:
            yield from assigned(frame, environment.line_of(key), key, interpolated(value.text))


def _line_of(server: Node, word: str, line: int) -> int:
    return next((member.line for member in server.get("args").members if member.text == word), line)


def _bridges(package: str) -> bool:
    """True for a local program that only passes on to a remote server."""
    return re.search(r"(mcp-remote|mcp-proxy|supergateway)(@|$)", package) is not None


def _package(words: tuple[str, ...]) -> str:
    """What a package runner fetches, as `npm:NAME` or `pypi:NAME` as written; "" for other programs."""
    if not words:
        return ""
    program = words[0].rsplit("/", 1)[-1].removesuffix(".cmd").removesuffix(".exe")
    rest = words[1:]
    if program == "cmd" and len(words) > 2 and words[1].lower() == "/c":
        return _package(words[2:])
    ecosystem = _RUNNERS.get(program, "")
    if program == "pipx" and rest[:1] == ("run",):
        rest = rest[1:]
    elif program == "uv" and rest[:2] in (("tool", "run"), ("x", "run")):
        ecosystem, rest = "pypi", rest[2:]
    elif program in ("pnpm", "yarn", "bun") and rest[:1] in (("dlx",), ("x",)):
        ecosystem, rest = "npm", rest[1:]
    if not ecosystem:
        return ""
    skip = False
    for index, word in enumerate(rest):
        if word in ("--from", "-p", "--package") and index + 1 < len(rest):
            return f"{ecosystem}:{rest[index + 1]}"
        if skip or word.startswith("-"):
            skip = word in _VALUE_FLAGS
            continue
        return f"{ecosystem}:{word}"
    return ""


def _image(words: tuple[str, ...]) -> str:
    """The image that `docker run` starts, "" for other commands."""
    if not words or words[0].rsplit("/", 1)[-1] not in ("docker", "podman") or "run" not in words[:3]:
        return ""
    skip = False
    for word in words[words.index("run") + 1 :]:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in _DOCKER_VALUES
        else:
            return word
    return ""


DETECTOR = Detector(
    id="mcp",
    title="MCP client settings",
    evidence=EvidenceKind.CONFIG,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
