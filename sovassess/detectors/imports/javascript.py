"""JavaScript and TypeScript source, also in Vue and Svelte files: what it imports, constructs and calls, and where to.

Declaration files and minified bundles are left out: the one says nothing that runs, the other is somebody's output.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from sovassess.detectors.detector import Detector
from sovassess.detectors.program_resources import with_resources
from sovassess.formats import code_environment as environment
from sovassess.formats import code_literals as literals
from sovassess.formats import code_models as models
from sovassess.formats import javascript_syntax
from sovassess.formats.code_chosen import chosen
from sovassess.formats.code_modules import definitions, javascript_reference
from sovassess.formats.code_reading import Dialect, Reading
from sovassess.formats.environment_writes import environment_writes
from sovassess.formats.telltales import reaches_out, sends
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation
from sovassess.source.view import FileView

_GRAMMARS = {
    ".js": "javascript",
    ".mjs": "javascript",
    ".cjs": "javascript",
    ".jsx": "javascript",
    ".ts": "typescript",
    ".mts": "typescript",
    ".cts": "typescript",
    ".tsx": "tsx",
    ".vue": "typescript",
    ".svelte": "typescript",
}
_LEFT_OUT = re.compile(r"(\.d\.[mc]?ts|[.-]min\.[mc]?js|\.bundle\.js|-bundle\.js|\.chunk\.js)$")
_LONG_LINE = 5_000
_BUILT_IN = frozenset(
    """assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns
        events fs inspector module net os path perf_hooks process punycode querystring readline repl stream
        string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib bun""".split()
)
_OWN = re.compile(r"^(\.|/|#|@/|~|\$|src/|virtual:|astro:|cloudflare:|data:|file:)")
_QUIET = re.compile(
    r"^(react|react-dom|react-router\S*|preact|vue|vue-router|pinia|svelte\S*|solid-js|next/(navigation|link|image|router|"
    r"headers|server|cache|dynamic|script)|zod|yup|joi|clsx|classnames|tailwind-merge|class-variance-authority|lodash\S*|"
    r"lucide-react|@radix-ui/\S+|framer-motion|date-fns|dayjs|moment|uuid|nanoid|vitest|@jest/\S+|jest|mocha|chai|"
    r"@testing-library/\S+|@playwright/test|express|fastify|commander|chalk|rxjs\S*|immer|zustand|jotai|@tanstack/react-\S+|"
    r"react-hook-form|@hookform/\S+|recharts|d3\S*|sonner|next-themes|drizzle-orm(/\S+-core)?|typescript|eslint\S*|"
    r"styled-components|@emotion/\S+|@mui/\S+|antd|@headlessui/\S+|@heroicons/\S+|path-to-regexp|semver|yargs|kysely|"
    r"@nestjs/(common|core|swagger|testing)|class-validator|class-transformer|@angular/(core|common|forms|router)\S*|"
    # What draws; what takes pages to somebody's service is called the same.
    r"prosemirror\S*|@tiptap/\S+|react-(?!ga4?\.|gtm|google-|hotjar|microsoft-|use-intercom|facebook-|map-gl|leaflet|youtube|"
    r"tweet|gravatar|calendly|instantsearch|onesignal|plaid|razorpay|square-|turnstile|stripe|paypal|"
    r"native-(flagsmith|onesignal|purchases|firebase|fbsdk|maps))\S+|cmdk|vaul|tailwindcss|postcss|@storybook/\S+|superjson|ts-pattern|effect|"
    r"@trpc/(server|client|react-query)|@phosphor-icons/\S+|@tabler/\S+|@floating-ui/\S+|i18next|next-intl)\."
)
_MATTERS = re.compile(
    rb"\bimport\b|\brequire\s*\(|\bfrom\s*[\"']|://|\.env\b|\bfetch\s*\(|(?:MODEL|[mM]odel)\w*[^=\n]{0,60}=\s*[\"'\[]"
)
_SENDS = re.compile(rb"(?<!\w)\$?fetch\b|\b(?:WebSocket|EventSource|XMLHttpRequest|Request)\b|importScripts")
_TAKEN = re.compile(
    rb"\b(?:import|export)\b([^'\"`;()]{0,3000}?)\bfrom\s*['\"]([^'\"\n]{1,300})['\"]|"
    rb"\b(?:import|require)\s*\(\s*['\"`]([^'\"`\n]{1,300})|\bimport\s*['\"]([^'\"\n]{1,300})"
)
_WORD = re.compile(r"[\w$]+")
_READS = re.compile(rb"[eE]nv\w*[.\[(]")
_SCRIPT = re.compile(rb"<script\b[^>]{0,300}>(.*?)</script>", re.DOTALL | re.IGNORECASE)


def _suffix(path: str) -> str:
    return "." + path.rsplit(".", 1)[-1].lower()


def _claims(path: str) -> bool:
    return _suffix(path) in _GRAMMARS and not _LEFT_OUT.search(path)


def _recognises(view: FileView) -> bool:
    """Whether people wrote it: the first lines of a bundle are longer than any that a person writes."""
    head = view.data[: 4 * _LONG_LINE]
    longest = max((len(one) for one in head.split(b"\n")), default=0)
    return longest < _LONG_LINE


@cache
def _outside(module: str) -> bool:
    """Whether a module or qualified name belongs to a package that is installed, as far as its name tells."""
    if _OWN.match(module):
        return False
    root = module.removeprefix("node:").split("/", 1)[0].split(".", 1)[0]
    if root in {"http", "https"}:
        return True
    return root not in _BUILT_IN and not module.startswith("node:")


@cache
def _quiet(name: str) -> bool:
    return not _outside(name) or _QUIET.match(name) is not None


def _spares(view: FileView) -> tuple[str, ...] | None:
    data = view.utf8
    if _SENDS.search(data) is not None or reaches_out(data):
        return None
    taken = javascript_reference(view.path)
    names: set[str] = set()
    for match in _TAKEN.finditer(data):
        listed, *written = (part.decode() for part in match.group(1, 2, 3, 4) if part is not None)
        module = written[-1] if written else listed
        if _OWN.match(module) is None and (
            sends("javascript", module) or view.known.matters("javascript", module, data)
        ):
            return None
        inner = _WORD.findall(listed) if written else []
        names.update(taken(module, (name,)) for name in inner)
        if not inner:
            names.add(taken(module, ()))
    return tuple(sorted(names - {""}))


def _detect(view: FileView) -> Iterator[AnyObservation]:
    data = view.utf8
    suffix = _suffix(view.path)
    if suffix in {".vue", ".svelte"}:
        data = _scripts(data)
    if _MATTERS.search(data) is None or not _recognises(view):
        return
    dialect = Dialect("javascript", _outside, _quiet, javascript_reference(view.path))
    reading = Reading(javascript_syntax.read(data, _GRAMMARS[suffix]), dialect, view.place, view.known)
    yield from reading.imports()
    yield from with_resources(reading.calls())
    yield from chosen(reading)
    yield from environment.environment_reads(reading, _READS)
    yield from environment_writes(reading, "javascript")
    yield from literals.addresses(reading)
    yield from models.model_constants(reading)
    yield from models.model_defaults(reading)
    yield from definitions(reading, view.path)


def _scripts(data: bytes) -> bytes:
    """The script blocks of a component file, everything else blank, so that lines stay where they are."""
    out = bytearray(re.sub(rb"[^\n]", b" ", data))
    for match in _SCRIPT.finditer(data):
        out[match.start(1) : match.end(1)] = match.group(1)
    return bytes(out)


DETECTOR = Detector(
    id="javascript",
    title="JavaScript and TypeScript source",
    evidence=EvidenceKind.CODE,
    claims=_claims,
    detect=_detect,
    recognises=_recognises,
    spares=_spares,
)
