"""What shell commands fetch, install, push and serve, for every detector that meets shell text.

Reads build steps, pipeline scripts and start commands alike. Knows programs and their arguments, never who owns a host.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from posixpath import dirname, normpath

from msgspec import Struct

from sovassess.detectors import installs
from sovassess.detectors.mounts import MOUNTED, mounted
from sovassess.detectors.properties import told
from sovassess.detectors.serving import downloaded_data, served_models, started_server
from sovassess.detectors.stores import backup_target, immutable_store
from sovassess.detectors.tools import started_tools
from sovassess.formats.image import parsed
from sovassess.formats.interpolation import interpolated
from sovassess.formats.shell import Command, commands
from sovassess.model.enums import Usage
from sovassess.model.observations import (
    Address,
    AnyObservation,
    Call,
    Download,
    EnvironmentValue,
    Fact,
    Image,
    ModelName,
    Tool,
)
from sovassess.model.values import Text, Value, Variable, literal
from sovassess.source.view import FileView

_FETCHERS = frozenset({"curl", "wget", "aria2c", "wget2", "axel", "iwr", "Invoke-WebRequest"})
_RUNNERS = frozenset({
    "sh", "bash", "zsh", "dash", "ash", "ksh", "fish", "python", "python3", "node", "perl", "ruby", "php", "pwsh",
    "powershell", "source", ".", "eval", "iex",
})  # fmt: skip
NEAR = 8  # lines between a download and the check of its hash
_CHECKS = frozenset({
    "sha256sum", "sha512sum", "sha1sum", "md5sum", "shasum", "cosign", "gpgv", "minisign", "b2sum", "slsa-verifier",
})  # fmt: skip
_VALUE_FLAGS = frozenset({
    "-o", "--output", "-O", "--output-document", "-H", "--header", "-A", "--user-agent", "-u", "--user", "-e",
    "--referer", "-w", "--write-out", "-m", "--max-time", "--retry", "--retry-delay", "--connect-timeout", "-d",
    "--data",
    "--data-raw", "--data-binary", "-F", "--form", "-X", "--request", "-x", "--proxy", "--cacert", "--cert", "--key",
    "-P", "--directory-prefix", "-T", "--timeout", "-t", "--tries", "-b", "-c", "-K", "--output-dir", "--resolve",
})  # fmt: skip
_SENDING = ("-d", "--data", "--data-raw", "--data-binary", "-F", "--form", "-X", "--request", "--post-data", "--json")
_MOVING = re.compile(r"(?<![\w.-])(latest|main|master|HEAD|head|nightly|trunk|develop)(?![\w])")
_URL = re.compile(r"^(https?|ftp)://", re.IGNORECASE)
_URL_NAME = re.compile(r"(URL|URI|LINK|MIRROR|ENDPOINT)", re.IGNORECASE)
_OWN = re.compile(r"^https?://(localhost|127\.|0\.0\.0\.0|\[::1\])", re.IGNORECASE)
_ENGINES = frozenset({"docker", "podman", "nerdctl", "buildah", "crane", "skopeo"})
_ENGINE_FLAGS = frozenset({
    "-p", "--publish", "-v", "--volume", "-e", "--env", "--name", "--network", "--net", "-w", "--workdir", "-u",
    "--user",
    "--entrypoint", "--gpus", "--shm-size", "--mount", "--env-file", "--platform", "-h", "--hostname",
    "--restart", "-m",
    "--memory", "--cpus", "--add-host", "-l", "--label", "--device", "--ipc", "--cap-add", "--cap-drop",
    "--security-opt",
    "--pull", "--ulimit", "--runtime", "--tmpfs", "--log-driver", "--log-opt", "--health-cmd", "--dns", "--pid",
    "--arch",
})  # fmt: skip
_LOADED = re.compile(
    r"\b(snapshot_download|hf_hub_download|from_pretrained)\(\s*(?:repo_id\s*=\s*)?[\"']([^\"']+)[\"']"
)


# A manifest that a script names in a folder below its own.
_OWN_MANIFEST = re.compile(r"(?:\./)?(?:[\w-][\w.-]*/)+[\w.-]+\.ya?ml$")
APPLIED = "applied by a script"


class Script(Struct, frozen=True, kw_only=True):
    """Shell text in a file and what its observations share. `line` is where the text starts.

    `known` holds variables whose value the surrounding file tells; `exports` is False where `export X=…` says nothing.
    """

    view: FileView
    text: str
    line: int
    component: str = ""
    usage: Usage = Usage.MAIN
    condition: str = ""
    known: dict[str, Value] = {}
    exports: bool = True

    def resolve(self, word: str) -> Value:
        """The value of a word with its variables."""
        return interpolated(word, self.known)


def observed(script: Script) -> Iterator[AnyObservation]:
    """What the commands of a script do that reaches beyond it, in order."""
    read = commands(script.text, script.line)
    checks = [command.line for command in read if _verifies(command)]
    pinned_later = any(command.words[:2] in (("git", "checkout"), ("git", "reset")) for command in read)
    seen: set[tuple[str, ...]] = set()
    for command in read:
        yield from _assigned(script, command)
        if not command.words:
            continue
        checked = not command.sink and any(abs(line - command.line) <= NEAR for line in checks)
        yield from _fetched(script, command, checked=checked)
        yield from _cloned(script, command, pinned=pinned_later)
        for made in installs.installed(script.view, command, script.resolve):
            found = installs.redirected(made, script.known)
            key = installs.source_key(found)
            if key is None or key not in seen:
                yield _placed(script, found)
            if key is not None:
                seen.add(key)
        yield from _shipped(script, command)
        for name, url in told(command.words):
            yield _Common(script, command)(Address, value=script.resolve(url), key=name)
        yield from _loaded(script, command)
        yield from _kept(script, command)
        for repository in mounted(command):
            if (MOUNTED, repository) not in seen:
                seen.add((MOUNTED, repository))
                yield _Common(script, command)(Address, value=literal(f"https://{repository}"), key=MOUNTED)


def _placed(script: Script, found: AnyObservation) -> AnyObservation:
    """The observation with what the script says about all of its own."""
    changes = {name: getattr(found, name) for name in found.__struct_fields__}
    condition = script.condition or found.condition
    changes |= {"component": script.component, "usage": script.usage, "condition": condition}
    return type(found)(**changes)


class _Common(Struct, frozen=True):
    """Keyword arguments that every observation of a command takes."""

    script: Script
    command: Command

    def __call__(self, make: Callable[..., AnyObservation], **fields: object) -> AnyObservation:
        script = self.script
        return make(
            at=script.view.place(self.command.line),
            component=script.component,
            usage=script.usage,
            condition=script.condition,
            **fields,
        )


def _assigned(script: Script, command: Command) -> Iterator[AnyObservation]:
    if not script.exports:
        return
    pairs = command.words[1:] if command.program == "export" else command.assignments if command.words else ()
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if equals and re.fullmatch(r"[A-Za-z_]\w*", name):
            yield _Common(script, command)(EnvironmentValue, name=name, value=script.resolve(value))


def _verifies(command: Command) -> bool:
    """True for a command that compares a hash or a signature."""
    if command.program in ("cosign", "gpg"):
        return any(word.startswith(("verify", "--verify")) for word in command.words)
    return command.program in _CHECKS or any(word.startswith("--checksum") for word in command.words)


def _fetched(script: Script, command: Command, *, checked: bool) -> Iterator[AnyObservation]:
    if command.program not in _FETCHERS:
        return
    make = _Common(script, command)
    sending = any(word in _SENDING or word.startswith("--data") for word in command.words)
    skip = False
    for word in command.words[1:]:
        if skip:
            skip = False
            continue
        if word.startswith("-"):
            skip = word in _VALUE_FLAGS and not (word == "-O" and command.program == "curl")
            continue
        if not _is_address(word, script) or _OWN.match(word):
            continue
        value = script.resolve(word)
        if sending:
            yield make(Address, value=value, key=command.program)
            continue
        moving = _MOVING.search(value.with_defaults or word) is not None
        yield make(Download, address=value, piped=command.sink in _RUNNERS, checked=checked, moving=moving)


def _is_address(word: str, script: Script) -> bool:
    if _URL.match(word):
        return True
    match = re.match(r"^\$\{?(\w+)", word)
    if not match:
        return False
    known = script.known.get(match[1])
    text = known.with_defaults if known else None
    return bool(_URL.match(text)) if text else bool(_URL_NAME.search(match[1]))


def _cloned(script: Script, command: Command, *, pinned: bool) -> Iterator[AnyObservation]:
    if command.program != "git" or not {"clone", "submodule"} & set(command.words):
        return
    words = command.words
    reference = next(
        (words[i + 1] for i, word in enumerate(words[:-1]) if word in ("-b", "--branch", "--revision")), ""
    )
    moving = not pinned and (not reference or _MOVING.search(reference) is not None)
    for word in words[2:]:
        if _URL.match(word) or re.match(r"^(git|ssh)(://|@)", word) or _is_address(word, script):
            yield _Common(script, command)(Download, address=script.resolve(word), moving=moving)


def _shipped(script: Script, command: Command) -> Iterator[AnyObservation]:
    """Registries and clusters' sources that a command names."""
    make = _Common(script, command)
    words = command.words
    positional = _positional(words[1:], _ENGINE_FLAGS)
    if command.program == "helm":
        urls = [word for word in words if _URL.match(word) or word.startswith("oci://")]
        for url in urls:
            yield make(Address, value=script.resolve(url), key=f"helm {words[1]}")
        return
    if command.program == "kubectl" and {"apply", "create"} & set(words):
        for word in words:
            if _URL.match(word):
                moving = _MOVING.search(word) is not None
                yield make(Download, address=script.resolve(word), moving=moving)
            elif script.view.folder and _OWN_MANIFEST.match(word):
                folder = dirname(normpath(f"{script.view.folder}/{word}"))
                yield make(Fact, kind="optional-folder", name=folder, fields=(("why", APPLIED),))
        return
    if command.program not in _ENGINES or not positional:
        return
    action, rest = positional[0], positional[1:]
    if action == "login":
        login = _positional(words[2:], _ENGINE_FLAGS | {"-p", "--password", "-u", "--username"})
        yield make(Address, value=script.resolve(login[0]) if login else literal("docker.io"), key="docker login")
    elif action in ("push", "copy") and rest:
        for target in rest:
            yield make(Address, value=registry_address(script.resolve(target)), key="docker push")
    elif action in ("pull", "run") and rest:
        yield make(Image, reference=script.resolve(rest[0]), use="ci")


