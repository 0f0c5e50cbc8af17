"""Whatever the bytes of a file, every reader ends in an account of it, and a whole assessment ends in a report.

The inputs are derived, not drawn by chance, so that a run of CI is one anybody can repeat; the campaigns that search
further are in `benchmarks/fuzz`.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sovassess.catalog.load import load_entries
from sovassess.detectors.detector import Detector
from sovassess.errors import NothingToAssess
from sovassess.pipeline import Request, assess
from sovassess.renderers import render
from sovassess.scanning import scan
from sovassess.source.tree import MemoryTree
from tests.detectors.cases import HERE, detectors
from tests.endings import ending

DETECTORS = detectors()
REPEATABLE = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# What parsers trip over: brackets, quotes, ends of comments, anchors, templates, halves of pairs, other encodings.
SPLINTERS = (
    b"{", b"}", b"[", b"]", b"(", b")", b'"', b"'", b"`", b"\\", b"\\u", b"\\ud800", b"${", b"{{", b"}}", b"%}", b"<<",
    b"*a", b"&a ", b"<<: *a", b": ", b"- ", b"#", b"//", b"/*", b"*/", b"<!--", b"<![CDATA[", b"\x00", b"\xff\xfe",
    b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r", b"\t", b"\n" * 40, b"((((((((", b"<<<<<<< a\n", b"|\n", b">-\n", b"=",
    b"!!python/object:a ", b"!Ref ", b"\xe2\x80\xa8", b"9" * 400, b"-" * 60, b"\x1b[31m", b"EOF\n", b"<<EOF\n",
)  # fmt: skip


@cache
def cases(identifier: str) -> tuple[tuple[str, bytes], ...]:
    """Path and content of the files in the detector's cases that it claims, the first of each name."""
    found: dict[str, bytes] = {}
    for case in sorted((HERE / identifier).iterdir()):
        for path in sorted((case / "input").rglob("*")) if case.is_dir() else ():
            name = path.relative_to(case / "input").as_posix()
            if path.is_file() and DETECTORS[identifier].claims(name):
                found.setdefault(name, path.read_bytes()[:6_000])
    return tuple(sorted(found.items()))


@st.composite
def damaged(draw: st.DrawFn, identifier: str) -> tuple[str, bytes]:
    """A file of the detector's cases, cut, with splinters put in and stretches doubled or moved."""
    name, data = draw(st.sampled_from(cases(identifier)))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 80)))
        kind = draw(st.sampled_from(("put", "put", "replace", "drop", "double", "cut")))
        piece = draw(st.sampled_from(SPLINTERS)) if kind in ("put", "replace") else b""
        if kind == "put":
            data = data[:start] + piece + data[start:]
        elif kind == "cut":
            data = data[:start] if start > len(data) // 2 else data[start:]
        else:
            data = data[:start] + (data[start:end] * 2 if kind == "double" else piece) + data[end:]
    return name, data


def accounted(path: str, data: bytes, detector: Detector) -> None:
    """The file has ended in an account, and no reader failed."""
    with ending():
        found = scan(MemoryTree({path: data}), [detector])
    assert found.coverage.files + len(found.coverage.skipped) >= 1
    assert [entry.reason for entry in found.coverage.unread if "reader failed" in entry.reason] == []


@pytest.mark.parametrize("identifier", sorted(DETECTORS))
def test_a_damaged_file_ends_in_an_account(identifier: str) -> None:
    @settings(REPEATABLE, max_examples=12)
    @given(damaged(identifier))
    def check(file: tuple[str, bytes]) -> None:
        accounted(*file, DETECTORS[identifier])

    check()


@pytest.mark.parametrize("identifier", sorted(DETECTORS))
def test_any_bytes_end_in_an_account(identifier: str) -> None:
    @settings(REPEATABLE, max_examples=6)
    @given(st.lists(st.sampled_from(SPLINTERS) | st.binary(max_size=12), max_size=30).map(b"".join))
    def check(data: bytes) -> None:
        accounted(cases(identifier)[0][0], data, DETECTORS[identifier])

    check()


def test_a_reader_that_fails_would_be_seen() -> None:
    def fails(_: object) -> object:
        raise KeyError("x")

    detector = Detector(
        id="x",
        title="x",
        evidence=next(iter(DETECTORS.values())).evidence,
        claims=lambda _: True,
        detect=fails,  # type: ignore[arg-type]  # pyright: ignore
    )
    with pytest.raises(AssertionError, match="reader failed"):
        accounted("a", b"a", detector)


@settings(REPEATABLE, max_examples=8)
@given(st.data())
def test_an_assessment_of_damaged_files_ends_in_a_report(data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(sorted(DETECTORS)), min_size=3, max_size=6, unique=True))
    files: dict[str, bytes | str] = dict(data.draw(damaged(identifier)) for identifier in chosen)
    with ending():
        try:
            result = assess(Request(tree=MemoryTree(files), today=dt.date(2026, 11, 22), cache=_cache()))
        except NothingToAssess:
            return
        assert [entry.reason for entry in result.coverage.unread if "reader failed" in entry.reason] == []
        assert all(render(name, result) for name in ("json", "html", "text", "sarif"))


@cache
def _cache() -> Path:
    """The shipped catalog once read, so that the examples share it."""
    import tempfile

    folder = Path(tempfile.mkdtemp())
    load_entries(cache=folder)
    return folder
