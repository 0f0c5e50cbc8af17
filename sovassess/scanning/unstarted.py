"""Node programs that nothing starts: they lie beside the one that an image starts, and no other file names them.

Only what the files prove is weakened: the image names the program it starts, the file hands nothing on to others, and
neither a file of its package nor a manifest of the tree mentions it. Code that loads files by a computed name proves
nothing, nor does a bundler or framework with conventions of its own. It follows no import.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from posixpath import basename, dirname

from sovassess.model.enums import Context, EvidenceKind, Usage
from sovassess.model.observations import Workload
from sovassess.model.scan import UNREACHED, FileObservations
from sovassess.scanning.mentions import joined, stem, weakened
from sovassess.source.contexts import context_of
from sovassess.source.tree import Tree

MAX_FILES = 400
MAX_BYTES = 500_000
_PROGRAM = re.compile(r"[\w./-]+\.[cm]?[jt]s$")
_ENGINES = frozenset({"node", "nodejs", "bun", "deno", "tsx", "ts-node"})
_STARTERS = frozenset({"npm", "yarn", "pnpm", "bun"})
_START = re.compile(rb'"start"\s*:\s*"(?:[^"\n]*\s)?node(?:js)?\s+(?:-\S+\s+)*([\w./-]+\.[cm]?js)\s*"')
_STARTS_NOTHING = re.compile(r"^(package-lock\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|\.\w+ignore)$")
_BUILT = re.compile(r"/(dist|build|out|output|lib|target|\.\w+)/")
_EXPORTS = re.compile(rb"\bexports?\b")
_COMPUTED = re.compile(
    rb"\breaddir|\bglob\w*\(|\bglob\b[\"']|\brequire\.context\b|\b(?:require|import)\(\s*[^\"'`\s)]|"
    rb"\b(?:require|import)\(\s*`[^`\n]*\$\{|[\"'`](?:@fastify/autoload|require-all|include-all|requireindex)[\"'`]"
)
# Tools that take their entries from folders or settings of their own.
_CONVENTIONS = re.compile(
    r"^((next|nuxt|vite|svelte|astro|remix|webpack|rollup|rspack|esbuild|tsup|gatsby|ecosystem|craco|gulpfile|gruntfile)"
    r"([.-]config)?\.\w+|serverless\.\w+|nest-cli\.json|angular\.json|vercel\.json|netlify\.toml|firebase\.json|"
    r"wrangler\.\w+)$",
    re.IGNORECASE,
)
_NEVER = re.compile(r"^(index|main|\..*|.*\.config|.*\.setup|.*rc)$", re.IGNORECASE)
# What is run by a clock, a queue or an operator may be started by a platform that the tree does not show.
_BY_OTHERS = re.compile(
    r"work|job|cron|task|schedul|consum|queue|migrat|daemon|handler|lambda|server|service|"
    r"(^|[._-])(cli|app|bot|agent|hook|function)s?([._-]|$)",
    re.IGNORECASE,
)
_DESCRIBES = (EvidenceKind.MANIFESTS, EvidenceKind.IAC, EvidenceKind.CI, EvidenceKind.CONFIG)


def without_unstarted(tree: Tree, files: Sequence[FileObservations], paths: Sequence[str]) -> list[FileObservations]:
    """The observations, those of programs that nothing starts as development ties or, by their name, as options."""
    known = frozenset(paths)
    found: dict[str, Usage] = {}
    for folder, images in sorted(_images(files, known).items()):
        started = [_started(tree, folder, image, known) for image in images]
        if all(started):
            for path in _beside(tree, folder, frozenset(started), files, paths):
                found[path] = Usage.OPTIONAL if _BY_OTHERS.search(stem(path)) else Usage.DEV
    return [
        weakened(file, found[file.path], f"{UNREACHED}names {basename(file.path)}, which no image starts")
        if file.path in found
        else file
        for file in files
    ]


def _images(files: Sequence[FileObservations], known: frozenset[str]) -> dict[str, list[Workload]]:
    """The images that are built in a package's own folder, by folder."""
    out: dict[str, list[Workload]] = defaultdict(list)
    for file in files:
        for one in file.observations if file.detector == "dockerfile" else ():
            if isinstance(one, Workload) and joined(one.build, "package.json") in known:
                out[one.build].append(one)
    return out


def _started(tree: Tree, folder: str, image: Workload, known: frozenset[str]) -> str:
    """The file that an image starts, "" where it is not told or is made by the build."""
    words = tuple(word for part in image.command for word in part.split())
    names = {basename(word) for word in words}
    programs = [word for word in words if _PROGRAM.search(word)]
    program = programs[-1] if names & _ENGINES and programs else ""
    if not program and names & _STARTERS and "start" in names:
        scripts = _START.search(_text(tree, joined(folder, "package.json")) or b"")
        program = scripts.group(1).decode() if scripts is not None else ""
    # Below a folder of the image's own lies what was copied there, unless the build made it.
    copied = program.startswith("/") and _BUILT.search(program) is None
    for tail in (program.removeprefix("./"), basename(program) if copied else ""):
        if tail and joined(folder, tail) in known:
            return joined(folder, tail)
    return ""


def _beside(
    tree: Tree, folder: str, started: frozenset[str], files: Sequence[FileObservations], paths: Sequence[str]
) -> Iterator[str]:
    """The files beside a started program that hand nothing on and that no other file names."""
    places = {dirname(path) for path in started} | {folder}
    found = [
        file.path
        for file in files
        if file.detector == "javascript" and file.context is Context.PRODUCTION and dirname(file.path) in places
    ]
    found = [path for path in found if path not in started and not _NEVER.match(stem(path))]
    if not found:
        return
    inside = [
        path
        for path in paths
        if (not folder or path.startswith(f"{folder}/")) and context_of(path) not in (Context.DOCS, Context.TEST)
    ]
    if len(inside) > MAX_FILES or any(_CONVENTIONS.match(basename(path)) for path in inside):
        return
    texts = {path: _text(tree, path) for path in inside}
    manifests = sorted({file.path for file in files if file.evidence in _DESCRIBES} - set(inside))
    for path in found:
        others = [text for other, text in texts.items() if other != path]
        if _EXPORTS.search(texts[path] or b"exports") or any(_COMPUTED.search(text or b"") for text in others):
            continue
        if any(text is None for text in others) or any(_names(path, text or b"") for text in others):
            continue
        if not any(_names(path, _text(tree, other) or b"") for other in manifests):
            yield path


def _names(path: str, text: bytes) -> bool:
    """Whether a text speaks of a file: by its name, or without the ending as modules are taken."""
    name = re.escape(stem(path).encode())
    return (
        re.search(rb"(?<![\w-])" + name + rb"\.[cm]?[jt]sx?\b", text) is not None
        or re.search(rb"[/\"'`]" + name + rb"(?=[\"'`\s,;)]|$)", text) is not None
    )


def _text(tree: Tree, path: str) -> bytes | None:
    """What a file holds, None if it is too large or cannot be read; lock files and lists of what to leave out start
    nothing."""
    if _STARTS_NOTHING.search(basename(path)):
        return b""
    try:
        return tree.read(path) if tree.size(path) <= MAX_BYTES else None
    except OSError:
        return None
