"""Make Go, Helm and Jinja templated YAML readable as YAML without running it: every line stays where it is.

Expressions become variables where they are simple and unresolved parts where they are not; control lines become blank,
so that both branches of a condition stand in the result, each line with the condition it stands under.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from sovassess.errors import ParseError
from sovassess.formats.tokens import encoded
from sovassess.formats.yaml import Node, documents
from sovassess.model.values import Part, Text, Unresolved, Variable

_ACTION = re.compile(r"\{\{.*?(?:\}\}|\Z)|\{%.*?(?:%\}|\Z)|\{#.*?(?:#\}|\Z)", re.DOTALL)
_INLINE = re.compile(r"\{\{-?\s*if\b[^\n]*?\{\{-?\s*end\s*-?\}\}")
MAX_CONDITIONS = 8
MAX_INLINE = 2_000  # longer lines are left to the general rule, so that no line costs more than its length
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'|`([^`]*)`|([()|])|([^\s()|]+)')
_PATH = re.compile(r"^(\$[\w]*)?((?:\.[A-Za-z_][\w-]*)*)$")
_NAME = re.compile(r"^[A-Za-z_][\w.]*$")
_ASSIGN = re.compile(r"^(\$\w+)\s*:?=\s*(.*)$", re.DOTALL)
_RANGE = re.compile(r"^(?:(?:(\$\w+)\s*,\s*)?(\$\w+)\s*:=\s*)?(.*)$", re.DOTALL)
_KEEPING = frozenset({"quote", "squote", "toString", "trim", "nospace", "trimAll", "string", "lower", "int", "int64"})
_CONTROL = ("if", "else", "end", "range", "with", "define", "block", "template", "break", "continue", "fail", "endif",
            "for", "endfor", "elif", "set", "macro", "endmacro", "import", "extends", "include_tasks",
            "raw", "endraw")  # fmt: skip


class Masked(Struct, frozen=True):
    """Templated text without its template language. `conditions` holds one entry per line, "" where none applies."""

    text: str
    conditions: tuple[str, ...]

    def condition(self, line: int) -> str:
        """The condition over a 1-based line, "" if there is none."""
        return self.conditions[line - 1] if 1 <= line <= len(self.conditions) else ""


class _Scope(Struct, frozen=True):
    """An open block: what the dot means inside, and the condition that it adds."""

    dot: str
    condition: str = ""


class _Reader:
    """Reads actions in order and remembers what the dot and the template's variables stand for."""

    def __init__(self) -> None:
        self.scopes: list[_Scope] = []
        self.names: dict[str, tuple[Part, ...]] = {}

    @property
    def dot(self) -> str:
        return self.scopes[-1].dot if self.scopes else ""

    @property
    def condition(self) -> str:
        return " and ".join([scope.condition for scope in self.scopes if scope.condition][:MAX_CONDITIONS])

    def control(self, action: str) -> bool:
        """Take a control action into account; False if the action is an expression."""
        word, _, rest = action.partition(" ")
        word, rest = word.strip(), rest.strip()
        if word in ("if", "range", "with", "for", "define", "block", "macro"):
            self._open(word, rest)
        elif word in ("else", "elif"):
            if self.scopes:
                last = self.scopes.pop()
                inner = rest.removeprefix("if ").strip()
                self.scopes.append(_Scope(self.dot, inner or (f"not ({last.condition})" if last.condition else "")))
        elif word in ("end", "endif", "endfor", "endmacro"):
            if self.scopes:
                self.scopes.pop()
        elif assigned := _ASSIGN.match(action):
            self.names[assigned[1]] = self.parts(assigned[2])
        else:
            return word in _CONTROL or not action or action.startswith("/*")
        return True

    def _open(self, word: str, rest: str) -> None:
        if word == "with":
            self.scopes.append(_Scope(self._plain_path(rest) or "?", rest))
        elif word == "range":
            match = _RANGE.match(rest)
            over = self._plain_path(match[3]) if match else ""
            item = f"{over}[]" if over else "?"
            if match and match[2]:
                self.names[match[2]] = (Variable(item) if over else Unresolved("the current item"),)
            self.scopes.append(_Scope(item))
        else:
            self.scopes.append(_Scope(self.dot, rest if word == "if" else ""))

    def _plain_path(self, expression: str) -> str:
        parts = self.parts(expression)
        return parts[0].name if len(parts) == 1 and isinstance(parts[0], Variable) else ""

    def parts(self, expression: str) -> tuple[Part, ...]:
        """What an expression stands for."""
        words = [match.group(0) for match in _WORD.finditer(expression)]
        stages: list[list[str]] = [[]]
        depth = 0
        for word in words:
            depth += (word == "(") - (word == ")")
            if word == "|" and depth == 0:
                stages.append([])
            else:
                stages[-1].append(word)
        result = self._stage(stages[0])
        for stage in stages[1:]:
            result = self._filtered(result, stage)
        return result

    def _filtered(self, parts: tuple[Part, ...], stage: list[str]) -> tuple[Part, ...]:
        name = stage[0] if stage else ""
        if name == "default":
            arguments = [word for word in stage[1:] if word not in ("(", ")")]
            return _with_default(parts, self._word(arguments[0].rstrip(",")) if arguments else ())
        if name in _KEEPING:
            return parts
        return (Unresolved(f"template function {name}"),)

    def _stage(self, words: list[str]) -> tuple[Part, ...]:
        if len(words) >= 2 and words[0] == "(" and _closing(words, 0) == len(words) - 1:
            return self.parts(" ".join(words[1:-1]))
        if len(words) == 1:
            return self._word(words[0])
        if not words:
            return (Unresolved("empty expression"),)
        arguments = self._arguments(words[1:])
        match words[0], arguments:
            case ("default", [fallback, chosen]):
                return _with_default(chosen, fallback)
            case (("or" | "coalesce"), [chosen, *others]):
                return _with_default(chosen, others[-1] if others else ())
            case (("required" | "quote" | "toString" | "trim" | "squote"), [*_, chosen]):
                return chosen
            case ("tpl", [chosen, *_]):
                return chosen
            case ("printf", [pattern, *rest]):
                return _printed(pattern, rest)
            case _:
                pass
        return (Unresolved(f"template expression {' '.join(words)[:60]}"),)

    def _arguments(self, words: list[str]) -> list[tuple[Part, ...]]:
        found: list[tuple[Part, ...]] = []
        index = 0
        while index < len(words):
            if words[index] == "(":
                end = _closing(words, index)
                found.append(self.parts(" ".join(words[index + 1 : end])))
                index = end + 1
            else:
                found.append(self._word(words[index]))
                index += 1
        return found

    def _word(self, word: str) -> tuple[Part, ...]:
        if word[0] in "\"'`":
            return (Text(word[1:-1]),)
        if re.fullmatch(r"-?\d+(\.\d+)?|true|false", word):
            return (Text(word),)
        if path := _PATH.match(word):
            return self._path(path[1] or "", path[2])
        if _NAME.match(word):
            return (Variable(word),)
        return (Unresolved(f"template expression {word[:60]}"),)

    def _path(self, variable: str, fields: str) -> tuple[Part, ...]:
        if not variable:
            name = f"{self.dot}{fields}" if self.dot else fields
        elif variable == "$":
            name = fields
        else:
            known = self.names.get(variable, (Variable(variable),))
            if not fields:
                return known
            name = (
                f"{known[0].name}{fields}" if len(known) == 1 and isinstance(known[0], Variable) else variable + fields
            )
        return (Variable(name),) if name and not name.startswith("?") else (Unresolved("the current item"),)


