"""One source file as names, scopes, branches and calls, the same for every language. It follows names, not meaning."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from msgspec import Struct
from tree_sitter import Node

from sovassess.formats.expressions import Expression
from sovassess.formats.syntax import Span, Spans, starts_with_word

MODULE = -1
MAX_SCOPES = 40
SELVES = frozenset({"self", "this", "cls"})
SETTINGS_OBJECTS = frozenset({"env", "settings", "config"})
"""What libraries call the object that a program sets before it uses them."""
_WORD = rb"([A-Za-z_$][A-Za-z0-9_$]*)"
_CALLED = re.compile(rb"(?:self|this|cls)\??\." + _WORD + rb"\s*\(|" + _WORD + rb"\(")


class Binding(Struct, frozen=True, eq=False):
    """A name gets a value at a byte. `kind`: `import` (`qualified` says what), `value`, `parameter`, `function`,
    `class`, `environment` (`qualified` is the variable, `value` its default) or `opaque`."""

    at: int
    kind: str
    value: Node | None = None
    qualified: str = ""
    annotation: Node | None = None
    span: tuple[int, int] = (0, 0)


class Imported(Struct, frozen=True):
    """An import statement. `names` are those taken from the module; `static` is False for a call such as require."""

    at: int
    line: int
    module: str
    names: tuple[str, ...] = ()
    type_only: bool = False


class Test(Struct, frozen=True):
    """What must hold for a branch to be taken: the condition (or its equality with `equals` or one of `also`) is
    `expected`."""

    condition: Node
    expected: bool
    equals: Node | None = None
    also: tuple[Node, ...] = ()


class Branch(Struct, frozen=True):
    """Code that runs only where all tests come out as expected; `reason` where it is something else that decides."""

    tests: tuple[Test, ...] = ()
    reason: str = ""


class Function(Struct, frozen=True):
    """A function or method: its name, its parameters in order (without self), the bytes where it returns."""

    name: str
    parameters: tuple[str, ...] = ()


class Class(Struct, frozen=True):
    """A class: its name, what it inherits from, and the interfaces that it says it implements."""

    name: str
    bases: tuple[Node, ...] = ()
    interfaces: tuple[Node, ...] = ()


class Field(Struct, frozen=True):
    """A name that a class body gives a value or a type."""

    scope: int
    name: str
    binding: Binding


class Draft:
    """What a language's reader collects before scopes are known."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.names: list[tuple[str, Binding]] = []
        self.imports: list[Imported] = []
        self.calls: list[Node] = []
        self.returns: list[tuple[int, Node]] = []

    def span(self, node: Node, kind: str, about: object) -> None:
        """Add a stretch that is as long as a node."""
        self.spans.append(Span(node.start_byte, node.end_byte, kind, about))


