"""Write what a renderer returns: to standard output, or to a file that is whole or not there."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal

from sovassess import renderers
from sovassess.cli.clock import today
from sovassess.errors import SovassessError
from sovassess.model.assessment import Assessment


def render(assessment: Assessment, name: str, *, color: bool = False, width: int = 80) -> str:
    """The assessment in a format, the terminal's with its settings; raises `SovassessError` for a name that is none."""
    if name == "oscal":
        from sovassess.renderers import oscal

        return oscal.render(assessment, f"{today().isoformat()}T00:00:00Z")
    if name != "text":
        return renderers.render(name, assessment)
    from sovassess.renderers import terminal

    plain = not (sys.stdout.encoding or "").lower().startswith("utf")
    system: Literal["standard"] | None = "standard" if color else None
    return terminal.render(assessment, width, system, ascii_only=plain)


def write(text: str, target: str) -> None:
    """Write to a file, or to standard output for `-`. An old file survives until the new one is complete."""
    if target == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    path = Path(target)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            partial = Path(file.name)
            try:
                file.write(text)
                file.flush()
                os.chmod(partial, 0o644)
                partial.replace(path)
            except BaseException:
                partial.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise SovassessError(f"{target}: cannot be written: {error.strerror or error}") from error


def wants_color(choice: str) -> bool:
    """Whether the terminal screen has colours: `--color`, then NO_COLOR, FORCE_COLOR, then whether it is a terminal."""
    if choice not in ("auto", "always", "never"):
        raise SovassessError(f"--color takes auto, always or never, not {choice!r}")
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty()


def terminal_width() -> int:
    """Columns of the terminal, 80 where there is none, between 60 and 120."""
    try:
        return max(60, min(120, os.get_terminal_size(sys.stdout.fileno()).columns))
    except (OSError, ValueError):
        return 80
