"""Commands that start a tool server: what a package runner fetches for it, which image it is. It starts nothing."""

from __future__ import annotations

import re

_RUNNERS = {
    "npx": "npm", "bunx": "npm", "pnpx": "npm", "uvx": "pypi", "pipx": "pypi",
}  # fmt: skip
_FETCHED_SCRIPT = re.compile(r"^(?:npm|jsr):(?P<name>@?[\w./-]+?)(?:@[^@/]*)?$")
_STARTERS = frozenset({
    "uv", "pnpm", "yarn", "bun", "docker", "podman", "node", "python", "python3", "deno", "dotnet", "java", "go", "dnx",
})  # fmt: skip
_VALUE_FLAGS = frozenset({"-p", "--package", "--from", "--python", "--with", "--registry", "--index-url"})
_DOCKER_VALUES = frozenset({
    "-e", "--env", "-v", "--volume", "-p", "--publish", "--name", "--network", "--mount", "--env-file", "-w",
    "--workdir",
    "--platform", "-u", "--user", "--pull", "--entrypoint", "--add-host",
})  # fmt: skip


def bridges(package: str) -> bool:
    """True for a local program that only passes on to a remote server."""
    return re.search(r"(mcp-remote|mcp-proxy|supergateway)(@|$)", package) is not None


def fetched_package(words: tuple[str, ...]) -> str:
    """What a package runner fetches, as `npm:NAME` or `pypi:NAME` as written; "" for other programs."""
    if not words:
        return ""
    program = words[0].rsplit("/", 1)[-1].removesuffix(".cmd").removesuffix(".exe")
    rest = words[1:]
    if program == "cmd" and len(words) > 2 and words[1].lower() == "/c":
        return fetched_package(words[2:])
    ecosystem = _RUNNERS.get(program, "")
    if program == "pipx" and rest[:1] == ("run",):
        rest = rest[1:]
    elif program == "uv" and rest[:2] in (("tool", "run"), ("x", "run")):
        ecosystem, rest = "pypi", rest[2:]
    elif program in ("pnpm", "yarn", "bun") and rest[:1] in (("dlx",), ("x",)):
        ecosystem, rest = "npm", rest[1:]
    elif program == "uv" and rest[:1] == ("run",) and "--with" in rest[:-1]:
        return f"pypi:{rest[rest.index('--with') + 1]}"
    elif program == "go" and rest[:1] == ("run",):
        return next((f"golang:{word}" for word in rest[1:2] if "@" in word), "")  # without a version it is the tree's
    elif program == "deno":
        script = next((found for word in rest if (found := _FETCHED_SCRIPT.match(word))), None)
        return f"npm:{script['name']}" if script else ""
    elif program == "dnx":
        ecosystem = "nuget"
    if not ecosystem:
        return ""
    skip = False
    for index, word in enumerate(rest):
        if word in ("--from", "-p", "--package") and index + 1 < len(rest):
            return f"{ecosystem}:{rest[index + 1]}"
        if skip or word.startswith("-"):
            skip = word in _VALUE_FLAGS
            continue
        return f"{ecosystem}:{word}"
    return ""


def started_image(words: tuple[str, ...]) -> str:
    """The image that `docker run` starts, "" for other commands."""
    if not words or words[0].rsplit("/", 1)[-1] not in ("docker", "podman") or "run" not in words[:3]:
        return ""
    skip = False
    for word in words[words.index("run") + 1 :]:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in _DOCKER_VALUES
        else:
            return word
    return ""


def is_runner(program: str) -> bool:
    """Whether a program starts others that it fetches, or runs a file of its language."""
    name = program.rsplit("/", 1)[-1].removesuffix(".cmd").removesuffix(".exe")
    return name in _RUNNERS or name in _STARTERS


def tool_name(words: tuple[str, ...]) -> str:
    """What to call the server that a command starts: its package, its image, or the last file that it names."""
    package = fetched_package(words).partition(":")[2]
    if package or started_image(words):
        return package or started_image(words)
    files = [word for word in words[1:] if not word.startswith("-")]
    return (files[0] if files else words[0]).rsplit("/", 1)[-1]
