"""The JSON Schemas, made from the very types that read and write; nothing is kept beside them that could grow old."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from pydantic import BaseModel

from sovassess.documents import nearest
from sovassess.errors import SovassessError

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(name: str, known: tuple[str, ...]) -> int:
    """Print the schema; raises `SovassessError` for a name that is none."""
    if name not in known:
        raise SovassessError(f"there is no schema {name!r}{nearest(name, known)}")
    print(json.dumps(made(name), indent=2, sort_keys=True, ensure_ascii=False))
    return 0


def made(name: str) -> dict[str, Any]:
    """The schema of one kind of file."""
    found = _type(name)
    body: dict[str, Any]
    if isinstance(found, type) and issubclass(found, BaseModel):
        body = found.model_json_schema(by_alias=True)
    else:
        body = msgspec.json.schema(found)
    return {**body, "$schema": DIALECT, "title": f"sovassess {name}"}


def _type(name: str) -> Any:
    match name:
        case "assessment":
            from sovassess.model.assessment import Assessment

            return Assessment
        case "baseline":
            from sovassess.comparison import Standing

            return Standing
        case "rubric":
            from sovassess.rubric.model import Rubric

            return Rubric
        case "scenario":
            from sovassess.scenario.model import ScenarioFile

            return ScenarioFile
        case "settings":
            from sovassess.settings import Settings

            return Settings
        case "catalog-models":
            from sovassess.catalog.model import ModelFile

            return ModelFile
        case "catalog-bases":
            from sovassess.catalog.model import BaseFile

            return BaseFile
        case _:
            from sovassess.catalog.model import PartyFile

            return PartyFile
