"""`sovassess scan`: assess, print one screen, write the reports, gate."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from sovassess.cli import gate
from sovassess.cli.clock import today
from sovassess.cli.output import refuse_links, render, targets, write, write_all
from sovassess.documents import nearest
from sovassess.egress.inputs import PERMITTED, SEEN, EgressFile
from sovassess.egress.record import known_formats
from sovassess.errors import SovassessError
from sovassess.gate import decide
from sovassess.model.assessment import Assessment, SettingsInfo
from sovassess.pipeline import DEFAULT_RUBRIC, Request, assess
from sovassess.renderers.inert import visible
from sovassess.settings import Settings, find_settings, load_settings
from sovassess.source.revision import Checkout, checkout_of
from sovassess.source.tree import Forest, LocalTree, Tree

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
    quiet: bool
    verbose: bool
    progress: bool
    color: str


def scan(options: Options) -> int:
    """Run the command; the exit code of the contract."""
    outputs = targets(options.formats, options.output)
    folders = [Path(target).parent for _, target in outputs if target != "-"]
    refuse_links([*folders, *([options.output_dir] if options.output_dir else [])], options.paths)
    settings = _settings(options)
    asked = gate.asked(
        gate.Wanted(
            min_level=options.min_level if options.min_level is not None else settings.gate.min_level,
            minima=options.minima or tuple(f"{name}={level}" for name, level in settings.gate.min.items()),
            count_unknown_as=options.count_unknown_as,
            min_coverage=options.min_coverage,
            strict=options.strict,
            baseline=options.baseline,
            use_accepted=options.use_accepted,
        )
    )
    with _progress(options):
        assessment = assess(_request(options, settings))
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


def _request(options: Options, settings: Settings) -> Request:
    exclude = (*settings.exclude, *options.exclude)
    trees = [LocalTree(path, include=options.include, exclude=exclude) for path in options.paths]
    tree: Tree = trees[0] if len(trees) == 1 else Forest(trees)
    return Request(
        tree=tree,
        today=today(),
        settings=settings,
        told=told(options.config or find_settings(options.paths[0]), options.include, exclude),
        rubric=options.rubric or settings.rubric or DEFAULT_RUBRIC,
        checkout=checkout_of(trees[0].root) if len(trees) == 1 else Checkout(),
        egress=tuple(egress_file(entry) for entry in options.egress),
        own_catalogs=tuple(Path(folder) for folder in settings.catalog.folders),
        cache=cache_folder() if options.cache else None,
        jobs=options.jobs or processors(),
    )


def plain_request(path: Path) -> Request:
    """The request for a path with the settings that apply to it, for commands without further options."""
    found = find_settings(path)
    settings = load_settings(found) if found is not None else Settings()
    return Request(
        tree=LocalTree(path, exclude=settings.exclude),
        today=today(),
        settings=settings,
        told=told(found, (), settings.exclude),
        rubric=settings.rubric or DEFAULT_RUBRIC,
        checkout=checkout_of(path if path.is_dir() else path.parent),
        own_catalogs=tuple(Path(folder) for folder in settings.catalog.folders),
        cache=cache_folder(),
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


def _settings(options: Options) -> Settings:
    if options.config is not None:
        return load_settings(options.config)
    for path in options.paths:
        if not path.exists():
            raise SovassessError(f"{path}: there is no such file or folder")
    found = find_settings(options.paths[0])
    return load_settings(found) if found is not None else Settings()


def egress_file(entry: str) -> EgressFile:
    """`FILE`, `permitted=FILE` or `FORMAT=FILE`; a file whose own name has a `=` is written `seen=FILE`."""
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
    found = options.config or find_settings(options.paths[0])
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

    with Console(stderr=True).status(f"Reading {', '.join(str(path) for path in options.paths)}"):
        yield


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def cache_folder() -> Path | None:
    """Where compiled catalogs are kept, None where there is no home to keep them in."""
    base = os.environ.get("SOVASSESS_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    if base:
        return Path(base) / "sovassess"
    try:
        return Path.home() / ".cache" / "sovassess"
    except RuntimeError:
        return None
