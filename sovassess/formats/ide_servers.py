"""Read the tool servers that JetBrains' programs keep in XML, in the shape in which other clients keep them in JSON.

Component and option names as their settings files have them (plugin "AI Assistant", builds 2025.1 to 2026.2, read
2026-11-22); a plain `<server name url command>` as other plugins write it. Judges no server.
"""

from __future__ import annotations

import re

from msgspec import Struct

from sovassess.formats.xml import Element, elements
from sovassess.formats.yaml import Node

MARK = re.compile(rb"<component\s+name=\"Mcp\w+\"|<mcpServers\b", re.IGNORECASE)
_SERVER = frozenset({"McpServerCommand", "McpServerConfigurationProperties", "command", "url", "server"})
_HOLDERS = frozenset({"mcpServers", "commands", "urls"})
_COMPONENT = re.compile(r"^Mcp\w*$", re.IGNORECASE)
_COMMANDS = ("programPath", "command")


class _Server(Struct):
    """One server while its options are gathered: single values, words and variables, each with its line."""

    line: int
    options: dict[str, tuple[str, int]] = {}
    words: list[tuple[str, int]] = []
    variables: list[tuple[str, str, int]] = []


def servers(data: bytes) -> Node:
    """A mapping with `mcpServers`, empty where the file keeps none. Raises `ParseError` for broken markup."""
    known = {element.number: element for element in elements(data)}
    found: dict[int, _Server] = {
        number: _Server(element.line, {key: (value, element.line) for key, value in element.attributes.items()})
        for number, element in sorted(known.items())
        if element.name in _SERVER and _kept(element, known)
    }
    for _, element in sorted(known.items()):
        above = element.parent
        while above >= 0 and above not in found:
            above = known[above].parent
        if above >= 0 and element.number not in found:
            _gather(found[above], element)
    entries = tuple(_entry(server) for _, server in sorted(found.items()))
    holder = Node("mapping", 1, entries=tuple(entry for entry in entries if entry is not None))
    return Node("mapping", 1, entries=((_scalar("mcpServers", 1), holder),))


def _kept(element: Element, known: dict[int, Element]) -> bool:
    """Whether the element stands where servers are kept, and in no other one."""
    above = known.get(element.parent)
    if above is None:
        return False
    if above.name in _HOLDERS:
        return True
    return above.name == "component" and bool(_COMPONENT.match(above.attributes.get("name", "")))


def _gather(server: _Server, element: Element) -> None:
    name, value = element.attributes.get("name", ""), element.attributes.get("value", "")
    inner = element.path[-2] if len(element.path) > 1 else ""
    if element.name == "env" or (element.name == "entry" and inner == "map"):
        server.variables.append((name or element.attributes.get("key", ""), value, element.line))
    elif element.name in ("option", "arg") and inner in ("list", "args"):
        server.words.append((value or element.text, element.line))
    elif element.name == "option" and value:
        server.options[name] = (value, element.line)


def _entry(server: _Server) -> tuple[Node, Node] | None:
    name = server.options.get("name", ("", server.line))[0]
    command = next((server.options[key] for key in _COMMANDS if key in server.options), None)
    url = server.options.get("url")
    if command is None and url is None:
        return None
    words = list(server.words)
    for key in ("arguments", "args"):
        text, line = server.options.get(key, ("", server.line))
        words += [(word, line) for word in text.split()]
    entries: list[tuple[Node, Node]] = []
    for key, given in (("command", command), ("url", url)):
        if given is not None:
            entries.append((_scalar(key, given[1]), _scalar(given[0], given[1])))
    if words:
        members = tuple(_scalar(word, line) for word, line in words)
        entries.append((_scalar("args", words[0][1]), Node("sequence", words[0][1], members=members)))
    if server.variables:
        pairs = tuple((_scalar(key, line), _scalar(value, line)) for key, value, line in server.variables)
        entries.append((_scalar("env", server.variables[0][2]), Node("mapping", server.variables[0][2], entries=pairs)))
    if "enabled" in server.options:
        value, line = server.options["enabled"]
        entries.append((_scalar("enabled", line), _scalar(value, line)))
    return _scalar(name, server.line), Node("mapping", server.line, entries=tuple(entries))


def _scalar(text: str, line: int) -> Node:
    return Node("scalar", line, text)
