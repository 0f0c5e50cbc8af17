"""Settings of backup programs: where pgBackRest, Litestream and borgmatic write what they keep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from sovassess.detectors.detector import Detector
from sovassess.formats.interpolation import interpolated
from sovassess.formats.settings_lines import settings
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import Address, AnyObservation, Fact
from sovassess.model.values import literal
from sovassess.source.view import FileView

# https://pgbackrest.org/configuration.html#section-repository
_REPOSITORY = re.compile(r"^repo\d+-(s3-endpoint|azure-endpoint|gcs-endpoint|sftp-host|host)$")
_YAML = re.compile(
    r"^(litestream|borgmatic|config)\.ya?ml$|(^|[-_.])(litestream|borgmatic)[\w.-]*\.ya?ml$", re.IGNORECASE
)


_CLOUDS = {"s3": "s3://{0}", "gcs": "https://storage.googleapis.com/{0}", "abs": "https://{0}.blob.core.windows.net"}
_SHORT = re.compile(r"^[\w.-]+@(?P<host>[\w.-]+):(?!//)")


def _claims(path: str) -> bool:
    name = basename(path).lower()
    return (name.startswith("pgbackrest") and name.endswith(".conf")) or _YAML.search(name) is not None


def _recognises(view: FileView) -> bool:
    if view.name.endswith(".conf"):
        return re.search(r"(?m)^[ \t]*repo\d+-", view.text) is not None
    litestream = re.search(r"(?m)^dbs:", view.text) and re.search(r"(?m)^[ \t]+replicas?:", view.text)
    borgmatic = re.search(r"(?m)^[ \t]*source_directories:", view.text) and "repositories:" in view.text
    return bool(litestream or borgmatic)


def _detect(view: FileView) -> Iterator[AnyObservation]:
    if view.name.endswith(".conf"):
        read = list(settings(view.lines))
        stanzas = [entry.section for entry in read if entry.key == "pg1-path"]
        for entry in read:
            if _REPOSITORY.match(entry.key) and entry.value:
                yield Address(at=view.place(entry.line), value=literal(entry.value), key=entry.key)
                yield _fact(view, entry.line, ",".join(dict.fromkeys(stanzas)), entry.value)
        return
    for document in documents(view.text):
        for database in document.get("dbs").members:
            for replica in (*database.get("replicas").members, database.get("replica")):
                target = replica.first("url", "endpoint", "host", "bucket", "account-name")
                yield from _target(view, database.get("path").shown, target)
                yield from _store(view, replica)
        sources = document.get("source_directories") or document.get("location", "source_directories")
        repositories = document.get("repositories") or document.get("location", "repositories")
        for repository in repositories.members:
            target = repository.get("path") if repository.is_mapping else repository
            yield from _target(view, ",".join(sources.texts), target)
            yield from _kept_at(view, target)


def _store(view: FileView, replica: Node) -> Iterator[AnyObservation]:
    """The store that Litestream writes to (https://litestream.io/reference/config/, read 2026-11-22): an address, or
    the kind of a cloud's own with a bucket in it."""
    kind = replica.get("type").text or replica.get("url").text.partition("://")[0]
    stated = replica.first("endpoint", "url", "host")
    bucket = replica.first("bucket", "account-name")
    if stated.is_scalar and not (stated.text.startswith("file:") or kind == "file"):
        scheme, rest = ("gs://", stated.text.removeprefix("gcs://")) if kind == "gcs" else ("", stated.text)
        yield Address(at=view.place(stated.line), value=interpolated(scheme + rest), key="replica")
    elif bucket.is_scalar and kind in _CLOUDS:
        text = _CLOUDS[kind].format(bucket.text)
        yield Address(at=view.place(bucket.line), value=interpolated(text), key="replica.bucket")


def _kept_at(view: FileView, repository: Node) -> Iterator[AnyObservation]:
    """The host of a repository elsewhere: `ssh://user@host/./path`, or `user@host:path`."""
    if not repository.is_scalar:
        return
    text = repository.text
    if short := _SHORT.match(text):
        text = f"ssh://{short['host']}/"
    if "://" in text and not text.startswith("file:"):
        yield Address(at=view.place(repository.line), value=interpolated(text), key="repositories")


def _target(view: FileView, source: str, target: Node) -> Iterator[AnyObservation]:
    if target.is_scalar:
        yield _fact(view, target.line, source, target.shown)


def _fact(view: FileView, line: int, source: str, target: str) -> AnyObservation:
    pairs = (("source", source), ("target", target))
    fields = tuple(pair for pair in pairs if pair[1])
    return Fact(at=view.place(line), kind="backup", name=source or target, fields=fields)


DETECTOR = Detector(
    id="backups",
    title="Settings of a backup program",
    evidence=EvidenceKind.CONFIG,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
