"""The case folders of the detectors: `<detector id>/<case>/input/` holds files, `expected.json` what they yield.

A case is a folder and no Python. `python -m tests.detectors.regenerate [ID[/CASE]]...` writes `expected.json` anew;
read the difference before you keep it.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

import sovassess.detectors
from sovassess.detectors.detector import Detector
from sovassess.errors import ParseError
from sovassess.source.view import FileView

HERE = Path(__file__).parent


def detectors() -> dict[str, Detector]:
    """Every detector by its id: the `DETECTOR` of each module below `sovassess.detectors`."""
    found: dict[str, Detector] = {}
    for module in pkgutil.walk_packages(sovassess.detectors.__path__, "sovassess.detectors."):
        detector = getattr(importlib.import_module(module.name), "DETECTOR", None)
        if isinstance(detector, Detector):
            assert found.get(detector.id, detector) is detector, f"two detectors are named {detector.id}"
            found[detector.id] = detector
    return found


def case_folders() -> list[Path]:
    """Every folder `<detector id>/<case>`, sorted."""
    return sorted(path.parent for path in HERE.glob("*/*/input") if path.is_dir())


def observed(case: Path, detector: Detector) -> list[Any]:
    """What the detector yields for the case, file by file in order of path; a `ParseError` is the last of its file."""
    return [
        entry
        for path in sorted((case / "input").rglob("*"))
        if path.is_file()
        for entry in _observed_in(path, path.relative_to(case / "input").as_posix(), detector)
    ]


def _observed_in(path: Path, name: str, detector: Detector) -> Iterator[Any]:
    if not detector.claims(name):
        return
    view = FileView(name, path.read_bytes())
    if detector.recognises is not None and not detector.recognises(view):
        return
    try:
        for observation in detector.detect(view):
            found = json.loads(msgspec.json.encode(observation))
            for field in ("gates", "labels", "selector", "external"):
                if not found.get(field, True):
                    del found[field]  # most observations have none
            yield found
    except ParseError as error:
        yield {"unread": name, "reason": error.reason, "line": error.line}


def render(entries: list[Any]) -> str:
    """The text of an `expected.json`."""
    return json.dumps(entries, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
