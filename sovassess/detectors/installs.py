"""Package installation commands: which index they ask and which packages they name.

No package's owner is known here, and no index has an address unless the command writes one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from sovassess.formats.shell import Command
from sovassess.model.observations import AnyObservation, Download, PackageSource, Requirement
from sovassess.model.values import Value, literal
from sovassess.source.view import FileView

_Resolve = Callable[[str], Value]
_PYTHON = re.compile(r"^(pip[\d.]*|python[\d.]*|uv|poetry|pdm|pipx|uvx|pipenv|hatch)$")
_SYSTEM = {
    "apt-get": "deb", "apt": "deb", "aptitude": "deb", "dnf": "rpm", "yum": "rpm", "microdnf": "rpm", "tdnf": "rpm",
    "zypper": "rpm", "apk": "apk",
}  # fmt: skip
_SYSTEM_ACTIONS = frozenset({"install", "update", "upgrade", "add", "makecache", "dist-upgrade", "groupinstall", "in"})
_OTHERS = {
    ("go", "install"): "golang", ("go", "get"): "golang", ("go", "mod"): "golang", ("go", "build"): "golang",
    ("cargo", "install"): "cargo", ("cargo", "build"): "cargo", ("cargo", "fetch"): "cargo", ("gem", "install"): "gem",
    ("bundle", "install"): "gem", ("bundler", "install"): "gem", ("composer", "install"): "composer",
    ("composer", "require"): "composer", ("dotnet", "restore"): "nuget", ("dotnet", "publish"): "nuget",
    ("dotnet", "build"): "nuget", ("conda", "install"): "conda", ("conda", "create"): "conda", ("conda", "env"):
    "conda",
    ("mamba", "install"): "conda", ("micromamba", "install"): "conda", ("micromamba", "create"): "conda",
}  # fmt: skip
_BUILDERS = {"mvn": "maven", "mvnw": "maven", "gradle": "maven", "gradlew": "maven"}
_PIP_VALUES = frozenset({
    "-r", "--requirement", "-c", "--constraint", "-t", "--target", "--prefix", "--root", "--python", "-f",
    "--find-links",
    "--platform", "--python-version", "--trusted-host", "--index-url", "-i", "--extra-index-url", "--index",
    "--timeout",
    "--default-index", "--only-binary", "--no-binary", "--cache-dir", "--retries", "-e", "--editable",
    "--index-strategy",
    "--default-timeout", "--progress-bar", "--extra", "--group", "--torch-backend", "--upgrade-strategy", "-C",
})  # fmt: skip
INDEX_VARIABLES = {
    "pypi": ("PIP_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX"),
    "npm": ("NPM_CONFIG_REGISTRY", "npm_config_registry", "YARN_NPM_REGISTRY_SERVER"),
    "golang": ("GOPROXY",),
}
_EXTRA_INDEX_VARIABLES = {"pypi": ("PIP_EXTRA_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_INDEX", "PIP_FIND_LINKS")}
_INDEX_FLAGS = ("--index-url", "-i", "--extra-index-url", "--index", "--default-index")
# Ids under which the distributions ship their own repositories.
_DISTRIBUTION = re.compile(
    r"^(baseos|appstream|base|crb|powertools|extras|updates|fedora|epel|ubi|rhel|codeready|ol\d|amazonlinux|photon)([-_*]|$)",
    re.IGNORECASE,
)
# What `resolution.indexes` knows a source by that follows the project's own files.
PROJECT_INDEX = "project index"
_PIP_NAME = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*(?:(===?|~=|[<>!]=?)\s*(.*))?$")
_NPM_NAME = re.compile(r"^((?:@[\w.-]+/)?[A-Za-z0-9][\w.-]*)(?:@(.+))?$")
_URL = re.compile(r"^(git\+)?(https?|ssh|git)://")
_DEB_LINE = re.compile(r"^\s*deb(?:-src)?\s+(?:\[[^\]]*\]\s*)?((?:https?|ftp)://\S+)")


def redirected(found: AnyObservation, known: Mapping[str, Value]) -> AnyObservation:
    """A public default index gives way to the one that a variable of the same file sets."""
    if isinstance(found, PackageSource) and found.address is None:
        for name in INDEX_VARIABLES.get(found.ecosystem, ()):
            if name in known and not known[name].is_empty:
                return PackageSource(at=found.at, ecosystem=found.ecosystem, address=known[name])
    return found


def indexes_of_variable(name: str, value: Value) -> Iterator[tuple[str, Value]]:
    """Ecosystem and address for each index that an environment variable of a package tool names."""
    for ecosystem, names in (*INDEX_VARIABLES.items(), *_EXTRA_INDEX_VARIABLES.items()):
        if name in names and not value.is_empty:
            text = value.literal
            for address in text.split() if text else ():
                yield ecosystem, literal(address)
            if text is None:
                yield ecosystem, value


def source_key(found: AnyObservation) -> tuple[str, ...] | None:
    """What tells two package sources of one script apart; None for anything else."""
    return (found.ecosystem, str(found.address), found.condition) if isinstance(found, PackageSource) else None


def installed(view: FileView, command: Command, resolve: _Resolve) -> Iterator[AnyObservation]:
    """Package sources and requirements of one command."""
    program, words = command.program, command.words
    if _PYTHON.match(program):
        yield from _python(view, command, resolve)
    elif program in ("npm", "pnpm", "yarn", "bun", "npx", "bunx", "corepack"):
        yield from _javascript(view, command, resolve)
    elif program in _SYSTEM:
        yield from _system(view, command, resolve)
    elif program in ("rpm", "dpkg"):
        for word in words[1:]:
            if _URL.match(word):
                yield Download(at=view.place(command.line), address=resolve(word))
    elif program in ("echo", "printf", "add-apt-repository"):
        for word in words[1:]:
            if match := _DEB_LINE.match(word):
                yield PackageSource(at=view.place(command.line), ecosystem="deb", address=resolve(match[1]))
    elif (ecosystem := _OTHERS.get((program, _action(words)))) or (ecosystem := _BUILDERS.get(program)):
        yield from _other(view, command, ecosystem, resolve)


def _action(words: tuple[str, ...]) -> str:
    return next((word for word in words[1:] if not word.startswith("-")), "")


def _options(words: tuple[str, ...], names: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for index, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in names:
            found.append(value if equals else words[index + 1] if index + 1 < len(words) else "")
    return [value for value in found if value]


def _python(view: FileView, command: Command, resolve: _Resolve) -> Iterator[AnyObservation]:
    words = command.words
    program = command.program
    at = view.place(command.line)
    if len(words) > 3 and "config" in words and "set" in words and words[-2].endswith("index-url"):
        yield PackageSource(at=at, ecosystem="pypi", address=resolve(words[-1]))
        return
    arguments = _python_arguments(program, words)
    if arguments is None:
        return
    indexes = _options(words, _INDEX_FLAGS)
    replaced = _options(words, ("--index-url", "-i", "--default-index"))
    names, links = _pip_names(arguments)
    local_only = not names and not links and any(word in (".", "-e") for word in arguments) and "--no-deps" in words
    if not replaced and "--no-index" not in words and not local_only:
        follows = not names and not links and _follows_project(program, words, arguments)
        yield PackageSource(at=at, ecosystem="pypi", condition=PROJECT_INDEX if follows else "")
    for index in indexes:
        yield PackageSource(
            at=at, ecosystem="pypi", address=resolve(index.rpartition("=")[2] if "=http" in index else index)
        )
    for link in links:
        yield Download(
            at=at, address=resolve(link), moving=link.startswith("git+") and "@" not in link.rsplit("/", 1)[-1]
        )
    for name, operator, version in names:
        pinned = operator in ("==", "===") and "*" not in version
        yield Requirement(at=at, ecosystem="pypi", name=name, version=operator + version, pinned=pinned)


def _follows_project(program: str, words: tuple[str, ...], arguments: tuple[str, ...]) -> bool:
    """True if the index is the one that the project's own file names, where it names one."""
    if "-r" in arguments or "--requirement" in arguments:
        return True
    return program in ("uv", "poetry", "pdm", "pipenv") and bool({"sync", "install", "lock"} & set(words[1:2]))