def _closing(words: list[str], start: int) -> int:
    depth = 0
    for index in range(start, len(words)):
        depth += (words[index] == "(") - (words[index] == ")")
        if depth == 0:
            return index
    return len(words) - 1


def _with_default(parts: tuple[Part, ...], fallback: tuple[Part, ...]) -> tuple[Part, ...]:
    if len(parts) == 1 and isinstance(parts[0], Variable) and all(isinstance(part, Text) for part in fallback):
        if not fallback:
            return parts
        return (Variable(parts[0].name, "".join(part.text for part in fallback if isinstance(part, Text))),)
    return parts


def _printed(pattern: tuple[Part, ...], values: list[tuple[Part, ...]]) -> tuple[Part, ...]:
    if len(pattern) != 1 or not isinstance(pattern[0], Text):
        return (Unresolved("template function printf"),)
    out: list[Part] = []
    rest = list(values)
    for piece in re.split(r"(%[sdvq])", pattern[0].text):
        if re.fullmatch(r"%[sdvq]", piece):
            out.extend(rest.pop(0) if rest else (Unresolved("template function printf"),))
        elif piece:
            out.append(Text(piece))
    return tuple(out)


def masked(text: str) -> Masked:
    """The text with template actions replaced line for line; see `Masked`."""
    text = "\n".join(_inlined(line) if "if" in line and len(line) <= MAX_INLINE else line for line in text.split("\n"))
    reader = _Reader()
    conditions: list[str] = [""]
    out: list[str] = []
    position = 0
    for match in _ACTION.finditer(text):
        if not match[0].endswith(("}}", "%}", "#}")):
            break  # an action without an end is none
        before = text[position : match.start()]
        conditions.extend([reader.condition] * before.count("\n"))
        out.append(before)
        action = match[0]
        breaks = "\n" * action.count("\n")
        inner = action[2:-2].strip("-+ \t\r\n")
        comment = action.startswith("{#")
        if comment or reader.control(inner) or action.startswith("{%") or _alone(text, match.start(), match.end()):
            out.append(breaks)
        else:
            out.append(encoded(reader.parts(inner)) + breaks)
        conditions.extend([reader.condition] * len(breaks))
        position = match.end()
    tail = text[position:]
    conditions.extend([reader.condition] * tail.count("\n"))
    return Masked("".join(out) + tail, tuple(conditions))


