"""Make text that Jinja completes readable as the format it will be: expressions are values, statements blank.

Evaluates nothing: what stands in a branch is read whether or not it would be taken, and a loop's body once.
"""

from __future__ import annotations

import re

from sovassess.formats.tokens import encoded
from sovassess.model.values import Unresolved, Variable

_EXPRESSION = re.compile(r"\{\{-?\s*([^{}]{0,500}?)\s*-?\}\}")
_NAMED = re.compile(r"^([A-Za-z_]\w*)(?:\s*\|\s*default\(\s*['\"]([^'\"]*)['\"][^)]*\))?$")
_STATEMENT = re.compile(r"\{%.{0,2000}?%\}|\{#.{0,4000}?#\}", re.DOTALL)


def expressions(text: str) -> str:
    """The text with every `{{ … }}` as a value of its own: a variable `var.NAME`, else something that nobody knows."""
    return _EXPRESSION.sub(_token, text)


def readable(text: str) -> str:
    """The text with statements and comments taken out, line by line as before, and expressions as values."""
    bare = _STATEMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    return expressions(bare)


def _token(match: re.Match[str]) -> str:
    named = _NAMED.match(match[1])
    if named:
        return encoded((Variable(f"var.{named[1]}", named[2]),))
    return encoded((Unresolved(f"expression {match[1].strip()[:40]}"),))
