"""Records of model weights: manifests and checksum lists that name files of weights with their digests, and the stores
that DVC fetches them from.

Reads YAML and JSON of any layout, lists as `sha256sum` writes them, and DVC files. Checks no digest, opens no weights.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname

from msgspec import Struct

from sovassess.detectors.detector import Detector
from sovassess.errors import ParseError
from sovassess.formats.settings_lines import settings
from sovassess.formats.yaml import MISSING, Node, documents
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import Address, AnyObservation, Fact
from sovassess.model.values import literal
from sovassess.source.view import FileView

MAX_BYTES = 2_000_000
_WEIGHTS = re.compile(r"\.(safetensors|gguf|onnx|engine|plan)$", re.IGNORECASE)
_FORMATS = {"safetensors": "safetensors", "gguf": "gguf", "onnx": "onnx", "engine": "engine", "plan": "engine"}
_LIST = re.compile(r"sha(256|512)(sums?)?(\.txt|\.asc)?$|^checksums?(\.txt)?$|\.sha(256|512)(sums?)?$", re.IGNORECASE)
_LIST_LINE = re.compile(r"^([0-9a-f]{64}|[0-9a-f]{128})\s+\*?(\S.*)$")
_HEX = re.compile(r"^(?:sha(?:256|512):)?([0-9a-f]{64}|[0-9a-f]{128})$", re.IGNORECASE)
_MD5 = re.compile(r"^[0-9a-f]{32}(\.dir)?$")
_MARK = re.compile(rb"\b(sha256:)?[0-9a-fA-F]{64}\b|\bmd5: [0-9a-f]{32}")
_NAMED = re.compile(rb"\.(safetensors|gguf|onnx|engine)\b|\bweights\b", re.IGNORECASE)
_DIGESTS = ("sha256", "sha512", "digest", "checksum", "hash", "shasum", "sha256sum", "oid", "md5")
_PATHS = ("path", "file", "filename", "name", "source", "target", "uri", "url", "rfilename")
_MODELS = ("model", "model_id", "model_name", "repo_id", "repo", "id", "name")
_COPIES = ("copies", "stores", "replicas", "mirrors", "locations")
# Other JSON is data, which nobody has to have read.
_RECORD = re.compile(r"weight|model|manifest|checksum|digest|artefact|artifact|inventory", re.IGNORECASE)
_SHARD = re.compile(r"[-_.]\d{3,6}-of-\d{3,6}$")
_FOLDER = re.compile(r"(^|/)(weights|models?|checkpoints?)/[^/]+/?$", re.IGNORECASE)

_REMOTES = (".dvc/config", ".dvc/config.local")
_REMOTE = re.compile(r"^'?remote \"([^\"]+)\"'?$")
# Where a remote's scheme leads unless `endpointurl` says otherwise
# (https://dvc.org/doc/user-guide/data-management/remote-storage, read 2026-11-22).
_STORES = {
    "s3": "https://s3.amazonaws.com/",
    "gs": "https://storage.googleapis.com/",
    "gdrive": "https://drive.googleapis.com/",
}


class _Record(Struct):
    """What is known of one model's files; `whole` is False once a file lacks its digest."""

    line: int
    path: str
    digest: str
    format: str
    copies: str = ""
    whole: bool = True


def _claims(path: str) -> bool:
    if path.endswith(_REMOTES):
        return True
    name = basename(path).lower()
    if name.endswith(".json"):
        return _RECORD.search(name) is not None or basename(dirname(path)).lower() in ("weights", "models")
    return name.endswith((".yaml", ".yml", ".dvc", "dvc.lock")) or _LIST.search(name) is not None


def _recognises(view: FileView) -> bool:
    if len(view.data) > MAX_BYTES:
        return False
    if view.path.endswith(_REMOTES):
        return b"remote" in view.data
    return _MARK.search(view.data) is not None and _NAMED.search(view.data) is not None


def _remotes(view: FileView) -> Iterator[AnyObservation]:
    """Where DVC keeps what its files name: one address for each remote, the endpoint before the place."""
    found: dict[str, tuple[int, str]] = {}
    for setting in settings(view.lines):
        if not _REMOTE.match(setting.section):
            continue
        if setting.key == "endpointurl":
            found[setting.section] = setting.line, setting.value
        elif setting.key == "url":
            scheme, mark, rest = setting.value.partition("://")
            url = _STORES[scheme] + rest if mark and scheme in _STORES else setting.value
            found.setdefault(setting.section, (setting.line, url))
    for line, url in found.values():
        if url.startswith(("https://", "http://", "ssh://", "webdavs://")):
            yield Address(at=view.place(line), value=literal(url), key="remote", usage=Usage.BUILD)


