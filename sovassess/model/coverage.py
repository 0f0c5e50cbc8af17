"""What was read and what was not."""

from __future__ import annotations

from msgspec import Struct


class UnreadFile(Struct, frozen=True, order=True):
    """A file that was recognised but not read, or passed over by a rule, and why (one phrase, for people)."""

    path: str
    reason: str
    line: int | None = None


class Coverage(Struct, frozen=True, kw_only=True):
    """The completeness of a scan.

    `files` counts the files found, `read` those that a detector read without error. `formats` counts the files read
    per detector id; `evidence_kinds` maps each evidence kind to `full`, `partial` or `none`. `skipped` are files left
    out by rule (ignored, binary, vendored), `unread` those that should have been read. `minor` are the kinds that are
    partial only because a few files are in languages without a reader.
    """

    files: int
    read: int
    unread: tuple[UnreadFile, ...] = ()
    skipped: tuple[UnreadFile, ...] = ()
    formats: dict[str, int] = {}
    evidence_kinds: dict[str, str] = {}
    minor: tuple[str, ...] = ()
