"""Clients that are given their address elsewhere than where they are made. Which client it is, others decide."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from sovassess.formats import expressions as e
from sovassess.formats.names import REMAKES, Callee
from sovassess.formats.program import SELVES, SETTINGS_OBJECTS, Program
from sovassess.formats.syntax import text

REMADE = re.compile(rb"\)\s*\.(with_options|withOptions|copy)\(")
GIVES_ADDRESS = re.compile(r"(url|URL|Url|base|host|endpoint)\s*[=:]")
_ADDRESSES = ("base_url", "api_base")
MODULE_SETTINGS = ("base_url", "api_base", "azure_endpoint", "api_type", "proxy")
_MODULE_SWITCHES = ("disabled",)


def is_remade(node: Node) -> bool:
    """Whether a construction is only there to be given other options at once: `Client().with_options(…)`."""
    around = node.parent
    if around is None or around.type not in {"attribute", "member_expression"} or around.parent is None:
        return False
    named = around.child_by_field_name("attribute") or around.child_by_field_name("property")
    call = around.parent
    if named is None or text(named, 20) not in REMAKES or call.child_by_field_name("function") != around:
        return False
    listed = call.child_by_field_name("arguments")
    return listed is not None and GIVES_ADDRESS.search(text(listed, 2_000)) is not None


def given_by(call: e.Invocation, callee: Callee | None, language: str) -> tuple[tuple[str, e.Expression], ...]:
    """The arguments of a call that may say who answers. What a thing that was made before is called with is its work:
    `tokenizer(texts)` names no model. Elsewhere than in Python what is made is often a function that makes."""
    function = call.function
    itself = isinstance(function, e.Name) or (
        isinstance(function, e.Member) and isinstance(function.owner, e.Name) and function.owner.name in SELVES
    )
    if language != "python" or callee is None or not callee.made or not itself:
        return call.arguments
    return tuple(pair for pair in call.arguments if not pair[0].isdigit())


def given_to_module(program: Program, call: e.Invocation, callee: Callee) -> Iterator[tuple[str, e.Expression]]:
    """What the file sets on a module before it calls its functions, as in `openai.base_url = …`, or on an object of
    settings that it takes from the same module, as in `env.remoteHost = …`."""
    for one in program.imports:
        for name in one.names if callee.name.startswith(f"{one.module}.") else ():
            if name in SETTINGS_OBJECTS:
                yield from _set_on(program, name)
    function: e.Expression = call.function
    while isinstance(function, e.Member):
        function = function.owner
    if not isinstance(function, e.Name) or function == call.function:
        return
    for name in (*MODULE_SETTINGS, *_MODULE_SWITCHES):
        for bound in program.anywhere.get(f"{function.name}.{name}", [])[-1:]:
            value = program.lowered(bound)
            if value is not None and callee.name.count("."):
                yield from ((key, value) for key in (_ADDRESSES if name in _ADDRESSES else (name,)))


def _set_on(program: Program, name: str) -> Iterator[tuple[str, e.Expression]]:
    for key, bound in program.anywhere.items():
        value = program.lowered(bound[-1]) if key.startswith(f"{name}.") else None
        if value is not None:
            yield key, value
