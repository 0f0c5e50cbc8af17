"""`sovassess diff`: what moved between two assessments, two folders or two commits, and why."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from sovassess.cli.gate import load, show
from sovassess.cli.output import write
from sovassess.cli.scan import plain_request
from sovassess.comparison import compare, standing
from sovassess.errors import SovassessError
from sovassess.gate import Asked, decide
from sovassess.model.assessment import Assessment
from sovassess.pipeline import Request, assess
from sovassess.renderers import difference
from sovassess.settings import Settings, find_settings, load_settings
from sovassess.source.committed import CommittedTree

_RENDER = {"text": difference.text, "markdown": difference.markdown, "json": difference.json}


def diff(paths: tuple[Path, ...], git: str | None, name: str, output: str, *, fail_on_worse: bool) -> int:
    """Write what moved. 1 if something is worse and that was asked, else 0."""
    if name not in _RENDER:
        raise SovassessError(f"unknown format {name!r}; known: {', '.join(_RENDER)}")
    old, new = _committed(paths, git) if git is not None else _given(paths)
    found = compare(standing(old), standing(new))
    write(_RENDER[name](found, old, new), output)
    if not fail_on_worse:
        return 0
    decision = decide(new, Asked(baseline=standing(old)))
    show(decision)
    return decision.code


def assessed(path: Path) -> Assessment:
    """The assessment of a folder, or the saved one."""
    return load(path) if path.suffix == ".json" and path.is_file() else assess(plain_request(path))


def _given(paths: tuple[Path, ...]) -> tuple[Assessment, Assessment]:
    if len(paths) != 2:
        raise SovassessError("diff takes OLD and NEW, each a folder or an assessment.json, or --git BASE")
    return assessed(paths[0]), assessed(paths[1])


def _committed(paths: tuple[Path, ...], git: str) -> tuple[Assessment, Assessment]:
    """Both commits, by the settings and the day of now, so that only what was committed differs."""
    if len(paths) > 1:
        raise SovassessError("diff --git takes one PATH, the checkout or a folder in it")
    root = paths[0] if paths else Path()
    base, dots, new = git.partition("..")
    request = plain_request(root)
    found = find_settings(root)
    exclude = (load_settings(found) if found is not None else Settings()).exclude
    before, after = (
        _at(request, root, side or "HEAD", exclude) for side in (base, new.lstrip(".") if dots else "HEAD")
    )
    return before, after


def _at(request: Request, root: Path, revision: str, exclude: tuple[str, ...]) -> Assessment:
    tree = CommittedTree(root, revision, exclude=exclude)
    return assess(replace(request, tree=tree, checkout=replace(request.checkout, revision=tree.commit)))
