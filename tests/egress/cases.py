"""The cases of the egress formats: `<format id>/<case>/input/` holds one file, `expected.json` what comes of it.

`made.txt` says with which program and command the file was recorded, or from which description it was written.
`python -m tests.egress.regenerate [ID[/CASE]]...` writes `expected.json` anew; read the difference before you keep it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from sovassess.egress.record import listed, record
from sovassess.errors import InputFileError
from sovassess.resolution.own import is_local

HERE = Path(__file__).parent


def case_folders() -> list[Path]:
    """Every folder `<format id>/<case>`, sorted."""
    return sorted(path.parent for path in HERE.glob("*/*/input") if path.is_dir())


def file_of(case: Path) -> Path:
    """The one file of a case."""
    (found,) = (path for path in (case / "input").iterdir() if path.is_file())
    return found


def recorded(case: Path, name: str = "") -> dict[str, Any]:
    """The recording and its destinations, or the error that the file is; the format is detected unless named."""
    path = file_of(case)
    try:
        with path.open("rb") as stream:
            found = record(path.name, stream, name, is_local)
    except InputFileError as error:
        return {"error": str(error)}
    ((entry, destinations),) = listed([found])
    shown = msgspec.structs.asdict(entry.recording)
    lines = [
        {key: value for key, value in msgspec.structs.asdict(each).items() if value not in (None, 0, "", ())}
        for each in destinations
    ]
    shown = {key: value for key, value in shown.items() if value not in (None, 0, "", ()) and key != "digest"}
    plain: dict[str, Any] = json.loads(json.dumps({"recording": shown, "destinations": lines}))
    return plain


def render(found: dict[str, Any]) -> str:
    """The text of an `expected.json`."""
    return json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