def _python_arguments(program: str, words: tuple[str, ...]) -> tuple[str, ...] | None:
    """What stands behind the command that installs, None if the command installs nothing."""
    if program.startswith("python"):
        return words[4:] if words[1:4] == ("-m", "pip", "install") else None
    if program == "uvx":
        return tuple(word for word in words[1:] if not word.startswith("-"))[:1]
    if program in ("uv", "poetry", "pdm", "pipenv", "hatch") and "pip" not in words[:2]:
        if program == "uv" and words[1:3] == ("tool", "install"):
            return words[3:]
        action = _action(words)
        if action not in ("sync", "install", "add", "lock"):
            return None
        return words[words.index(action) + 1 :] if action == "add" else ()
    return words[words.index("install") + 1 :] if "install" in words[:3] else None


def _pip_names(arguments: tuple[str, ...]) -> tuple[list[tuple[str, str, str]], list[str]]:
    names: list[tuple[str, str, str]] = []
    links: list[str] = []
    skip = False
    for word in arguments:
        if skip:
            skip = False
            if _URL.match(word) and word.startswith("git+"):
                links.append(word)
        elif word.startswith("-"):
            skip = word in _PIP_VALUES
        elif _URL.match(word) or " @ " in word:
            links.append(word.rpartition(" @ ")[2])
        elif not word.startswith((".", "/", "$")) and not word.endswith((".whl", ".tar.gz", ".txt")):
            match = _PIP_NAME.match(word.partition(";")[0].strip())
            names += [(match[1], match[2] or "", (match[3] or "").strip())] if match else []
    return names, links


