"""Take references to container images apart, also where only a part of them is known. Resolves nothing."""

from __future__ import annotations

import re

from msgspec import Struct

from sovassess.model.values import Text, Unresolved, Value, Variable

_HOLE = "\x00"
_SCHEMES = ("docker://", "oras://", "oci://", "docker-image://", "library://")
_SHAPE = re.compile(
    r"^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d+)?/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[\w][\w.-]{0,127})?"
    r"(?:@sha256:[a-f0-9]{64})?$"
)
MAX_LENGTH = 512
DEFAULT_REGISTRY = "docker.io"


class ImageReference(Struct, frozen=True):
    """The parts of a reference; None is a part that is not known, "" for `tag` and `digest` one that is not there.

    `registry` is a host with port, `docker.io` where none is written; `repository` has `library/` before a bare name
    of that default registry.
    """

    registry: str | None
    repository: str | None
    tag: str | None = ""
    digest: str | None = ""


def parsed(reference: Value) -> ImageReference:
    """The parts of a reference. A variable with a default counts as that default, any other as unknown.

    Only a known beginning tells the registry: of `${REGISTRY}/app:1` it is unknown, and the repository is what is known
    from the right, `app`.
    """
    text = "".join(_text(part) for part in reference.parts).strip()
    for scheme in _SCHEMES:
        text = text.removeprefix(scheme)
    text, at, digest = text.partition("@")
    head, colon, tag = text.rpartition(":")
    if not colon or "/" in tag:
        head, tag = text, ""
    hidden_tag = head.endswith(_HOLE) and not tag  # a hole at the end may hold a tag of its own
    first, slash, rest = head.partition("/")
    registry: str | None
    if slash and (_HOLE in first or "." in first or ":" in first or first == "localhost"):
        registry, repository = (None if _HOLE in first else first.lower()), rest
    elif _HOLE in first:
        registry, repository = None, head
    else:
        registry, repository = DEFAULT_REGISTRY, head if slash else f"library/{head}"
    return ImageReference(
        registry if registry != "index.docker.io" else DEFAULT_REGISTRY,
        None if _HOLE in repository or not repository else repository,
        None if _HOLE in tag or hidden_tag else tag,
        None if _HOLE in digest else digest if at else "",
    )


def _text(part: Text | Variable | Unresolved) -> str:
    match part:
        case Text(text):
            return text
        case Variable(_, default) if default is not None:
            return default
        case _:
            return _HOLE


def looks_like_image(text: str) -> bool:
    """True if literal text has the shape of a reference that names a tag, a digest or a folder; a mere word has not."""
    bare = text.strip()
    if len(bare) > MAX_LENGTH:
        return False
    for scheme in _SCHEMES:
        bare = bare.removeprefix(scheme)
    return _SHAPE.match(bare) is not None and ("/" in bare or ":" in bare or "@" in bare)