def registry_address(reference: Value) -> Value:
    """The registry's host of an image reference; the default registry where none is written."""
    registry = parsed(reference).registry
    if registry is not None:
        return literal(registry)
    first = reference.parts[0] if reference.parts else Text("")
    return Value((first,)) if isinstance(first, Variable) else reference


def _positional(words: tuple[str, ...], with_value: frozenset[str]) -> list[str]:
    found: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in with_value
        else:
            found.append(word)
    return found


def _kept(script: Script, command: Command) -> Iterator[AnyObservation]:
    """Stores that a command locks, and backups that it writes."""
    for kind, target in (("immutable-store", immutable_store(command.words)), ("backup", backup_target(command.words))):
        if target:
            shown = str(script.resolve(target))
            yield _Common(script, command)(Fact, kind=kind, name=shown, fields=(("target", shown),))


def _loaded(script: Script, command: Command) -> Iterator[AnyObservation]:
    make = _Common(script, command)
    server = started_server(command.words)
    if server:
        yield make(Fact, kind="server", name=server)
    for key, model, weights in served_models(command.words):
        yield make(ModelName, value=script.resolve(model), key=key, weights=weights)
    for callee, name in downloaded_data(command.words):
        yield make(Call, language="python", callee=callee, arguments=(("0", script.resolve(name)),))
    for tool in started_tools(command.words):
        yield make(Tool, **tool)
    taken = [word for word in command.words[3:] if word.startswith("hub://")]
    if command.words[1:3] == ("hub", "install") and taken:
        arguments = tuple((str(index), script.resolve(word)) for index, word in enumerate(taken))
        # The program does what its library of the same name does when code calls it.
        yield make(Call, language="python", callee=f"{command.program}.hub.install", arguments=arguments)
    for word in command.words:
        for match in _LOADED.finditer(word):
            yield make(ModelName, value=literal(match[2]), key="argument", callee=match[1], weights=True)
