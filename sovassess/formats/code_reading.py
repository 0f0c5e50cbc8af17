"""The observations of one program: imports, calls, environment reads, addresses and model names. No vendor is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tree_sitter import Node

from sovassess.formats import code_words as words
from sovassess.formats import expressions as e
from sovassess.formats.circumstances import Circumstances
from sovassess.formats.code_clients import GIVES_ADDRESS, MODULE_SETTINGS, REMADE, given_by, given_to_module, is_remade
from sovassess.formats.code_tools import started_tools
from sovassess.formats.code_values import ROUTED, Dialect, Fallbacks, clean, is_model, keys_of, without_protocol
from sovassess.formats.concerns import Concerns
from sovassess.formats.environment import read_of
from sovassess.formats.evaluation import Evaluator
from sovassess.formats.known import EVERYTHING, KnownNames
from sovassess.formats.names import REMAKES, Callee
from sovassess.formats.program import SELVES, Program
from sovassess.formats.syntax import starts_with_word
from sovassess.formats.truths import Circumstance
from sovassess.model.observations import Address, AnyObservation, Call, Import, ModelName, Place
from sovassess.model.values import Value, Variable, unresolved, variable

__all__ = ["Dialect", "Reading", "clean", "is_model"]
_LOGGING = (".debug", ".info", ".warn", ".warning", ".error", ".exception", ".log")
MAX_CALLS, MAX_ARGUMENTS = 4_000, 40
_NO_MODELS = frozenset({"get", "post", "add_argument", "filter", "Column", "ForeignKey", "Field"})
_OPENING = re.compile(rb"(?:await\b|new\b|typeof\b|[\s(<])*")


class Reading:
    """One pass over one program."""

    def __init__(
        self, program: Program, dialect: Dialect, place: Callable[[int], Place], known: KnownNames = EVERYTHING
    ) -> None:
        self.program = program
        self.dialect = dialect
        self.concerns = Concerns(known, dialect.language)
        self.place = place
        self.evaluator = Evaluator(program)
        if dialect.own is not None:
            self.evaluator.elsewhere = self.own
        self._remakes = REMADE.search(program.data) is not None
        self._taken_from: dict[str, Value | None] = {}
        self._imported = sorted({one.module for one in program.imports}, key=lambda module: (-len(module), module))
        self.names = self.evaluator.names
        self.circumstances = Circumstances(self.evaluator, place(1).path, lambda name: self.own(name) is not None)
        self.called: dict[int, str] = {}
        """The qualified names of reported calls, by the byte at which they start."""
        self.taken = set[int]()
        """Bytes at which an HTTP call starts whose address has been reported."""
        self.modules = {one.module for one in program.imports} if dialect.language == "javascript" else set[str]()
        self.named: set[int] = set()
        """Lines on which a model has been reported."""
        self.before = 0
        self.consumed: set[int] = set()
        """Bindings, by identity, whose address has been reported where it is used."""
        self.fallbacks = Fallbacks()
        self._interesting: dict[str, bool] = {}

    def own(self, qualified: str) -> Value | None:
        """An imported name as a reference to another module of the tree, None if it belongs to somebody else."""
        if qualified not in self._taken_from:
            self._taken_from[qualified] = self._reference(qualified)
        return self._taken_from[qualified]

    def _reference(self, qualified: str) -> Value | None:
        for module in self._imported:
            if qualified.startswith(module):
                rest = qualified[len(module) :]
                if rest and (module.endswith(".") or rest[0] == "."):
                    found = self.dialect.own(module, tuple(rest.strip(".").split("."))) if self.dialect.own else ""
                    return variable(f"module:{found}") if found else None
        return None

    def imports(self) -> Iterator[AnyObservation]:
        """Import statements of modules that are not of the language itself."""
        for one in self.program.imports:
            if not self.dialect.outside(one.module) or not self.concerns.imports(one.module):
                continue
            around = self.circumstances.at(one.at)
            if around.dead:
                continue
            yield Import(
                at=self.place(one.line),
                usage=around.usage,
                condition=around.condition,
                gates=around.gates,
                language=self.dialect.language,
                module=one.module,
                names=one.names[:50],
                guarded=around.guarded,
                type_only=one.type_only or around.type_only,
            )

    def calls(self) -> Iterator[AnyObservation]:
        """Calls of imported things, with the addresses, model names and environment reads in them."""
        for node in self.program.calls[:MAX_CALLS]:
            if not self._worth(node):
                continue
            function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
            call = self.program.lower(node) if function is None else e.OPAQUE
            if function is not None:
                callee = self.names.callee(self.program.lower(function))
            else:  # a construction whose parts the language's grammar names otherwise
                callee = self.names.callee(call.function) if isinstance(call, e.Invocation) else None
            given = self.program.data[node.start_byte : node.end_byte]
            if callee is not None and (self.dialect.quiet(callee.name) or not self.concerns.call(callee.name, given)):
                continue
            call = self.program.lower(node) if function is not None else call
            if isinstance(call, e.Invocation) and not (self._remakes and is_remade(node)):
                # The addresses in a component's attributes are found as those of any element.
                yield from self._call(call, callee, alone=node.type.startswith("jsx"))

    def _worth(self, node: Node) -> bool:
        data = self.program.data
        start = _OPENING.match(data, node.start_byte)
        offset = start.end() if start else node.start_byte
        word = starts_with_word(data, offset)
        if word in SELVES:
            word = f"{word}.{starts_with_word(data, offset + len(word) + 1)}"
        known = self._interesting.get(word)
        if known is None:
            known = self._interesting[word] = self._leads_outside(word)
        return known

    def _leads_outside(self, word: str) -> bool:
        if word in words.GLOBAL_HTTP or word in {"import", "require", "Deno"} or "env" in word.lower():
            return True
        owner, _, name = word.rpartition(".")
        bindings = self.program.anywhere.get("self." + name if owner else word, [])
        if owner:
            bindings = bindings + self.program.anywhere.get(name, [])
        for one in bindings[:12]:
            callee = self.names.bound(one, name)
            if callee is not None and not self.dialect.quiet(callee.name):
                return True
            if one.kind in {"value", "parameter"} and one.annotation is not None:
                return True
            # An instance of a class of this file, whose attributes may be clients.
            local = starts_with_word(self.program.data, one.value.start_byte) if one.value is not None else ""
            if one.kind == "value" and local in self.program.classes:
                return True
        return False

    def _call(self, call: e.Invocation, callee: Callee | None, *, alone: bool = False) -> Iterator[AnyObservation]:
        around = self.circumstances.at_call(call.at)
        if around.dead:
            return
        if read_of(call, self.names) is not None:
            return  # `environment_reads` reports it, with what stands around it
        name = callee.name if callee is not None else e.dotted(call.function)
        if callee is not None and name in self.modules:
            name += ".default"  # what `require` gives is called as the default export is
        if callee is None and not (name in words.GLOBAL_HTTP and not self.program.find(name, call.at)):
            return
        if callee is not None and not self.dialect.outside(callee.name):
            return
        self.before = len(self.evaluator.trail)
        if callee is not None and callee.made and name.endswith(_LOGGING):
            return
        arguments = self.arguments(call, callee)
        owner, _, last = name.rpartition(".")
        if (
            callee is not None
            and callee.made
            and last in REMAKES
            and any(GIVES_ADDRESS.search(f"{key}=") for key, _ in call.arguments)
        ):
            name = owner
        if name in words.GLOBAL_HTTP and arguments and str(arguments[0][1]).startswith(("/", "./")):
            return  # the program's own server
        self.called[call.at] = name
        if self.concerns.is_known(name):
            yield Call(
                at=self.place(call.line),
                usage=around.usage,
                condition=around.condition,
                gates=around.gates,
                language=self.dialect.language,
                callee=name,
                arguments=arguments,
            )
        if not alone:
            yield from self._addresses(call, name, arguments, around)
            yield from self._models(call, name, arguments, around)
        yield from started_tools(self.evaluator, name, call, self.place(call.line), around)

    def arguments(self, call: e.Invocation, callee: Callee | None) -> tuple[tuple[str, Value], ...]:
        """The arguments as values, the fields of objects beside them, then those of the construction behind it."""
        found: dict[str, Value] = {}
        self._collect(given_by(call, callee, self.dialect.language), found)
        if callee is not None:
            positional = "0" in found
            inherited: dict[str, Value] = {}
            self._collect(callee.made_with, inherited)
            for name, value in inherited.items():
                if name not in found and not (positional and name.isdigit()):
                    found[name] = value
            if not callee.made:
                self._collect(tuple(given_to_module(self.program, call, callee)), found)
        return tuple(found.items())[:MAX_ARGUMENTS]

    def _collect(self, pairs: tuple[tuple[str, e.Expression], ...], found: dict[str, Value]) -> None:
        for name, expression in pairs[:MAX_ARGUMENTS]:
            shown = self.evaluator.display(expression)
            if name.rsplit(".", 1)[-1] == e.SPREAD:
                if isinstance(shown, e.Mapping):
                    outer = name.removesuffix(e.SPREAD)
                    self._collect(tuple((outer + key, value) for key, value in shown.items[:MAX_ARGUMENTS]), found)
                else:
                    found.setdefault(e.SPREAD, unresolved("arguments that are put together elsewhere"))
                continue
            if isinstance(shown, e.Mapping):
                keyed = not name.isdigit()
                inner = tuple((f"{name}.{key}" if keyed else key, value) for key, value in shown.items[:MAX_ARGUMENTS])
                if name.count(".") < 2:
                    self._collect(inner, found)
                continue
            value = self._first(shown) if isinstance(shown, e.Sequence) else self.evaluator.value(expression)
            if value is not None and name not in found:
                found[name] = unresolved("credential") if words.SECRET.search(name) else clean(value)

    def _first(self, sequence: e.Sequence) -> Value | None:
        """The one string of a list, as in `hosts=["http://search:9200"]`; what has more is not one string."""
        if len(sequence.items) != 1:
            return unresolved("list")
        return self.evaluator.value(sequence.items[0])

    def _addresses(
        self, call: e.Invocation, name: str, arguments: tuple[tuple[str, Value], ...], around: Circumstance
    ) -> Iterator[AnyObservation]:
        before = self.before
        http = bool(words.HTTP_CALL.match(name)) or name in words.GLOBAL_HTTP
        for key, value in arguments:
            shown = value.with_defaults or str(value)
            if http and key in words.HTTP_ARGUMENT:
                known = words.URL.match(shown) or words.HOST.match(shown)
                starts = bool(value.parts) and isinstance(value.parts[0], Variable)
                if (known or starts) and not (value.with_defaults or "").startswith("/"):
                    self.taken.add(call.at)
                    self.consumed.update(self.evaluator.trail[before:])
                    yield self.address(call.line, value, name, around)
            elif words.HOST_ARGUMENT.match(key) and words.HOST.match(shown) and "." in shown:
                yield self.address(call.line, value, f"{name}.{key}", around)

    def address(self, number: int, value: Value, key: str, around: Circumstance) -> Address:
        """An address on a line."""
        return Address(
            at=self.place(number),
            usage=around.usage,
            condition=around.condition,
            gates=around.gates,
            value=clean(value),
            key=key[:120],
        )

    def _models(
        self, call: e.Invocation, name: str, arguments: tuple[tuple[str, Value], ...], around: Circumstance
    ) -> Iterator[AnyObservation]:
        last = name.rsplit(".", 1)[-1]
        weights = bool(words.WEIGHTS_CALL.search(name))
        first_names = bool(words.FIRST_IS_MODEL.search(name) or weights)
        local = weights and any(key == "local_files_only" and value.literal == "true" for key, value in arguments)
        own = {key for key, _ in call.arguments}
        addressed = last in ROUTED and any(key in MODULE_SETTINGS for key, _ in arguments)
        nested = {key for _, one in call.arguments for key in keys_of(self.evaluator.display(one))}
        for key, value in arguments:
            if key not in own and key not in nested:
                continue
            named = words.MODEL_ARGUMENT.match(key.rsplit(".", 1)[-1]) is not None
            second = key == "1" and last == "pipeline"
            if not named and not second and not (key == "0" and first_names):
                continue
            shown = value.with_defaults
            if shown is None:
                if not (named and value.variables):
                    continue
                shown = ""
            elif not words.MODEL_TEXT.match(shown) or shown in {"true", "false"}:
                continue
            if not named and not (words.LOOKS_LIKE_MODEL.search(shown) or words.QUALIFIED_MODEL.match(shown)):
                continue
            if last in _NO_MODELS:
                continue
            self.named.add(call.line)
            yield ModelName(
                at=self.place(call.line),
                usage=around.usage,
                condition=around.condition or ("local_files_only" if local else ""),
                gates=around.gates,
                value=without_protocol(value) if addressed else value,
                key=key,
                callee=name,
                weights=weights,
            )
