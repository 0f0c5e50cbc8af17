"""Detect what a browser loads or calls because a page, template or style sheet says so; links to follow are nothing.

Reads markup with a tolerant scanner, since templates are rarely well-formed. It runs no script and no template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.detector import Detector
from sovassess.formats.addresses import templated
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import Address, AnyObservation
from sovassess.source.view import FileView

MAX_TAG = 4_000
_MARKUP = (".html", ".htm", ".xhtml", ".jinja", ".jinja2", ".j2", ".tmpl", ".gohtml", ".hbs", ".ejs", ".erb", ".cshtml",
           ".razor", ".jsp", ".twig", ".mustache", ".vue", ".svelte", ".astro")  # fmt: skip
_STYLE = (".css", ".scss", ".sass", ".less")
# One that is never closed runs to the end, as browsers have it, which also keeps the search linear.
_COMMENT = re.compile(r"(?s)<!--.*?(?:-->|\Z)|\{#[\s-].{0,1000}?#\}|\{\{!--.{0,1000}?--\}\}|\{\{/\*.{0,1000}?\*/\}\}")
_STYLE_COMMENT = re.compile(r"(?s)/\*.*?(?:\*/|\Z)")
_TAG = re.compile(
    r"<(script|link|img|iframe|source|video|audio|embed|object|track|image|input|form|turbo-frame|style|template)\b",
    re.IGNORECASE,
)
_REST = re.compile(r"(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+/?>")
_ATTRIBUTE = re.compile(r"([@:\w-]++)\s*=\s*(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))")
_RELATIONS = frozenset({
    "stylesheet", "preconnect", "dns-prefetch", "preload", "prefetch", "prerender", "modulepreload", "icon",
    "apple-touch-icon", "manifest", "mask-icon",
})  # fmt: skip
_ADDRESSES = {"link": "href", "form": "action", "object": "data", "image": "href"}
_EXTERNAL = re.compile(r"(?:https?:|wss?:)?//[\w{$%*\[-]", re.IGNORECASE)
_IMPORT = re.compile(
    r"@import\s+(?:url\(\s*)?(?:[\"'](?=(?:https?:)?//)([^\"'\n]++)|((?:https?:)?//[^\"')\s;]++))", re.IGNORECASE
)
_URL = re.compile(r"\burl\(\s*[\"']?((?:https?:)?//[^\"')\s]++)", re.IGNORECASE)
_CALL = re.compile(
    r"\b(fetch|importScripts|import|from|axios(?:\.\w+)?|\$\.(?:get|post|ajax|getJSON|getScript)"
    r"|new (?:WebSocket|EventSource|Worker)"
    r"|\.open)\s*\(?\s*(?:[\"'](?:GET|POST|PUT|PATCH|DELETE)[\"']\s*,\s*)?([\"'`])((?:https?|wss?)://[^\"'`\s]++)\2"
)
_LINE_COMMENT = re.compile(r"(?m)^[ \t]*+//[^\n]*+|(?<![\w\"'`:/])/\*(?s:.*?)(?:\*/|\Z)")
_OPENING = re.compile(r"<(style|script)\b", re.IGNORECASE)


def _claims(path: str) -> bool:
    lower = path.lower()
    if lower.endswith((".min.css", ".yaml.j2", ".yml.j2", ".conf.j2", ".sh.tmpl", ".yaml.tmpl")):
        return lower.endswith(".css")
    return lower.endswith((*_MARKUP, *_STYLE))


def _recognises(view: FileView) -> bool:
    """Templates are claimed by ending; one that holds no markup is some other format's template."""
    return (
        view.path.lower().endswith((*_STYLE, ".html", ".htm", ".vue", ".svelte")) or _TAG.search(view.text) is not None
    )


