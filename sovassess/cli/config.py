"""`sovassess config show`: each setting and option, its value, and where it came from."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from sovassess.documents import line_of
from sovassess.errors import SovassessError
from sovassess.settings import Settings, find_settings, load_settings

_SECRET = ("TOKEN", "SECRET", "PASSWORD", "KEY")


def show(path: Path, config: Path | None, program: object) -> int:
    """Print a line for each value; `program` is the command behind all others, whose options are shown.

    Raises `SovassessError` for a path that is not there.
    """
    if not path.exists():
        raise SovassessError(f"{path}: there is no such file or folder")
    found = config if config is not None else find_settings(path)
    settings = load_settings(found) if found is not None else Settings()
    rows = [*_settings(found, settings), *_options(program)]
    widest = max(len(name) for name, _, _ in rows)
    print(f"settings file: {found if found is not None else 'none found from ' + str(path) + ' upward'}\n")
    for name, value, source in rows:
        print(f"{name:{widest}}  {value}  # {source}")
    return 0


def _settings(path: Path | None, settings: Settings) -> Iterator[tuple[str, str, str]]:
    data = path.read_bytes() if path is not None else b""
    written = {match.decode() for match in re.findall(rb"(?m)^([\w-]+):", data)}
    for name, value in settings.model_dump(mode="json", by_alias=True).items():
        members = cast("dict[str, Any]", value) if name in ("own", "gate") else {"": value}
        for key, member in members.items():
            shown = f"{name}.{key}" if key else name
            line = line_of(data, (name, key) if key else (name,)) if name in written else None
            inner = not key or key in _written(settings, name)
            source = f"{path}:{line}" if line is not None and inner else "default"
            yield shown, json.dumps(member, ensure_ascii=False), source


def _written(settings: Settings, name: str) -> set[str]:
    part = settings.own if name == "own" else settings.gate
    fields = type(part).model_fields
    return {fields[field].alias or field for field in part.model_fields_set}


def _options(program: object) -> Iterator[tuple[str, str, str]]:
    """The options that an environment variable can set, by the name of the variable."""
    seen: dict[str, object] = {}
    stack: list[Any] = [program]
    while stack:
        command = stack.pop()
        stack.extend(getattr(command, "commands", {}).values())
        for parameter in command.params:
            if parameter.envvar:
                seen.setdefault(str(parameter.envvar), parameter.default)
    for name, default in sorted(seen.items()):
        if name in os.environ:
            hidden = any(word in name for word in _SECRET)
            yield name, "(set)" if hidden else json.dumps(os.environ[name], ensure_ascii=False), "environment"
        else:
            plain = default if isinstance(default, bool | int | float | str) else None
            yield name, json.dumps(plain if not callable(default) else None), "default"
