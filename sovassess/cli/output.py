"""Write what a renderer returns: to standard output, or to a file that is whole or not there."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal, TypeAlias

from sovassess import renderers
from sovassess.cli.clock import today
from sovassess.errors import SovassessError
from sovassess.model.assessment import Assessment
from sovassess.renderers.gated import Gated

Target: TypeAlias = tuple[str, str]
"""A format and where it goes: a file, or `-` for standard output."""
WIDTH = 80
"""Columns of a terminal that does not say how many it has."""


def targets(formats: tuple[str, ...], output: str | None) -> list[Target]:
    """Formats with their targets; `-o` is for the one format that names no file. Raises `SovassessError`."""
    out: list[Target] = []
    free = [entry for entry in formats if "=" not in entry]
    if output is not None and len(free) > 1:
        raise SovassessError(f"--output is for one format without a file; there are {len(free)}: {', '.join(free)}")
    for entry in formats or ("text",):
        name, equals, target = entry.partition("=")
        renderers.renderer(name)
        if equals and not target:
            raise SovassessError(f"--format {entry}: there is no file after the =")
        out.append((name, target or output or "-"))
    return out


def write_all(assessment: Assessment, outputs: list[Target], color: str = "auto", gated: Gated | None = None) -> None:
    """Every format to its target. `gated` is told by those that a pipeline shows beside the change."""
    colored = wants_color(color)
    for name, target in outputs:
        if gated is not None and name in _TELL_THE_GATE:
            write(_TELL_THE_GATE[name](assessment, gated), target)
        else:
            # In a file the screen has its usual width, whatever terminal the scan was started from.
            width = terminal_width() if target == "-" else WIDTH
            write(render(assessment, name, color=colored and target == "-", width=width), target)


def _markdown(assessment: Assessment, gated: Gated) -> str:
    from sovassess.renderers import markdown

    return markdown.render(assessment, gated)


def _github(assessment: Assessment, gated: Gated) -> str:
    from sovassess.renderers import github

    return github.render(assessment, gated)


_TELL_THE_GATE: dict[str, Callable[[Assessment, Gated], str]] = {"markdown": _markdown, "github": _github}


def render(assessment: Assessment, name: str, *, color: bool = False, width: int = WIDTH) -> str:
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


def refuse_links(targets: Iterable[Path], roots: Iterable[Path]) -> None:
    """Raise `SovassessError` if a folder to write to is, or lies below, a link of a scanned tree: whoever made the tree
    would choose where the reports go."""
    for target in targets:
        place = Path(os.path.abspath(target))
        for root in (Path(os.path.abspath(root)) for root in roots):
            if not place.is_relative_to(root):
                continue
            below = [folder for folder in (place, *place.parents) if folder.is_relative_to(root) and folder != root]
            link = next((folder for folder in below if folder.is_symlink()), None)
            if link is not None:
                raise SovassessError(f"{target}: {link} is a link of the scanned tree; name a folder outside of it")


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
        return WIDTH
