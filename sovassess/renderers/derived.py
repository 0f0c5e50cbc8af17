"""Identifiers that other formats demand, derived from content: the same assessment always has the same ones."""

from __future__ import annotations

from hashlib import sha256


def uuid(*parts: str) -> str:
    """A UUID made from a digest of the parts, marked as one of version 5 (derived from a name)."""
    digest = sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    variant = "89ab"[int(digest[16], 16) % 4]
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"
