"""Read CloudFormation's trees of YAML or JSON: intrinsic functions become values, conditions become answers.

Only parameters' defaults and the template's own conditions are used; nothing is looked up in an account.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from sovassess.formats.yaml import MISSING, Node
from sovassess.model.values import Value, joined, literal, unresolved, variable

MAX_DEPTH = 20
_PLACEHOLDER = re.compile(r"\$\{(!?)([\w:.]+)\}")
_SECRET = re.compile(r"\{\{resolve:(secretsmanager|ssm-secure|ssm):([^}:]+)")


class Template(Struct, frozen=True):
    """A template's root with the defaults of its parameters."""

    root: Node
    defaults: dict[str, str]

    def value(self, node: Node, depth: int = 0) -> Value | None:
        """The value of a scalar or of an intrinsic function; None for a plain mapping or sequence."""
        if depth > MAX_DEPTH:
            return unresolved("nested too deep")
        name, argument = function(node)
        if not name:
            if node.kind != "scalar":
                return None
            return _plain("" if node.is_null else node.text)
        match name:
            case "Ref":
                return self._reference(argument.text)
            case "Sub":
                text = argument if argument.kind == "scalar" else argument.get(0)
                return self._substituted(text.text, argument.get(1), depth)
            case "Join":
                separator, parts = argument.get(0).text, argument.get(1).members
                values = [self.value(part, depth + 1) or unresolved("list") for part in parts]
                pieces = [piece for value in values for piece in (literal(separator), value)][1:]
                return joined(piece for piece in pieces if piece.parts)
            case "Base64":
                return self.value(argument, depth + 1)
            case "If":
                answer = self.condition(argument.get(0).text)
                chosen = argument.get(1 if answer else 2) if answer is not None else MISSING
                return (self.value(chosen, depth + 1) if chosen else None) or unresolved("condition")
            case _:
                return unresolved(f"function {name}")

    def _reference(self, name: str) -> Value:
        if name.startswith("AWS::"):
            return unresolved(name)
        return variable(name, self.defaults.get(name))

    def _substituted(self, text: str, given: Node, depth: int) -> Value:
        values: list[Value] = []
        position = 0
        for match in _PLACEHOLDER.finditer(text):
            values.append(literal(text[position : match.start()]))
            position = match.end()
            own = given.get(match[2])
            if match[1]:
                values.append(literal("${" + match[2] + "}"))
            elif own:
                values.append(self.value(own, depth + 1) or unresolved("list"))
            else:
                values.append(self._reference(match[2]) if "." not in match[2] else unresolved(f"attribute {match[2]}"))
        values.append(literal(text[position:]))
        return joined(value for value in values if value.literal != "")

    def condition(self, name: str) -> bool | None:
        """What a condition of the template comes to with the defaults; None where they do not tell."""
        return self._decided(self.root.get("Conditions", name), 0)

    def _decided(self, node: Node, depth: int) -> bool | None:
        name, argument = function(node)
        if depth > MAX_DEPTH or not name:
            return None
        if name == "Condition":
            return self._decided(self.root.get("Conditions", argument.text), depth + 1)
        if name == "Equals":
            left, right = (self.value(argument.get(side), depth + 1) for side in (0, 1))
            texts = [value.with_defaults if value is not None else None for value in (left, right)]
            return None if None in texts else texts[0] == texts[1]
        answers = [self._decided(member, depth + 1) for member in argument.members]
        if name == "Not" and answers:
            return None if answers[0] is None else not answers[0]
        if name == "And":
            return False if False in answers else None if None in answers else True
        if name == "Or":
            return True if True in answers else None if None in answers else False
        return None

    def leaves(self, node: Node) -> Iterator[tuple[tuple[str, ...], Value, int]]:
        """Every scalar or intrinsic value below with its path and line."""
        stack: list[tuple[tuple[str, ...], Node]] = [((), node)]
        while stack:
            path, current = stack.pop()
            value = self.value(current)
            if value is not None:
                yield path, value, current.content_line
                continue
            below = [((*path, key), child) for key, child in current.items()]
            below += [((*path, str(index)), member) for index, member in enumerate(current.members)]
            stack.extend(reversed(below))


def template(root: Node) -> Template:
    """The template under a root node."""
    defaults = {
        name: parameter.get("Default").text
        for name, parameter in root.get("Parameters").items()
        if parameter.get("Default").kind == "scalar"
    }
    return Template(root, defaults)


def function(node: Node) -> tuple[str, Node]:
    """Name and argument of an intrinsic function in its short or long form; "" if the node is none."""
    tag = node.tag
    if tag.startswith("!") and len(tag) > 1:
        return tag[1:], node
    if node.is_mapping and len(node.entries) == 1:
        key, argument = node.entries[0]
        if key.text in ("Ref", "Condition") or key.text.startswith("Fn::"):
            return key.text.removeprefix("Fn::"), argument
    return "", MISSING


def _plain(text: str) -> Value:
    secret = _SECRET.search(text)
    if secret:
        return unresolved(f"secret {secret[2]}")
    return literal(text) if text else Value()