def _inlined(line: str) -> str:
    """The line with a condition that stands inside a value, from `if` to `end`, as one unresolved part."""

    def replaced(match: re.Match[str]) -> str:
        inside = line[: match.start()].strip(" \t-") != ""
        return encoded((Unresolved("conditional"),)) if inside else match[0]

    return _INLINE.sub(replaced, line)


def _alone(text: str, start: int, end: int) -> bool:
    """True if the action has its line for itself: it stands for lines that only the engine could write."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    stop = text.find("\n", end)
    after = text[end : stop if stop >= 0 else len(text)]
    return not before.strip() and not after.strip()


def is_templated(text: str) -> bool:
    """True if the text holds actions of a template language (workflow expressions `${{ }}` are none)."""
    return re.search(r"(?<!\$)\{\{|\{%", text) is not None


_DIRECTIVE = re.compile(r"%\{[^}\n]{0,500}\}|^[ \t]*\$\{[^}\n]{0,500}\}[ \t]*$", re.MULTILINE)


def without_directives(text: str) -> str:
    """Text for Terraform's template function without `%{ if … }` and without lines that only it could write."""
    return _DIRECTIVE.sub("", text)


def templated_documents(source: Masked) -> Iterator[Node]:
    """The documents of masked text. One that is broken does not hide those after it: the first error is raised last."""
    failure: ParseError | None = None
    start = 0
    lines = source.text.split("\n")
    for end in [*(index for index, line in enumerate(lines) if re.match(r"---(\s|$)", line)), len(lines)]:
        chunk = "\n" * start + "\n".join(lines[start:end])
        try:
            yield from documents(chunk)
        except ParseError as error:
            failure = failure or error
        start = end
    if failure:
        raise failure
