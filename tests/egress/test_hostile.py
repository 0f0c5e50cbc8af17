"""Whatever bytes a recording holds, reading it ends in a result or in one clear error."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sovassess.egress.record import listed, record
from sovassess.egress.registry import FORMATS
from sovassess.errors import InputFileError
from sovassess.resolution.own import is_local
from tests.egress.cases import HERE, case_folders, file_of

NAMES = sorted(entry.id for entry in FORMATS)
INPUTS = [file_of(case) for case in case_folders()]


def read(data: bytes, name: str) -> None:
    try:
        found = record("x", io.BytesIO(data), name, is_local)
    except InputFileError:
        return
    recording = found.recording
    assert recording.rows >= recording.unparsed >= 0
    for _, destinations in listed([found]):
        assert all(entry.flows >= 0 and entry.bytes >= 0 and entry.refused >= 0 for entry in destinations)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([*NAMES, ""]))
def test_random_bytes_end_in_a_result_or_a_clear_error(data: bytes, name: str) -> None:
    read(data, name)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(INPUTS), st.data())
def test_a_damaged_recording_ends_in_a_result_or_a_clear_error(path: Path, data: st.DataObject) -> None:
    whole = bytearray(path.read_bytes()[:20_000])
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    for name in ("", path.parents[2].name):
        read(bytes(whole[:cut]), name)
        read(bytes(whole), name)


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.relative_to(HERE).as_posix())
def test_a_file_named_as_any_other_format_is_never_a_crash(path: Path) -> None:
    data = path.read_bytes()
    for name in NAMES:
        read(data, name)
