"""`sovassess verify`: are the files that an assessment cites still the ones that it saw? Judges nothing anew.

Only files that a scan of the same folder would list are opened, so that an assessment from a stranger cannot point at
others. A line that stands elsewhere in a changed file is found again by its redacted text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import Enum
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from sovassess.catalog.load import load_entries
from sovassess.cli.gate import load
from sovassess.cli.kept import kept_folder
from sovassess.errors import SovassessError
from sovassess.model.assessment import Assessment
from sovassess.model.dependencies import Evidence
from sovassess.model.enums import Origin
from sovassess.renderers.inert import one_line, visible
from sovassess.renderers.wording import count
from sovassess.resolution.redaction import redacted
from sovassess.rubric.load import load_rubric
from sovassess.settings import Settings, find_settings, load_settings
from sovassess.source.forest import Forest
from sovassess.source.tree import LocalTree, Tree
from sovassess.source.view import MAX_EXCERPT, FileView

_LINES = 12


class State(Enum):
    """What became of a file."""

    SAME = "as it was"
    CHANGED = "changed"
    MISSING = "missing"


class Checked(Struct, frozen=True):
    """A file with what became of it, and a sentence for each piece of evidence that is not where it was."""

    path: str
    state: State
    moved: tuple[str, ...] = ()


def verify(path: Path, roots: tuple[Path, ...], egress: tuple[Path, ...]) -> int:
    """Print what moved; 1 if something did."""
    assessment = load(path)
    trees = [LocalTree(root) for root in roots]
    checked = check(assessment, trees[0] if len(trees) == 1 else Forest(trees), _recordings(egress))
    numbers = {state: sum(entry.state is state for entry in checked) for state in State}
    files = ", ".join(f"{number} {state.value}" for state, number in numbers.items())
    cited = sum(bool(record.digest) for record in assessment.evidence)
    print(f"{count(cited, 'piece')} of evidence in {count(len(checked), 'file')}: {files}")
    signed = sum(record.origin is Origin.ATTESTED for record in assessment.evidence)
    if signed:
        print(f"{count(signed, 'piece')} of evidence that somebody signed for: no file to check")
    for entry in checked:
        if entry.state is not State.SAME:
            print(f"{entry.state.value:8} {visible(entry.path)}")
            for line in entry.moved[:_LINES]:
                print(f"         {line}")
            if len(entry.moved) > _LINES:
                print(f"         and {len(entry.moved) - _LINES} more")
    for line in _judged_by(assessment, roots[0]):
        print(line)
    return 0 if numbers[State.SAME] == len(checked) else 1


def check(assessment: Assessment, tree: Tree, recordings: Mapping[str, bytes]) -> tuple[Checked, ...]:
    """Every cited file in order of its path."""
    cited: dict[str, list[Evidence]] = defaultdict(list)
    for record in assessment.evidence:
        if record.digest:
            cited[record.path].append(record)
    listed = set(tree.listing().files)
    out: list[Checked] = []
    for path, records in sorted(cited.items()):
        data = recordings.get(path)
        if data is None and path in listed:
            try:
                data = tree.read(path)
            except OSError:
                data = None
        out.append(_checked(path, data, records))
    return tuple(out)


def _checked(path: str, data: bytes | None, records: list[Evidence]) -> Checked:
    if data is None:
        return Checked(path, State.MISSING, (f"{count(len(records), 'piece')} of evidence",))
    if all(record.digest == sha256(data).hexdigest() for record in records):
        return Checked(path, State.SAME)
    return Checked(path, State.CHANGED, tuple(_moved(FileView(path, data), records)))


def _moved(view: FileView, records: list[Evidence]) -> Iterator[str]:
    lines = [redacted(line.strip()[:MAX_EXCERPT]) for line in view.lines]
    ordered = sorted(records, key=lambda record: (record.line or 0, record.id))
    for record in ordered:
        if record.line is None or not record.excerpt:
            continue
        if record.line <= len(lines) and lines[record.line - 1] == record.excerpt:
            continue
        there = [number for number, line in enumerate(lines, 1) if line == record.excerpt]
        nearest = min(there, key=lambda number: (abs(number - (record.line or 0)), number), default=None)
        where = f"is now in line {nearest}" if nearest is not None else "is gone"
        yield f"line {record.line} {where}: {one_line(record.excerpt)}"


def _judged_by(assessment: Assessment, root: Path) -> Iterator[str]:
    """Whether the same settings, rubric and catalog are at hand, without which a new scan may judge otherwise."""
    found = find_settings(root)
    if assessment.settings.digest or found is not None:
        here = sha256(found.read_bytes()).hexdigest() if found is not None else ""
        word = "the same" if here == assessment.settings.digest else "another" if found is not None else "not"
        yield f"settings {visible(assessment.settings.file or 'none')}: {word} here"
    settings = load_settings(found) if found is not None else Settings()
    try:
        same = load_rubric(settings.rubric or assessment.rubric.id).digest == assessment.rubric.digest
        yield f"rubric   {assessment.rubric.id} {assessment.rubric.version}: {'the same' if same else 'another'} here"
    except SovassessError:
        yield f"rubric   {assessment.rubric.id} {assessment.rubric.version}: not here"
    folders = tuple(Path(folder) for folder in settings.catalog.folders)
    same = load_entries(folders, cache=kept_folder()).digest == assessment.catalog.digest
    yield f"catalog  {assessment.catalog.version}: {'the same' if same else 'another'} here"


def _recordings(paths: tuple[Path, ...]) -> dict[str, bytes]:
    try:
        return {str(path): path.read_bytes() for path in paths}
    except OSError as error:
        raise SovassessError(f"--egress {error.filename}: cannot be read: {error.strerror or error}") from error
