from __future__ import annotations

import pytest

from sovassess.formats.image import ImageReference, looks_like_image, parsed
from sovassess.formats.interpolation import interpolated

DIGEST = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nginx", ImageReference("docker.io", "library/nginx")),
        ("nginx:1.27", ImageReference("docker.io", "library/nginx", "1.27")),
        ("org/app", ImageReference("docker.io", "org/app")),
        ("index.docker.io/org/app", ImageReference("docker.io", "org/app")),
        ("ghcr.io/a/b/c:v1", ImageReference("ghcr.io", "a/b/c", "v1")),
        ("localhost:5000/x", ImageReference("localhost:5000", "x")),
        (f"quay.io/a/b@{DIGEST}", ImageReference("quay.io", "a/b", "", DIGEST)),
        (f"quay.io/a/b:1@{DIGEST}", ImageReference("quay.io", "a/b", "1", DIGEST)),
        ("docker://alpine:3", ImageReference("docker.io", "library/alpine", "3")),
        ("oras://reg.example.com/s.sif:1", ImageReference("reg.example.com", "s.sif", "1")),
        ("${R:-ghcr.io}/a/b", ImageReference("ghcr.io", "a/b")),
        ("${R}/a/b:1", ImageReference(None, "a/b", "1")),
        ("redis:${TAG}", ImageReference("docker.io", "library/redis", None)),
        ("a/${NAME}:1", ImageReference("docker.io", None, "1")),
        ("${ALL}", ImageReference(None, None, None)),
    ],
)
def test_references_are_taken_apart(text: str, expected: ImageReference) -> None:
    assert parsed(interpolated(text)) == expected


@pytest.mark.parametrize("text", ["nginx:1", "a/b", "ghcr.io/a/b:1.2", f"a/b@{DIGEST}", "docker://a/b"])
def test_references_look_like_images(text: str) -> None:
    assert looks_like_image(text)


@pytest.mark.parametrize(
    "text", ["nginx", "https://x.example/a", "/usr/bin/a", "Some words", "a b:1", "", "x" * 600 + "/y"]
)
def test_other_text_does_not_look_like_an_image(text: str) -> None:
    assert not looks_like_image(text)