def _detect(view: FileView) -> Iterator[AnyObservation]:
    if view.path.endswith(_REMOTES):
        yield from _remotes(view)
        return
    records: dict[str, _Record] = {}
    if _LIST.search(view.name):
        for number, line in enumerate(view.lines, 1):
            match = _LIST_LINE.match(line.strip())
            if match and _WEIGHTS.search(match[2]):
                path = f"{view.folder}/{match[2]}" if view.folder and "/" not in match[2] else match[2]
                _keep(records, _model_of(path), _Record(number, match[2], match[1], _format(match[2])))
    else:
        try:
            for document in documents(view.text):
                _walk(records, document)
        except ParseError:
            return  # a template; the reader of its format says so
    for model, record in records.items():
        fields = {
            "path": record.path, "model": model, "format": record.format, "copies": record.copies,
            "digest": record.digest if record.whole else "",
        }  # fmt: skip
        if fields["digest"] or record.copies:
            pairs = tuple(sorted((key, value) for key, value in fields.items() if value))
            yield Fact(at=view.place(record.line), kind="weights", name=model, fields=pairs)


def _keep(records: dict[str, _Record], model: str, found: _Record) -> None:
    known = records.setdefault(model, found)
    known.whole &= bool(found.digest)
    known.copies = known.copies or found.copies


def _walk(records: dict[str, _Record], document: Node) -> None:
    """Every mapping that is a file of weights, with the model that the nearest mapping around it names."""
    stack: list[tuple[Node, Node]] = [(document, MISSING)]
    while stack:
        node, holder = stack.pop()
        if node.is_mapping:
            _file(records, node, holder)
            inner = node if node.first(*_MODELS).is_scalar and _file_name(node) == "" else holder
            stack.extend((value, inner) for value in reversed(list(node.values())))
        else:
            stack.extend((member, holder) for member in reversed(node.members))


def _file(records: dict[str, _Record], node: Node, holder: Node) -> None:
    name, digest = _file_name(node), _digest(node)
    if name:
        _keep(records, _named(holder) or _model_of(name), _record(node, name, digest, holder))
        return
    path = node.first("path", "target", "uri").text
    if digest and path and (_FORMATS.get(node.get("format").text.lower()) or _FOLDER.search(path)):
        _keep(records, _named(node) or _model_of(f"{path}/x"), _record(node, path, digest, node))
    for key, value in node.items():
        if _WEIGHTS.search(key) and value.is_scalar and (found := _HEX.match(value.text)):
            _keep(records, _named(holder) or _model_of(key), _record(value, key, found[1], holder))


def _record(node: Node, path: str, digest: str, holder: Node) -> _Record:
    copies = holder.first(*_COPIES)
    count = str(len(copies.members)) if copies.is_sequence else copies.text if copies.text.isdigit() else ""
    stated = _FORMATS.get(holder.get("format").text.lower(), "")
    whole = holder.first("path", "folder", "directory").text
    return _Record(node.line, whole or path, digest, stated or _format(path), count)


def _file_name(node: Node) -> str:
    return next((node.get(key).text for key in _PATHS if _WEIGHTS.search(node.get(key).text)), "")


def _digest(node: Node) -> str:
    for key in _DIGESTS:
        text = node.get(key).text
        if (match := _HEX.match(text)) or (key == "md5" and _MD5.match(text)):
            return match[1] if match else text
    hashes = node.first("hashes", "digests", "lfs")
    return _digest(hashes) if hashes.is_mapping else ""


def _named(holder: Node) -> str:
    return next((holder.get(key).text for key in _MODELS if holder.get(key).is_scalar), "")


def _format(path: str) -> str:
    match = _WEIGHTS.search(path)
    return _FORMATS[match[1].lower()] if match else ""


def _model_of(path: str) -> str:
    """The model as its files tell: a file of a telling name, or the folder around shards and `model.safetensors`."""
    stem = _SHARD.sub("", _WEIGHTS.sub("", basename(path)))
    folder = basename(dirname(path.rstrip("/")))
    return folder if folder and re.fullmatch(r"(pytorch_|consolidated|adapter_)?model|x|consolidated.*", stem) else stem


DETECTOR = Detector(
    id="weights",
    title="Record of model weights",
    evidence=EvidenceKind.CONFIG,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
