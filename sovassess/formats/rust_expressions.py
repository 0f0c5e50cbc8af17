"""Expressions of Rust in the neutral form. Builders' setters become named arguments of what starts the chain."""

from __future__ import annotations

import re

from tree_sitter import Node

from sovassess.formats import expressions as e
from sovassess.formats.branches import environment
from sovassess.formats.operators import binary
from sovassess.formats.syntax import line, text

MAX_NESTING = 40
MAX_ITEMS = 200
_NAMES = frozenset({"identifier", "type_identifier", "field_identifier", "primitive_type", "crate", "super"})
_SEE_THROUGH = frozenset({
    "parenthesized_expression", "try_expression", "await_expression", "reference_expression", "reference_type",
    "expression_statement", "match_pattern", "generic_function", "return_expression",
})  # fmt: skip
_PASSES = re.compile(
    r"^(unwrap|expect|clone|to_string|to_owned|into|as_str|as_ref|as_deref|trim|to_lowercase|ok|await|build|finish|"
    r"unwrap_or_default|as_bytes|into_boxed_str|as_mut|iter|borrow|context|with_context|map_err|ok_or|ok_or_else|or_else|"
    r"parse|leak|cloned|copied|filter|to_vec|as_slice|into_owned|try_into|into_string|trim_end_matches|display)$"
)
_SETS = re.compile(
    r"^((with|set|use|add|base|api|endpoint|behavior)_\w+|url|uri|host|hosts|hostname|port|region|model|timeout|"
    r"connect_timeout|header|headers|default_headers|body|json|query|form|proxy|user|user_agent|bearer_auth|basic_auth|"
    r"auth|credentials\w*|credential|config|name|database|dbname|username|password|endpoint|endpoints|token|key|"
    r"max_\w+|min_\w+|temperature|messages?|prompt|input|system|dimensions|release|environment|dsn|path|path_style\w*|"
    r"force_path_style|bucket|account|options|http_client|client|organization|project|version|layer|env)$"
)
_SENDS = frozenset({"send", "text", "json", "bytes", "error_for_status", "call", "body", "status"})
_OR = frozenset({"unwrap_or", "unwrap_or_else", "or"})
_READ = re.compile(r"(^|::)(env::(var|var_os)|dotenvy?::var|dotenv::var|std::env::var(_os)?)$")
_READ_MACROS = frozenset({"env", "option_env", "dotenv", "var"})
_TEXT_MACROS = frozenset({"concat", "format", "concatcp", "formatcp", "format_args"})
_SAME = re.compile(
    r"(^|::)(String::from|Url::parse|Uri::from_static|Some|Ok|Box::new|Arc::new|Rc::new|Cow::Borrowed|Url::from_str|"
    r"Uri::from_str|String::new|Mutex::new|RwLock::new|Data::new|web::Data::new)$"
)
_HOLE = re.compile(r"\{\{|\}\}|\{([^{}:]*)(?::[^{}]*)?\}")
_ESCAPES = {"\\n": "\n", "\\t": "\t", "\\r": "\r", "\\\\": "\\", '\\"': '"', "\\'": "'", "\\0": ""}


def lower(node: Node, depth: int = 0) -> e.Expression:
    """The node as an expression; `Opaque` where it is nested too deep or yields no string."""
    kind = node.type
    if depth > MAX_NESTING:
        return e.OPAQUE
    if kind in _NAMES:
        return e.Name(text(node, 300), node.start_byte)
    if kind == "self" or (kind == "type_identifier" and text(node, 8) == "Self"):
        return e.Name("self", node.start_byte)
    if kind in {"string_literal", "raw_string_literal"}:
        return _string(node)
    if kind in {"integer_literal", "float_literal", "boolean_literal"}:
        return e.Literal(text(node, 60), quoted=False)
    if kind in _PATHS:
        return _pathed(node, depth)
    if kind in _SEE_THROUGH:
        inside = [child for child in node.named_children if child.type not in {"mutable_specifier", "lifetime"}]
        return lower(inside[0], depth + 1) if inside else e.OPAQUE
    if kind == "call_expression":
        return _call(node, depth)
    if kind == "macro_invocation":
        return _macro(node, depth)
    return _compound(node, depth)


_PATHS = frozenset({
    "scoped_identifier", "scoped_type_identifier", "field_expression", "generic_type", "generic_type_with_turbofish",
    "generic_function",
})  # fmt: skip


