"""Whether a program refuses to go on without a variable that it reads. It runs nothing and follows no call.

Three ways are known: a read that raises by itself (`os.environ["X"]`, `ENV.fetch("X")`, `env::var("X").expect(…)`,
`mustGetenv("X")`), an alternative that raises (`?? throw`, `?: error(…)`, `or sys.exit(…)`), and a condition on the
value, at the place or in one of the next statements, whose branch raises, ends the program or gives an error back.
"""

from __future__ import annotations

import re
from itertools import islice

from tree_sitter import Node

_ENDS = (
    r"raise\b|throw\b|panic!?\s*\(|bail!|(?:[\w.]{0,80}\.)?(?:Fatal\w*|Panic\w*)\s*\(|(?:os|sys|process|System)\.[eE]xit\b|"
    r"exit\b|die\b|abort\b|error\s*\(|fail\s*\(|return\s+[^;\n]{0,200}\b(?:Errorf|errors\.New|Err\()"
)
_FIRST = re.compile(
    rf"[\s{{:(]*+(?:then\b\s*+)?(?:await\s++)?(?:[\w.]{{0,80}}\b(?:log|logger|console)\b[^\n]*+\n\s*+)?(?:{_ENDS})"
)
_OTHERWISE = re.compile(rf"\s*(?:\?\?|\?:|\|\||\bor\b)\s*(?:{_ENDS})")
_RAISES = re.compile(r"\.(?:expect|unwrap|orElseThrow)\s*\(|\s*\?(?![?:.])")
_BY_NAME = re.compile(r"(?:^|[.:_])(?:must|require|ensure)_?\w*\s*\(|\brequireNonNull\(|\bENV\.fetch\([^,{]*\)$", re.I)
_NEGATED = re.compile(
    r"^\s*\(?\s*(?:not\b|!|unless\b)|(?:==|===|\bis|\beq)\s*(?:None|nil|null|undefined|\"\"|''|``)|"
    r"\.(?:isEmpty|isBlank|is_empty|empty\?|nil\?|blank\?)|IsNullOr\w+|\bempty\s*\("
)
_SUBSCRIPT = frozenset({"subscript"})
_STATEMENTS = frozenset({
    "block", "module", "program", "source_file", "statement_block", "compilation_unit", "body_statement",
    "function_body", "declaration_list", "statements", "compound_statement", "statement_list", "constructor_body",
})  # fmt: skip
_CONDITIONS = re.compile(r"^(if|unless|guard)(_|$)")
_NAME = re.compile(r"^(?:(?:export|const|let|var|val|final|static|String|string|auto|mut)\s+)*\$?(\w+)")
_AHEAD = 3


def is_needed(node: Node) -> bool:
    """True if the program that reads a variable at `node` does not go on without it."""
    text = _text(node)
    if node.type in _SUBSCRIPT and text.startswith("os.environ"):
        return True
    if _BY_NAME.search(text) or _RAISES.search(text) or _OTHERWISE.search(text):
        return True
    around = node.parent
    for _ in range(3):
        if around is None or around.type in _STATEMENTS:
            break
        behind = _text(around)[node.end_byte - around.start_byte :] if around.end_byte > node.end_byte else ""
        ahead = _text(around)[: max(0, node.start_byte - around.start_byte)]
        if _OTHERWISE.match(behind) or _RAISES.match(behind) or re.search(r"requireNonNull\(\s*$", ahead):
            return True
        around = around.parent
    return _guarded(node)


def _guarded(node: Node) -> bool:
    """A condition on the value whose branch goes no further."""
    statement: Node = node
    while statement.parent is not None and statement.parent.type not in _STATEMENTS:
        statement = statement.parent
        if _CONDITIONS.match(statement.type):
            return _refuses(statement, _text(node))
    name = _NAME.match(_text(statement))
    if name is None or statement.parent is None or "=" not in _text(statement):
        return False
    found = statement.next_named_sibling
    following: list[Node] = []
    while found is not None and len(following) < _AHEAD:
        if found.type != "comment":
            following.append(found)
        found = found.next_named_sibling
    return any(_CONDITIONS.match(one.type) and _refuses(one, name[1]) for one in islice(following, _AHEAD))


def _refuses(condition: Node, name: str) -> bool:
    """Whether a condition asks for the absence of what `name` says, and its branch ends there."""
    asked = condition.child_by_field_name("condition")
    branch = condition.child_by_field_name("consequence") or condition.child_by_field_name("body")
    if asked is None or branch is None:
        return False
    text = _text(asked)
    whole = re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", text) is not None
    absent = _NEGATED.search(text) is not None or condition.type.startswith("unless")
    return whole and absent and _FIRST.match(_text(branch)) is not None


def _text(node: Node) -> str:
    return node.text.decode("utf-8", "replace") if node.text is not None else ""
