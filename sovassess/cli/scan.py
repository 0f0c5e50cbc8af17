"""`sovassess scan`: assess, print one screen, write the reports, gate."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from sovassess.cli import gate
from sovassess.cli.clock import today
from sovassess.cli.kept import Wish, assess_wish, kept_folder, refuse_inside
from sovassess.cli.output import refuse_links, render, targets, write, write_all
from sovassess.errors import SovassessError
from sovassess.gate import decide
from sovassess.model.assessment import Assessment, SettingsInfo
from sovassess.renderers.inert import visible
from sovassess.source.above import find_settings
from sovassess.source.revision import checkout_of
from sovassess.source.tree import LocalTree

if TYPE_CHECKING:
    from sovassess.egress.inputs import EgressFile
    from sovassess.pipeline import Request
    from sovassess.settings import Settings

REPORTS = (("html", "assessment.html"), ("json", "assessment.json"))


class Options(Struct, frozen=True, kw_only=True):
    """The options of the command, as given."""

    paths: tuple[Path, ...]
    egress: tuple[str, ...]
    rubric: str | None
    config: Path | None
    formats: tuple[str, ...]
    output: str | None
    output_dir: Path | None
    min_level: int | None
    minima: tuple[str, ...]
    count_unknown_as: str
    min_coverage: float | None
    strict: bool
    baseline: Path | None
    use_accepted: bool
    exit_zero: bool
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    jobs: int | None
    cache: bool
    cache_dir: Path | None
    quiet: bool
    verbose: bool
    progress: bool
    color: str


def scan(options: Options) -> int:
    """Run the command; the exit code of the contract."""
    outputs = targets(options.formats, options.output)
    folders = [Path(target).parent for _, target in outputs if target != "-"]
    refuse_links([*folders, *([options.output_dir] if options.output_dir else [])], options.paths)
    wish = _wish(options)
    least, minima = _gate(wish.settings)
    asked = gate.asked(
        gate.Wanted(
            min_level=options.min_level if options.min_level is not None else least,
            minima=options.minima or minima,
            count_unknown_as=options.count_unknown_as,
            min_coverage=options.min_coverage,
            strict=options.strict,
            baseline=options.baseline,
            use_accepted=options.use_accepted,
        )
    )
    with _progress(options):
        assessment = assess_wish(wish)
    if options.verbose:
        _tell(assessment, options)
    decision = decide(assessment, asked)
    gated = gate.told(asked, decision, enforced=not options.exit_zero) if asked.anything else None
    write_all(assessment, outputs, options.color, gated)
    if options.output_dir is not None:
        _write_reports(assessment, options)
    if options.exit_zero or not asked.anything:
        return 0
    gate.show(decision)
    return decision.code


def _gate(settings: Settings | None) -> tuple[int | None, tuple[str, ...]]:
    """The least level overall, and of dimensions, that the settings ask for."""
    if settings is None:
        return None, ()
    return settings.gate.min_level, tuple(f"{name}={level}" for name, level in settings.gate.min.items())


def _wish(options: Options) -> Wish:
    file = settings_file(options.paths, options.config)
    folder = kept_folder(options.cache_dir) if options.cache else None
    refuse_inside(options.cache_dir if options.cache else None, options.paths)
    return Wish(
        paths=options.paths,
        settings=_loaded(file),
        settings_file=file,
        rubric=options.rubric,
        include=options.include,
        exclude=options.exclude,
        egress=options.egress,
        jobs=options.jobs or processors(),
        folder=folder,
    )


def plain_wish(path: Path, egress: tuple[str, ...] = (), rubric: str | None = None) -> Wish:
    """The wish for a path with the settings that apply to it, for commands without further options."""
    file = settings_file((path,), None)
    settings = _loaded(file)
    return Wish(
        paths=(path,),
        settings=settings,
        settings_file=file,
        rubric=rubric,
        egress=egress,
        jobs=processors(),
        folder=kept_folder(),
    )


def plain_request(path: Path) -> Request:
    """The request for a path with the settings that apply to it, for commands without further options."""
    from sovassess.pipeline import DEFAULT_RUBRIC, Request
    from sovassess.settings import Settings

    file = settings_file((path,), None)
    settings = _loaded(file) or Settings()
    return Request(
        tree=LocalTree(path, exclude=settings.exclude),
        today=today(),
        settings=settings,
        told=told(file, (), settings.exclude),
        rubric=settings.rubric or DEFAULT_RUBRIC,
        checkout=checkout_of(path if path.is_dir() else path.parent),
        own_catalogs=tuple(Path(folder) for folder in settings.catalog.folders),
        cache=kept_folder(),
        jobs=processors(),
    )


def told(file: Path | None, include: Sequence[str], exclude: Sequence[str]) -> SettingsInfo:
    """What the report says of the settings: of the file its name and digest, never where it lies on this machine."""
    return SettingsInfo(
        file=file.name if file is not None else "",
        digest=sha256(file.read_bytes()).hexdigest() if file is not None else "",
        include=tuple(include),
        exclude=tuple(exclude),
    )


def settings_file(paths: Sequence[Path], config: Path | None) -> Path | None:
    """The settings that apply: those that were named, else those found from the first path upward."""
    if config is not None:
        return config
    for path in paths:
        if not path.exists():
            raise SovassessError(f"{path}: there is no such file or folder")
    return find_settings(paths[0])


def _loaded(file: Path | None) -> Settings | None:
    if file is None:
        return None
    from sovassess.settings import load_settings

    return load_settings(file)


def egress_file(entry: str) -> EgressFile:
    """`FILE`, `permitted=FILE` or `FORMAT=FILE`; a file whose own name has a `=` is written `seen=FILE`."""
    from sovassess.documents import nearest
    from sovassess.egress.inputs import PERMITTED, SEEN, EgressFile
    from sovassess.egress.record import known_formats

    kind, equals, path = entry.partition("=")
    if not equals or (Path(entry).exists() and not Path(path).exists()):
        kind, path = SEEN, entry
    if kind not in (SEEN, PERMITTED) and kind.partition(":")[0] not in known_formats():
        near = nearest(kind, known_formats())
        raise SovassessError(f"--egress takes FILE, permitted=FILE or FORMAT=FILE: there is no format {kind!r}{near}")
    try:
        Path(path).open("rb").close()
    except OSError as error:
        raise SovassessError(f"--egress {path}: cannot be read: {error.strerror or error}") from error
    return EgressFile(path, lambda: Path(path).open("rb"), kind)


def _write_reports(assessment: Assessment, options: Options) -> None:
    folder = options.output_dir or Path("reports")
    if not (folder / ".gitignore").exists():
        write("*\n", str(folder / ".gitignore"))
    for name, file in REPORTS:
        write(render(assessment, name), str(folder / file))
    if not options.quiet:
        print(f"Reports: {folder / 'assessment.html'}, {folder / 'assessment.json'}", file=sys.stderr)


def _tell(assessment: Assessment, options: Options) -> None:
    """What `--verbose` adds, on standard error."""
    found = settings_file(options.paths, options.config)
    coverage = assessment.coverage
    lines = [f"settings: {found or 'none'}", f"read: {coverage.read} of {coverage.files} files"]
    lines += [f"  {number:6} {name}" for name, number in sorted(coverage.formats.items())]
    lines += [f"unread: {entry.path}: {entry.reason}" for entry in coverage.unread]
    reasons = Counter(entry.reason for entry in coverage.skipped)
    lines += [f"left out: {number} {reason}" for reason, number in sorted(reasons.items())]
    for line in lines:
        print(f"sovassess: {visible(line)}", file=sys.stderr)


@contextmanager
def _progress(options: Options) -> Generator[None]:
    shown = options.progress and not options.quiet and sys.stderr.isatty() and not os.environ.get("CI")
    if not shown:
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"Assessing {', '.join(str(path) for path in options.paths)}"):
        yield


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