def _detect(view: FileView) -> Iterator[AnyObservation]:
    lines = _Lines(view)
    if view.path.lower().endswith(_STYLE):
        yield from _styles(lines, _STYLE_COMMENT.sub(_blank, view.text), 0)
        return
    text = _COMMENT.sub(_blank, view.text)
    yield from _tags(lines, text)
    for kind, start, body in _bodies(text):
        if kind == "style":
            yield from _styles(lines, _STYLE_COMMENT.sub(_blank, body), start)
        else:
            for call in _CALL.finditer(_LINE_COMMENT.sub(_blank, body)):
                yield lines.address(
                    start + call.start(3), call[3], call[1], asset=call[1] in ("import", "from", "importScripts")
                )
    for match in re.finditer(r"\bstyle\s*=\s*\"([^\"]{1,4000})\"", text):
        yield from _styles(lines, match[1], match.start(1))


def _bodies(text: str) -> Iterator[tuple[str, int, str]]:
    """The kind, offset and text of every style and script element that is closed."""
    lower = text.lower()
    position = 0
    while opening := _OPENING.search(text, position):
        kind = opening[1].lower()
        tag = _REST.match(text, opening.end(), opening.end() + MAX_TAG)
        position = tag.end() if tag else opening.end()
        if tag is None or tag[0].endswith("/>"):
            continue
        end = lower.find(f"</{kind}", position)
        if end < 0:
            return
        yield kind, position, text[position:end]
        position = end


def _blank(match: re.Match[str]) -> str:
    """Blanks in place of a comment, so that offsets stay what they are."""
    return re.sub(r"[^\n]", " ", match[0])


class _Lines:
    """Turns offsets, which come in any order, into places."""

    def __init__(self, view: FileView) -> None:
        self.view = view
        self._ends = [match.start() for match in re.finditer("\n", view.text)]

    def address(self, offset: int, url: str, key: str, *, asset: bool) -> Address:
        """The observation of an address at an offset."""
        low, high = 0, len(self._ends)
        while low < high:
            middle = (low + high) // 2
            if self._ends[middle] < offset:
                low = middle + 1
            else:
                high = middle
        url = url.replace("&amp;", "&").strip()
        return Address(
            at=self.view.place(low + 1),
            value=templated(f"https:{url}" if url.startswith("//") else url),
            key=key,
            asset=asset,
        )


def _tags(lines: _Lines, text: str) -> Iterator[Address]:
    for tag in _TAG.finditer(text):
        name = tag[1].lower()
        rest = _REST.match(text, tag.end(), tag.end() + MAX_TAG)
        if rest is None:
            continue
        attributes = {
            found[1].lower().lstrip(":@"): (found[2] or found[3] or found[4] or "", found.start() + tag.end())
            for found in _ATTRIBUTE.finditer(rest[0])
        }
        if name == "link" and not _RELATIONS & set(attributes.get("rel", ("", 0))[0].lower().split()):
            continue
        key = _ADDRESSES.get(name, "src")
        url, offset = attributes.get(key, ("", 0))
        if _EXTERNAL.match(url.strip()):
            yield lines.address(offset, url, f"{name}@{key}", asset=name != "form")
        for candidate in re.split(r",\s+", attributes.get("srcset", ("", 0))[0]):
            if _EXTERNAL.match(candidate.strip()):
                yield lines.address(attributes["srcset"][1], candidate.split()[0], f"{name}@srcset", asset=True)


def _styles(lines: _Lines, text: str, base: int) -> Iterator[Address]:
    imported: set[int] = set()
    for match in _IMPORT.finditer(text):
        start = max(match.start(1), match.start(2))
        imported.add(start)
        yield lines.address(base + start, match[1] or match[2], "@import", asset=True)
    for match in _URL.finditer(text):
        if match.start(1) not in imported:
            yield lines.address(base + match.start(1), match[1], "url()", asset=True)


DETECTOR = Detector(
    id="html",
    title="Web page or style sheet",
    evidence=EvidenceKind.CODE,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