def _pathed(node: Node, depth: int) -> e.Expression:
    """A name with what it belongs to; a smart pointer stands for what it holds."""
    kind = node.type
    if kind in {"scoped_identifier", "scoped_type_identifier"}:
        owner, name = node.child_by_field_name("path"), node.child_by_field_name("name")
        if name is None:
            return e.OPAQUE
        inner = lower(owner, depth + 1) if owner is not None else None
        if inner is None or (isinstance(inner, e.Name) and inner.name in {"crate", "super"}):
            return e.Name(text(name, 200), name.start_byte)
        return e.Member(inner, text(name, 200))
    if kind == "field_expression":
        owner, name = node.child_by_field_name("value"), node.child_by_field_name("field")
        return e.Member(lower(owner, depth + 1), text(name, 200)) if owner and name else e.OPAQUE
    if kind in {"generic_type", "generic_type_with_turbofish"}:
        held = node.child_by_field_name("type_arguments")
        whole = node.child_by_field_name("type")
        outer = text(whole, 60).rsplit("::", 1)[-1] if whole is not None else ""
        if (
            outer in {"Arc", "Rc", "Box", "Option", "Data", "State", "Extension", "Mutex", "RwLock"}
            and held is not None
        ):
            return lower(held.named_children[0], depth + 1) if held.named_children else e.OPAQUE
        return lower(whole, depth + 1) if whole is not None else e.OPAQUE
    if kind == "generic_function":
        whole = node.child_by_field_name("function")
        return lower(whole, depth + 1) if whole is not None else e.OPAQUE
    return e.OPAQUE


def _compound(node: Node, depth: int) -> e.Expression:
    match node.type:
        case "binary_expression":
            return binary(node, depth, lower)
        case "unary_expression" if node.named_children:
            inner = lower(node.named_children[0], depth + 1)
            return e.Negation(inner) if node.children[0].type == "!" else inner
        case "array_expression" | "tuple_expression":
            items = [child for child in node.named_children[:MAX_ITEMS] if "comment" not in child.type]
            return e.Sequence(tuple(lower(child, depth + 1) for child in items))
        case "or_pattern":
            return e.Sequence(tuple(lower(child, depth + 1) for child in node.named_children[:MAX_ITEMS]))
        case "struct_expression":
            named, body = node.child_by_field_name("name"), node.child_by_field_name("body")
            if named is not None and body is not None:
                return e.Invocation(lower(named, depth + 1), tuple(_fields(body, depth)), node.start_byte, line(node))
        case "closure_expression":
            body = node.child_by_field_name("body")
            return lower(body, depth + 1) if body is not None else e.OPAQUE
        case "block" if len(node.named_children) == 1:
            return lower(node.named_children[0], depth + 1)
        case "let_condition":
            value = node.child_by_field_name("value")
            return lower(value, depth + 1) if value is not None else e.OPAQUE
        case "if_expression":
            condition, yes = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
            no = node.child_by_field_name("alternative")
            if condition is not None and yes is not None and no is not None and no.named_children:
                parts = (lower(part, depth + 1) for part in (condition, yes, no.named_children[0]))
                return e.Choice(*parts)
        case _:
            pass
    return e.OPAQUE


def _fields(body: Node, depth: int) -> list[tuple[str, e.Expression]]:
    found: list[tuple[str, e.Expression]] = []
    for child in body.named_children[:MAX_ITEMS]:
        name, value = child.child_by_field_name("field"), child.child_by_field_name("value")
        if child.type == "field_initializer" and name is not None and value is not None:
            found.append((text(name, 200), lower(value, depth + 1)))
        elif child.type == "shorthand_field_initializer" and child.named_children:
            found.append((text(child, 200), lower(child.named_children[0], depth + 1)))
    return found


def _call(node: Node, depth: int) -> e.Expression:
    function, listed = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or listed is None:
        return e.OPAQUE
    given = [child for child in listed.named_children[:MAX_ITEMS] if "comment" not in child.type]
    if function.type == "generic_function":
        function = function.child_by_field_name("function") or function
    if function.type == "field_expression":
        return _method(node, function, given, depth)
    written = "".join(text(function, 200).split())
    if given and _READ.search(written):
        name = lower(given[0], depth + 1)
        return environment(name.text, node.start_byte) if isinstance(name, e.Literal) else e.OPAQUE
    if len(given) == 1 and _SAME.search(written):
        return lower(given[0], depth + 1)
    return _invocation(node, lower(function, depth + 1), given, depth)