def _javascript(view: FileView, command: Command, resolve: _Resolve) -> Iterator[AnyObservation]:
    words = command.words
    at = view.place(command.line)
    action = _action(words)
    if action == "config" and "registry" in words:
        yield PackageSource(at=at, ecosystem="npm", address=resolve(words[-1]))
        return
    runner = command.program in ("npx", "bunx") or (action in ("dlx", "exec", "x") and command.program != "npm")
    names: tuple[str, ...] = ()
    if runner:
        rest = [word for word in words[1:] if not word.startswith("-") and word not in ("dlx", "exec", "x")]
        if action == "exec":
            return
        names = tuple(rest[:1])
    elif action in ("install", "i", "ci", "add", "global") or (command.program == "yarn" and not action):
        names = tuple(
            word
            for word in words[1:]
            if not word.startswith("-") and word not in ("install", "i", "ci", "add", "global")
        )
    else:
        return
    registries = _options(words, ("--registry",))
    follows = not runner and not names and not registries
    yield PackageSource(
        at=at, ecosystem="npm", address=resolve(registries[0]) if registries else None,
        condition=PROJECT_INDEX if follows else "",
    )  # fmt: skip
    for name in names:
        if (match := _NPM_NAME.match(name)) and name not in registries and not name.startswith("."):
            version = match[2] or ""
            pinned = re.fullmatch(r"\d+\.\d+\.\d+\S*", version) is not None
            yield Requirement(at=at, ecosystem="npm", name=match[1], version=version, pinned=pinned)


def _only_named(words: tuple[str, ...]) -> bool:
    """True if all repositories are shut out but some that are no distribution's own: their files say where they are."""
    enabled = [
        name
        for value in _options(words, ("--enablerepo", "--repo", "--repoid"))
        for name in value.strip("'\"").split(",")
    ]
    shut = any(value.strip("'\"") == "*" for value in _options(words, ("--disablerepo",))) or bool(
        _options(words, ("--repo", "--repoid"))
    )
    return shut and bool(enabled) and not any(_DISTRIBUTION.match(name) for name in enabled)


def _system(view: FileView, command: Command, resolve: _Resolve) -> Iterator[AnyObservation]:
    words = command.words
    at = view.place(command.line)
    ecosystem = _SYSTEM[command.program]
    added = [*_options(words, ("--add-repo", "--repository", "-X", "addrepo")), *_options(words, ("--repofrompath",))]
    for address in added:
        yield PackageSource(at=at, ecosystem=ecosystem, address=resolve(address.rpartition(",")[2]))
    if not _SYSTEM_ACTIONS & set(words[1:]):
        return
    if not (added and ecosystem == "apk") and not (ecosystem == "rpm" and _only_named(words)):
        yield PackageSource(at=at, ecosystem=ecosystem)
    for word in words[1:]:
        if _URL.match(word) and word not in added:
            yield Download(at=at, address=resolve(word))


def _other(view: FileView, command: Command, ecosystem: str, resolve: _Resolve) -> Iterator[AnyObservation]:
    at = view.place(command.line)
    words = command.words
    if ecosystem == "golang" and words[1:3] in (("mod", "tidy"), ("mod", "vendor"), ("mod", "verify"), ("mod", "init")):
        return
    if "-mod=vendor" in words or "--offline" in words:
        return
    addresses = _options(words, ("--index", "--registry", "--source", "-s", "--repository", "-c", "--channel"))
    urls = [address for address in addresses if _URL.match(address)]
    if not urls:
        # What builds or restores a project takes what the project's settings name; what installs by name does not.
        builds = command.program in _BUILDERS or words[1:2] != ("install",) or command.program.startswith("bundle")
        condition = PROJECT_INDEX if builds and ecosystem != "conda" else ""
        yield PackageSource(at=at, ecosystem=ecosystem, condition=condition)
    for url in urls:
        yield PackageSource(at=at, ecosystem=ecosystem, address=resolve(url))
    for word in words[2:]:
        match = re.match(r"^([\w.-]+\.[a-z]+/[\w./-]+)@(\S+)$", word) if ecosystem == "golang" else None
        if match:
            yield Requirement(
                at=at,
                ecosystem=ecosystem,
                name=match[1],
                version=match[2],
                pinned=bool(re.match(r"^v\d+\.\d+\.\d+", match[2])),
            )
