"""Tool servers that a command line starts, or that it tells an assistant about. It reads words and runs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.formats.code_tools import remote_of
from sovassess.formats.tool_commands import fetched_package, tool_name
from sovassess.model.values import literal

_URL = re.compile(r"^https?://[^\s/]")
_SERVES_TOOLS = re.compile(r"(^|[-_/:@])(mcp|modelcontextprotocol)([-_/@]|$)")


def started_tools(words: tuple[str, ...]) -> Iterator[dict[str, object]]:
    """The fields of a `Tool` for each server: `npx mcp-remote URL`, `npx @x/mcp-server`, `claude mcp add NAME …`."""
    package = fetched_package(words)
    if package and _SERVES_TOOLS.search(package):
        yield _tool(tool_name(words), words, remote_of(words))
    elif words[1:3] == ("mcp", "add") and len(words) > 4:
        told = words[words.index("--") + 1 :] if "--" in words else ()
        url = next((word for word in words[3:] if _URL.match(word)), "")
        plain = [word for word in words[3:] if not word.startswith("-") and not _URL.match(word)]
        if url and not told:
            yield _tool(plain[-1] if plain else "mcp", words, url)
        elif told:
            yield _tool(tool_name(told), told, remote_of(told))


def _tool(name: str, words: tuple[str, ...], url: str) -> dict[str, object]:
    return {
        "name": name,
        "transport": "http" if url else "stdio",
        "url": literal(url) if url else None,
        "command": words,
        "package": fetched_package(words),
    }
