"""The assessment as canonical JSON (the contract of other programs); adds nothing and leaves nothing out."""

from __future__ import annotations

from sovassess.model.assessment import Assessment, encode


def render(assessment: Assessment) -> str:
    """The JSON text of `assessment`: sorted keys, two-space indent, one newline at the end."""
    return encode(assessment).decode("utf-8")