def _invocation(node: Node, function: e.Expression, given: list[Node], depth: int) -> e.Expression:
    arguments = tuple((str(number), lower(child, depth + 1)) for number, child in enumerate(given))
    return e.Invocation(function, arguments, node.start_byte, line(node))


def _method(node: Node, function: Node, given: list[Node], depth: int) -> e.Expression:
    """A method call: a default for what may be missing, a setter of a builder, something that hands on, or a call."""
    owner, named = function.child_by_field_name("value"), function.child_by_field_name("field")
    if owner is None or named is None:
        return e.OPAQUE
    inner, name = lower(owner, depth + 1), text(named, 200)
    if name in _OR and len(given) == 1:
        return e.Either(inner, lower(given[0], depth + 1))
    if name == "map" or _PASSES.match(name) or (not given and name in _SENDS):
        return inner
    if isinstance(inner, e.Invocation) and given and _SETS.match(name):
        values = [lower(child, depth + 1) for child in given[:2]]
        key = name
        if len(values) == 2 and isinstance(values[0], e.Literal):
            key = f"{name}.{values[0].text}"
        return e.Invocation(inner.function, (*inner.arguments, (key, values[-1])), node.start_byte, inner.line)
    return _invocation(node, e.Member(inner, name), given, depth)


def _macro(node: Node, depth: int) -> e.Expression:
    named = node.child_by_field_name("macro")
    tree = next((child for child in node.named_children if child.type == "token_tree"), None)
    if named is None or tree is None:
        return e.OPAQUE
    name = text(named, 60).rsplit("::", 1)[-1]
    if name not in _READ_MACROS | _TEXT_MACROS | {"vec"}:
        return e.OPAQUE
    values = _macro_arguments(tree, depth)
    if name in _READ_MACROS and values and isinstance(values[0], e.Literal):
        return environment(values[0].text, node.start_byte)
    if name == "vec":
        return e.Sequence(tuple(values))
    if name not in _TEXT_MACROS or not values:
        return e.OPAQUE
    if name.startswith("concat"):
        return e.Joined(tuple(values))
    return _formatted(values, tree.start_byte)


def _macro_arguments(tree: Node, depth: int) -> list[e.Expression]:
    """What stands between the commas of a macro's tokens: a single one, or a path of names."""
    found: list[list[Node]] = [[]]
    for child in tree.children[1:-1][:MAX_ITEMS]:
        if child.type == ",":
            found.append([])
        elif child.type != "&":
            found[-1].append(child)
    return [_token(one, depth) for one in found if one]


def _token(tokens: list[Node], depth: int) -> e.Expression:
    if len(tokens) == 1:
        return lower(tokens[0], depth + 1)
    names = tokens[::2]
    if any(token.type != "." for token in tokens[1::2]) or any(one.type not in {"self", "identifier"} for one in names):
        return e.OPAQUE
    expression: e.Expression = e.Name(text(names[0], 200), names[0].start_byte)
    for name in names[1:]:
        expression = e.Member(expression, text(name, 200))
    return expression


def _formatted(values: list[e.Expression], at: int) -> e.Expression:
    """`format!("{}/v1/{name}", base)`."""
    pattern, rest = values[0], list(values[1:])
    if not isinstance(pattern, e.Literal):
        return e.OPAQUE
    parts: list[e.Expression] = []
    position = 0
    for match in _HOLE.finditer(pattern.text):
        parts.append(e.Literal(pattern.text[position : match.start()]))
        position = match.end()
        if match.group(1) is None:
            parts.append(e.Literal(match.group()[0]))
        elif match.group(1) == "":
            parts.append(rest.pop(0) if rest else e.OPAQUE)
        else:
            parts.append(e.Name(match.group(1), at) if match.group(1).isidentifier() else e.OPAQUE)
    parts.append(e.Literal(pattern.text[position:]))
    return e.Joined(tuple(part for part in parts if part != e.Literal("")))


def _string(node: Node) -> e.Expression:
    parts: list[str] = []
    for child in node.named_children[:MAX_ITEMS]:
        if child.type == "string_content":
            parts.append(text(child))
        elif child.type == "escape_sequence":
            parts.append(_ESCAPES.get(text(child, 12), ""))
    return e.Literal("".join(parts))