class Program:
    """A file whose names can be looked up. `lower` turns a node into an expression."""

    def __init__(self, data: bytes, root: Node, draft: Draft, lower: Callable[[Node], Expression]) -> None:
        self.data = data
        self.root = root
        self.imports = draft.imports
        self.calls = draft.calls
        self.spans = Spans(draft.spans)
        self._lowered: dict[int, Expression] = {}
        self._kept: dict[int, str] | None = None
        self._calls_by_word: dict[str, list[Node]] | None = None
        self._sites: dict[str, list[int]] | None = None
        self._expressions: dict[int, Expression] = {}
        self._lower = lower
        self._functions_named: Counter[str] = Counter()
        self.bindings: dict[tuple[int, str], list[Binding]] = {}
        self.anywhere: dict[str, list[Binding]] = {}
        self.classes: dict[str, int] = {}
        self.functions: dict[tuple[int, int], int] = {}
        self.returns: dict[int, list[Node]] = {}
        self.entries: dict[tuple[int, str], list[tuple[str, Binding]]] = {}
        """What is set in an object by a key (`options["x"] = …`), by the scope and name of the object."""
        self._scope_of: list[int] = []
        for number, span in enumerate(self.spans.spans):
            outer = self._scope_of[span.parent] if span.parent >= 0 else MODULE
            self._scope_of.append(number if span.kind in {"function", "class"} else outer)
            if isinstance(span.about, Class):
                self.classes.setdefault(span.about.name, number)
            elif isinstance(span.about, Function):
                self.functions[(span.start, span.end)] = number
                self._functions_named[span.about.name] += 1
        for name, binding in draft.names:
            self._bind(name, binding)
        for at, node in draft.returns:
            self.returns.setdefault(self.function_at(at), []).append(node)

    def lower(self, node: Node) -> Expression:
        """The node as an expression; a node is looked at from several sides, and turned into one only once."""
        known = self._expressions.get(node.id)
        if known is None:
            known = self._expressions[node.id] = self._lower(node)
        return known

    def lowered(self, binding: Binding) -> Expression | None:
        """What a binding gives its name, None where it gives nothing."""
        if binding.value is None:
            return None
        known = self._lowered.get(id(binding))
        if known is None:
            known = self._lowered[id(binding)] = self.lower(binding.value)
        return known

    def calls_of(self, word: str) -> list[Node]:
        """The calls that start with an identifier, in the order of the text."""
        if self._calls_by_word is None:
            self._calls_by_word = {}
            for node in self.calls:
                self._calls_by_word.setdefault(starts_with_word(self.data, node.start_byte), []).append(node)
        return self._calls_by_word.get(word, [])

    def named(self, name: str) -> int:
        """How many functions of the file have a name."""
        return self._functions_named[name]

    def sites_of(self, name: str) -> list[int]:
        """The bytes at which a function of this file is called by its name, or as the program's own method."""
        if self._sites is None:
            self._sites = {}
            for node in self.calls:
                called = _CALLED.match(self.data, node.start_byte)
                if called is not None:
                    word = (called.group(1) or called.group(2)).decode("ascii")
                    self._sites.setdefault(word, []).append(node.start_byte)
        return self._sites.get(name, [])

    def kept_as(self, at: int) -> str:
        """The one plain name that is given what starts at a byte, "" if there is none."""
        if self._kept is None:
            self._kept = {
                one.value.start_byte: name
                for name, bound in self.anywhere.items()
                if len(bound) == 1 and name.isidentifier()
                for one in bound
                if one.kind == "value" and one.value is not None
            }
        return self._kept.get(at, "")

    def _bind(self, name: str, binding: Binding) -> None:
        # A function's or class's own name belongs to the scope around it, which begins before its span.
        inside = binding.span if binding.kind in {"function", "class"} else None
        scope = self.scope_at(binding.at, skip=inside)
        if name.startswith("self."):
            scope = self.class_at(binding.at)
        owner, opened, key = name.partition("[")
        if opened:
            self.entries.setdefault((scope, owner), []).append((key.rstrip("]"), binding))
            return
        self.bindings.setdefault((scope, name), []).append(binding)
        self.anywhere.setdefault(name, []).append(binding)

    def scopes(self, at: int) -> Iterator[int]:
        """The scopes around a byte, the innermost first, the module last."""
        inner = self.spans.innermost(at)
        number = self._scope_of[inner] if inner >= 0 else MODULE
        left = MAX_SCOPES
        while number != MODULE and left:
            left -= 1
            yield number
            outer = self.spans.spans[number].parent
            number = self._scope_of[outer] if outer >= 0 else MODULE
        yield MODULE

    def scope_at(self, at: int, skip: tuple[int, int] | None = None) -> int:
        """The innermost scope around a byte that is not the stretch `skip`."""
        for number in self.scopes(at):
            if number == MODULE:
                break
            span = self.spans.spans[number]
            if (span.start, span.end) != skip:
                return number
        return MODULE

    def class_at(self, at: int) -> int:
        """The innermost class around a byte, or the module."""
        return next((n for n in self.spans.around(at) if self.spans.spans[n].kind == "class"), MODULE)

    def function_at(self, at: int) -> int:
        """The innermost function around a byte, or the module."""
        return next((n for n in self.spans.around(at) if self.spans.spans[n].kind == "function"), MODULE)

    def find(self, name: str, at: int) -> list[Binding]:
        """What a name can be bound to at a byte: the innermost scope that knows it, else any assignment in the file."""
        for scope in self.scopes(at):
            found = self.bindings.get((scope, name))
            if found:
                return found
        return [one for one in self.anywhere.get(name, []) if one.kind == "value"]

    def attribute(self, scope: int, name: str) -> list[Binding]:
        """What an attribute of a class can be: what its methods assign, else what its body says."""
        return self.bindings.get((scope, "self." + name)) or self.bindings.get((scope, name)) or []

    def class_about(self, scope: int) -> Class | None:
        """The class whose scope it is, None for any other scope."""
        about = self.spans.spans[scope].about if scope != MODULE else None
        return about if isinstance(about, Class) else None

    def function_about(self, scope: int) -> Function | None:
        """The function whose scope it is, None for any other scope."""
        about = self.spans.spans[scope].about if scope != MODULE else None
        return about if isinstance(about, Function) else None

    def fields(self, scope: int) -> list[Field]:
        """The names that the body of a class binds to a value or a type, in order of the text."""
        found = [
            Field(scope, name, bound[0])
            for (where, name), bound in self.bindings.items()
            if where == scope and not name.startswith("self.") and bound[0].kind == "value"
        ]
        return sorted(found, key=lambda field: field.binding.at)
