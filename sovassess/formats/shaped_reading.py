"""The observations of one program in a language that is described by a `Shape`. No vendor is known here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msgspec import Struct
from tree_sitter import Node

from sovassess.formats import code_words as words
from sovassess.formats import expressions as e
from sovassess.formats.addresses import listed_server
from sovassess.formats.code_reading import MAX_ARGUMENTS, MAX_CALLS, Dialect, Reading, is_model
from sovassess.formats.code_tools import started_tools
from sovassess.formats.concerns import Concerns
from sovassess.formats.environment import read_of
from sovassess.formats.known import EVERYTHING, KnownNames
from sovassess.formats.names import Callee
from sovassess.formats.program import SELVES, Program
from sovassess.formats.shaped_evaluation import ShapedCircumstances, ShapedEvaluator
from sovassess.formats.shapes import Shape
from sovassess.formats.syntax import line
from sovassess.formats.truths import Circumstance
from sovassess.model.observations import AnyObservation, Call, ModelName, Place
from sovassess.model.values import Part, Text, Value, Variable, literal

MAX_NESTING = 4
MAX_LOOK = 300
_HEAD = re.compile(
    rb"(?:await\b|new\b|return\b|[\s(&*!]|::)*(@{1,2}|\$|\\|)([A-Za-z_]\w*)(?:(?:\.|->|::|&\.|\?\.|\?->|!\.)(\w+))?"
)
_NAMES_MODEL = re.compile(
    r"(^|\.)((Get|get)?(Chat|Embedding|Audio|Image|Moderation)\w*Client|Add(OpenAI|AzureOpenAI|Ollama|Google|Mistral|"
    r"HuggingFace|Anthropic|Bedrock)\w*|As(I?ChatClient|I?EmbeddingGenerator)|agent|completion_model|embedding_model|"
    r"extractor|generative_?[mM]odel|GenerativeModel|OpenAIPromptExecutionSettings)$"
)
_TELLING = re.compile(
    r"^(create|generate|complet|chat|embed|moderat|request|invoke|stream|transcri|connect|publish)\w*|"
    r"^(get|post|put|patch|delete|head|send|fetch|run)(async|fromjsonasync|stringasync|asjsonasync)?$|client$",
    re.IGNORECASE,
)


class Tongue(Struct, frozen=True):
    """What differs between the languages. `root` says which package an unbound name belongs to; `http` are qualified
    calls whose first address is contacted; `extension` are methods that are known by their own name, whatever they are
    called on; `gives_back` are calls that hand on the text that they get; `worth` finds what a call must hold to be
    looked at, where calls are many."""

    dialect: Dialect
    shape: Shape
    root: Callable[[str], str | None]
    http: re.Pattern[str]
    gives_back: re.Pattern[str]
    extension: re.Pattern[str] | None = None
    worth: re.Pattern[bytes] | None = None


class ShapedReading(Reading):
    """One pass over one program."""

    def __init__(
        self, program: Program, tongue: Tongue, place: Callable[[int], Place], known: KnownNames = EVERYTHING
    ) -> None:
        super().__init__(program, tongue.dialect, place, known)
        self.tongue = tongue
        self.concerns = Concerns(known, tongue.dialect.language, tongue.http, _NAMES_MODEL)
        self.evaluator = ShapedEvaluator(program, tongue.root)
        self.names = self.evaluator.names
        self.circumstances = ShapedCircumstances(self.evaluator, binds=tongue.dialect.language == "csharp")
        self.modelled: set[int] = set()
        """Lines whose model names have been reported."""
        self._heads: dict[str, bool] = {}
        self._nesting = 0

    def calls(self) -> Iterator[AnyObservation]:
        """Calls of imported things, with the addresses, model names and environment reads in them."""
        seen: set[tuple[int, str]] = set()
        for node in sorted(self.program.calls[:MAX_CALLS], key=lambda node: (node.start_byte, -node.end_byte)):
            extension = self._extension(node)
            if extension is None and not self._worth(node):
                continue
            call = self.program.lower(node)
            if not isinstance(call, e.Invocation):
                continue
            callee = self.names.callee(call.function)
            if extension is not None:
                callee = Callee(extension)
            if callee is None or self.dialect.quiet(callee.name) or (call.at, callee.name) in seen:
                continue
            seen.add((call.at, callee.name))
            given = self.program.data[node.start_byte : node.end_byte]
            if extension is None and not self.concerns.call(callee.name, given):
                continue
            yield from self._shaped_call(call, callee, line(node))

    def _extension(self, node: Node) -> str | None:
        if self.tongue.extension is None:
            return None
        function = node.child_by_field_name("function")
        if function is None or function.type != "member_access_expression":
            return None
        match = self.tongue.extension.search((function.text or b"")[-120:].decode("utf-8", "replace"))
        return match.group(1).split("<")[0] if match is not None else None

    def _worth(self, node: Node) -> bool:
        needed = self.tongue.worth
        end = min(node.end_byte, node.start_byte + MAX_LOOK)
        if needed is not None and not needed.match(self.program.data, node.start_byte, end):
            return False
        match = _HEAD.match(self.program.data, node.start_byte)
        if match is None or node.type.startswith("implicit"):
            return node.type.startswith("implicit")
        sigil, head, tail = match.group(1), match.group(2).decode(), (match.group(3) or b"").decode()
        word = head if sigil not in {b"$", b"\\"} else sigil.decode() + head
        if sigil in {b"@", b"@@"}:
            word = f"self.{head}"
        elif head in SELVES and tail:
            word = f"{head}.{tail}"
        known = self._heads.get(word)
        if known is None:
            known = self._heads[word] = self._leads_outside(word)
        return known

    def _leads_outside(self, word: str) -> bool:
        owner, _, name = word.rpartition(".")
        if not owner and self.tongue.root(word) is not None and word not in self.program.classes:
            return True
        bindings = list(self.program.anywhere.get("self." + name, []))
        bindings += self.program.anywhere.get(name, [])
        for one in bindings[:16]:
            if one.annotation is not None:
                return True
            callee = self.names.bound(one, name)
            if callee is not None and not self.dialect.quiet(callee.name):
                return True
        return name in self.program.classes

    def _shaped_call(self, call: e.Invocation, callee: Callee, number: int) -> Iterator[AnyObservation]:
        around = self.circumstances.at_call(call.at)
        name = callee.name
        if around.dead or not self.dialect.outside(name) or read_of(call, self.names) is not None:
            return
        if words.SHOWN_CALL.search(name) and not self.tongue.http.search(name):
            return
        if callee.made and not self._tells(call, name):
            return
        self.before = len(self.evaluator.trail)
        arguments = self.arguments(call, callee)
        self.called[call.at] = name
        if self.concerns.is_known(name):
            yield Call(
                at=self.place(number),
                usage=around.usage,
                condition=around.condition,
                gates=around.gates,
                language=self.dialect.language,
                callee=name,
                arguments=arguments,
            )
        yield from self._addresses(call, name, arguments, around)
        yield from started_tools(self.evaluator, name, call, self.place(call.line), around)
        for one in self._models(call, name, arguments, around):
            self.modelled.add(number)
            yield one

    def _tells(self, call: e.Invocation, name: str) -> bool:
        """Whether a method call is worth reporting: by its name, or for a text that it is given."""
        if _TELLING.search(name.rsplit(".", 1)[-1]):
            return True
        for _, expression in call.arguments[:MAX_ARGUMENTS]:
            value = self.evaluator.value(expression)
            if isinstance(self.evaluator.display(expression), e.Mapping) or (
                value and (value.variables or value.literal)
            ):
                return True
        return False

    def _collect(self, pairs: tuple[tuple[str, e.Expression], ...], found: dict[str, Value]) -> None:
        """The arguments; those of an object of options beside them under their own names."""
        self._nesting += 1
        super()._collect(pairs, found)
        for name, expression in pairs[:MAX_ARGUMENTS]:
            shown = self.evaluator.display(expression)
            if isinstance(shown, e.Invocation) and read_of(shown, self.names) is None:
                inner = tuple(pair for pair in shown.arguments if not pair[0].isdigit())
                if inner and name.count(".") < 2 and self._nesting <= MAX_NESTING:
                    self._collect(inner, found)
        self._nesting -= 1
        for name, value in found.items():
            if any(isinstance(part, Text) and "=" in part.text for part in value.parts):
                found[name] = Value(tuple(_without_password(part) for part in value.parts))

    def _addresses(
        self, call: e.Invocation, name: str, arguments: tuple[tuple[str, Value], ...], around: Circumstance
    ) -> Iterator[AnyObservation]:
        http = self.tongue.http.search(name) is not None
        for key, value in arguments:
            shown = value.with_defaults or str(value)
            last = key.rsplit(".", 1)[-1]
            if http and (last in _PLACES or _ADDRESS_KEY.search(last)):
                known = words.URL.match(shown) or words.HOST.match(shown)
                starts = bool(value.parts) and isinstance(value.parts[0], Variable)
                if _FILES.search(name) and not words.WEB_URL.match(shown) and not starts:
                    continue
                if known or (starts and not (value.with_defaults or "").startswith("/")):
                    self.taken.add(call.at)
                    self.consumed.update(self.evaluator.trail[self.before :])
                    yield self.address(call.line, value, name, around)
            elif words.HOST_ARGUMENT.match(key) and words.HOST.match(shown) and "." in shown:
                yield self.address(call.line, value, f"{name}.{key}", around)
            elif (server := listed_server(value.literal or "")) is not None:
                yield self.address(call.line, literal(server), f"{name}.{key}", around)

    def _models(
        self, call: e.Invocation, name: str, arguments: tuple[tuple[str, Value], ...], around: Circumstance
    ) -> Iterator[AnyObservation]:
        yield from super()._models(call, name, arguments, around)
        if not _NAMES_MODEL.search(name):
            return
        value = next((value for key, value in arguments if key == "0"), None)
        shown = value.with_defaults if value is not None else None
        if value is None or shown is None or not is_model(shown):
            return
        yield ModelName(
            at=self.place(call.line),
            usage=around.usage,
            condition=around.condition,
            gates=around.gates,
            value=value,
            key="0",
            callee=name,
        )


def _without_password(part: Part) -> Part:
    return Text(_PASSWORD.sub(r"\1=", part.text)) if isinstance(part, Text) else part


_PASSWORD = re.compile(r"\b(password|pwd|accountkey|sharedaccesskey|apikey)\s*=\s*[^;\s&]+", re.IGNORECASE)
_FILES = re.compile(r"^(file_get_contents|fopen|URI\.open)$")
_PLACES = frozenset({"0", "1", "url", "uri", "host", "hostname"})
_ADDRESS_KEY = re.compile(
    r"(^|_)base_?(address|ur[il])$|^(BaseAddress|BaseUr[il]|RequestUri|baseUr[il]|CURLOPT_URL)$", re.I
)
