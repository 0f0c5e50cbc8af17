"""What the manifests of containers share: environment entries, start commands, and addresses in plain settings.

Used by the detectors of compose, Kubernetes and workflow files; reads nodes, never files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from posixpath import normpath

from msgspec import Struct

from sovassess.detectors.commands import Script, observed
from sovassess.detectors.installs import indexes_of_variable
from sovassess.detectors.serving import served_models, started_server
from sovassess.detectors.stores import BACKUP_VARIABLES, backup_target, immutable_store
from sovassess.detectors.switches import switching
from sovassess.formats.shell import commands
from sovassess.formats.templates import Masked
from sovassess.formats.tokens import decoded
from sovassess.formats.yaml import Node
from sovassess.model.enums import Usage
from sovassess.model.observations import (
    Address,
    AnyObservation,
    EnvironmentValue,
    Fact,
    ModelName,
    PackageSource,
    Place,
)
from sovassess.model.values import Unresolved, Value, literal, unresolved
from sovassess.source.view import FileView

_SECRET_NAME = re.compile(
    r"(?:^|_)(PASSWORD|PASSWD|PASS|PWD|SECRET|TOKEN|API_?KEY|ACCESS_KEY|SECRET_KEY|PRIVATE_KEY|PAT)$", re.IGNORECASE
)
_LICENCE_NAME = re.compile(
    r"(LMD_LICENSE_FILE|LICENSE_FILE|LICENSE_SERVER|LICENCE_SERVER|^CDLMD|^LM_LICENSE)", re.IGNORECASE
)
_LICENCE_SERVER = re.compile(r"(?:(?<=^)|(?<=[;:,]))(\d+@[\w.-]+)")
_URL = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)


_SECRET_KEY = re.compile(
    r"(password|passwd|passphrase|secret|token|api_?key|access_?key|private_?key|encryptedData\.\w+)$", re.IGNORECASE
)


def masked_secret(name: str, value: Value) -> Value:
    """The value of a setting, or an unresolved one where the name says that a literal is a secret."""
    return unresolved("secret") if value.literal and _SECRET_KEY.search(name) else value


class Frame(Struct, frozen=True, kw_only=True):
    """What all observations of one container or document have in common.

    `masked` gives the condition of each line in templated text; it counts where `condition` is empty.
    """

    view: FileView
    component: str = ""
    usage: Usage = Usage.MAIN
    condition: str = ""
    masked: Masked | None = None

    def common(self, line: int) -> dict[str, object]:
        """The shared keyword arguments of an observation at a line."""
        condition = self.condition or (self.masked.condition(line) if self.masked else "")
        return {"at": self.place(line), "component": self.component, "usage": self.usage, "condition": condition}

    def within(self, component: str) -> Frame:
        """The same for another component of the file."""
        return Frame(
            view=self.view, component=component, usage=self.usage, condition=self.condition, masked=self.masked
        )

    def optional(self, condition: str) -> Frame:
        """The same for something that is off as shipped."""
        return Frame(
            view=self.view, component=self.component, usage=Usage.OPTIONAL, condition=condition, masked=self.masked
        )

    def make(self, kind: Callable[..., AnyObservation], line: int, /, **fields: object) -> AnyObservation:
        """An observation at a line."""
        return kind(**self.common(line), **fields)

    def place(self, line: int) -> Place:
        """The place of a line."""
        return self.view.place(line or None)


def started(frame: Frame, words: Node, resolve: Callable[[str], Value]) -> Iterator[AnyObservation]:
    """What a start command (a list of words, or a text) loads and fetches. A list may hold a script for a shell."""
    if words.kind == "scalar":
        if not words.is_null:
            yield from _script(frame, words.text, words.content_line)
        return
    texts = words.texts
    if not texts:
        return
    script = texts[-1] if len(texts) >= 2 and re.fullmatch(r"-[a-z]*c", texts[-2]) else ""
    if script:
        yield from _script(frame, script, words.members[-1].content_line)
        return
    server = started_server(texts)
    if server:
        yield frame.make(Fact, words.line, kind="server", name=server)
    for key, model, weights in served_models(texts):
        line = next((member.line for member in words.members if model in member.text), words.line)
        yield frame.make(ModelName, line, value=resolve(model), key=key, weights=weights)
    yield from _signing_in(frame, words, resolve)
    for kind, target in (("immutable-store", immutable_store(texts)), ("backup", backup_target(texts))):
        if target:
            yield _kept(frame, words.line, kind, str(resolve(target)))
    for index, argument in switching(texts):
        line = next((member.line for member in words.members if member.text == texts[index]), words.line)
        yield switched(frame, line, "argument", argument)


def _signing_in(frame: Frame, words: Node, resolve: Callable[[str], Value]) -> Iterator[AnyObservation]:
    """Who signs people in, where a start argument says it: `--oidc-issuer-url=…`, or the address as the next word."""
    for place, member in enumerate(words.members):
        option, equals, value = member.text.partition("=")
        if not _ISSUER.match(option):
            continue
        given = words.members[place + 1] if not equals and place + 1 < len(words.members) else member
        text = value if equals else given.text
        if _URL.match(text):
            yield frame.make(Address, given.line, value=resolve(text), key=option)


def _kept(frame: Frame, line: int, kind: str, target: str) -> AnyObservation:
    return frame.make(Fact, line, kind=kind, name=target, fields=(("target", target),))


def switched(frame: Frame, line: int, setting: str, value: str) -> AnyObservation:
    """An argument or a setting that keeps something from going outside, as the file writes it."""
    return frame.make(Fact, line, kind="switch", name=value, fields=(("setting", setting), ("value", value)))


def _script(frame: Frame, text: str, line: int) -> Iterator[AnyObservation]:
    condition = frame.condition or (frame.masked.condition(line) if frame.masked else "")
    script = Script(
        view=frame.view, text=text, line=line, component=frame.component, usage=frame.usage, condition=condition
    )
    yield from observed(script)
    for command in commands(text, line):
        for _, argument in switching(command.words):
            yield switched(frame, command.line, "argument", argument)


def assigned(frame: Frame, line: int, name: str, value: Value, *, shared: str = "") -> Iterator[AnyObservation]:
    """A variable that a manifest sets, and what else its name gives away. A literal secret is only named."""
    text = value.literal or ""
    named = any(isinstance(part, Unresolved) and part.reason.startswith("secret") for part in value.parts)
    hidden = bool(text) and bool(_SECRET_NAME.search(name) or text.startswith("-----BEGIN"))
    secret = hidden or named
    shown = unresolved("secret") if hidden else value
    yield frame.make(EnvironmentValue, line, name=name, value=shown, secret=secret, shared=shared)
    yield from _licence(frame, name, value, line)
    if name in BACKUP_VARIABLES and not secret and not value.is_empty:
        yield _kept(frame, line, "backup", str(value))
    for ecosystem, address in indexes_of_variable(name, value):
        yield frame.make(PackageSource, line, ecosystem=ecosystem, address=address)


def _licence(frame: Frame, name: str, value: Value, line: int) -> Iterator[AnyObservation]:
    """A licence server that an environment variable names (`1055@host`, several of them, or a URL)."""
    if not _LICENCE_NAME.search(name):
        return
    shown = str(value)
    text = value.with_defaults
    servers = _LICENCE_SERVER.findall(text) if text else []
    if text and not servers and _URL.match(text):
        servers = [text]
    mode = "online" if servers or text is None else "offline" if text else "unknown"
    fields = (("address", ",".join(servers) or ("" if text else shown)), ("mode", mode), ("product", name))
    yield frame.make(Fact, line, kind="licence", name=name, fields=tuple(field for field in fields if field[1]))
    if text is None:
        yield frame.make(Address, line, value=value, key=name)
    for server in servers:
        host = server.rpartition("@")[2]
        yield frame.make(Address, line, value=literal(host), key=name)


def words_of(*nodes: Node) -> tuple[str, ...]:
    """The words of commands and arguments, shown for a person."""
    words: list[str] = []
    for node in nodes:
        if node.is_sequence:
            words += [member.shown for member in node.members]
        elif node.is_scalar:
            words += node.shown.split()
    return tuple(words)


def below(folder: str, path: str) -> str:
    """A path relative to a folder, as a path relative to the root; "" for the root itself or a place outside."""
    joined = normpath(f"{folder}/{path}" if folder else path)
    return "" if joined == "." or joined.startswith("..") else joined


_TEXT_URL = re.compile(
    r"\b(?:https?|wss?|grpcs?|amqps?|rediss?|postgres(?:ql)?|mongodb(?:\+srv)?|s3|gs)://[^\s\"'<>`,;)\]}|]+"
)
# Options that name who signs people in, and not where they come back to (kube-apiserver, oauth2-proxy, and others).
_ISSUER = re.compile(
    r"^--?(?!.*(redirect|callback|logout))[\w.-]*(oidc|oauth2?|sso|saml|login)[\w.-]*(issuer|url|uri)$"
)
_COMMENT = re.compile(r"^\s*(#|//|;|--|<!--|\*)")
# What is there for people to click on or to read: an entry of a start page, the way to a manual.
_LINK = re.compile(
    r"^[\s-]*[\"']?(?:href|icon|logo|more info at|mailing list|documentation|homepage)[\"']?\s*[:=]", re.IGNORECASE
)
_QUOTED = re.compile(r"[`\"']([\w.-]+)[`\"']")
_ROUTE = re.compile(r"\bHost\(([^()\n]{1,500})\)")


def routed_hosts(texts: Iterable[str]) -> tuple[str, ...]:
    """The names under which a gateway of one's own hands on to a service: Traefik's rule "Host(`a`, `b`)" in a label
    or a tag (doc.traefik.io, "Routers")."""
    found = [host for text in texts for match in _ROUTE.finditer(text) for host in _QUOTED.findall(match[1])]
    return tuple(dict.fromkeys(found))


# What leads to a URL on its line: `root_url = `, `"description": "`.
_LED = re.compile(r"^\s*(?:-\s+)?[\"']?(?P<key>[A-Za-z_][\w.-]{0,80})[\"']?\s*[:=]\s*[\"']?$")
_DESCRIBES = re.compile(r"^(?:\s|---|\{|#[^\n]*\n)*[\"']?(?:openapi|swagger)[\"']?\s*:\s*[\"']?[23]")


def addresses_in(frame: Frame, text: str, line: int, key: str) -> Iterator[AnyObservation]:
    """The URLs in a configuration file that stands inside a manifest, each with the key it is given there; comments and
    descriptions of an interface, which call nobody, are left out."""
    if _DESCRIBES.match(text):
        return
    for offset, written in enumerate(text.split("\n")):
        if _COMMENT.match(written) or _LINK.match(written):
            continue
        for match in _TEXT_URL.finditer(re.split(r"\s#\s", written)[0]):
            url = match[0].rstrip(".")
            if "://$" not in url and not url.startswith("http://www.w3.org/"):
                led = _LED.match(written[: match.start()])
                named = f"{key}.{led['key']}" if led else key
                yield frame.make(Address, line + offset, value=decoded(url), key=named)
