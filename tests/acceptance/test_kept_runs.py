"""A second run gives the bytes of the first, in no time if nothing changed, and never those of another question."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from sovassess import pipeline, scanning
from sovassess.cli import kept
from sovassess.cli.kept import Wish, assess_wish
from sovassess.detectors.detector import Detector
from sovassess.detectors.registry import DETECTORS
from sovassess.errors import SovassessError
from sovassess.model.assessment import Assessment, encode
from sovassess.model.coverage import UnreadFile
from sovassess.model.dependencies import Evidence
from sovassess.model.enums import Origin
from sovassess.model.observations import AnyObservation
from sovassess.pipeline import Request
from sovassess.settings import load_settings
from sovassess.source.view import FileView
from tests.loaded import catalog, catalog_once, entries_once
from tests.unit.renderers.sample import empty

SAMPLE = empty()
KNOWN = catalog().known

EXAMPLES = Path(__file__).parents[2] / "examples"
LATER = time.time_ns() + 10**15


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test has just written counts as settled."""
    monkeypatch.setattr(kept, "moment", lambda: LATER)


def digest_of_all(request: Request) -> Assessment:
    """In place of a judgement, which takes a second: a digest of everything that one could rest on."""
    scanned = request.scanned or scanning.scan(request.tree, DETECTORS, known=KNOWN)
    rubric = Path(request.rubric)
    plain = tuple(msgspec.structs.replace(file, digest="") for file in scanned.files)
    parts = (
        msgspec.msgpack.encode(msgspec.structs.replace(scanned, files=plain), order="deterministic"),
        request.settings.model_dump_json(),
        request.tree.name,
        request.today,
        rubric.read_bytes() if rubric.is_file() else request.rubric,
        [(entry.kind, entry.path, Path(entry.path).read_bytes()) for entry in request.egress],
    )
    subject = msgspec.structs.replace(SAMPLE.subject, revision=sha256(repr(parts).encode()).hexdigest())
    evidence = tuple(
        Evidence(
            id=f"e-{number}",
            origin=Origin.OBSERVED,
            detector=file.detector,
            path=file.path,
            line=1,
            excerpt="",
            digest=file.digest,
        )
        for number, file in enumerate(scanned.files)
    )
    return msgspec.structs.replace(SAMPLE, subject=subject, evidence=evidence)


@pytest.fixture(autouse=True)
def _catalog_is_there(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalog of the package is not read anew for each shelf; how it is kept is tested beside its reading."""
    if "really" not in request.fixturenames:
        monkeypatch.setattr("sovassess.catalog.load.load_entries", entries_once)
        monkeypatch.setattr("sovassess.catalog.catalog.Catalog", catalog_once)


@pytest.fixture(autouse=True)
def _judged_at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "really" not in request.fixturenames:
        monkeypatch.setattr(pipeline, "assess", digest_of_all)


@pytest.fixture
def really() -> None:
    """The test judges for real."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "estate"
    shutil.copytree(EXAMPLES / "hosted-assistant", folder)
    return folder


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "shelf"


def wish(root: Path, shelf: Path | None, **more: object) -> Wish:
    found = root / "sovassess.yaml"
    settings = {"settings": load_settings(found), "settings_file": found} if found.is_file() else {}
    return Wish(**{"paths": (root,), "folder": shelf, **settings, **more})  # type: ignore[arg-type]  # pyright: ignore


def told(root: Path, shelf: Path | None, **more: object) -> bytes:
    return encode(assess_wish(wish(root, shelf, **more)))


class Refused(AssertionError):
    pass


@pytest.fixture
def nothing_runs(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Forbid to read or to judge from here on."""

    def refuse(*_: object) -> None:
        raise Refused

    def forbid() -> None:
        monkeypatch.setattr(scanning, "scan", refuse)
        monkeypatch.setattr(pipeline, "assess", refuse)

    return forbid


@pytest.fixture
def nothing_is_judged(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def refuse(*_: object) -> None:
        raise Refused

    return lambda: monkeypatch.setattr(pipeline, "assess", refuse)


@pytest.mark.usefixtures("really")
def test_a_second_run_gives_the_same_bytes_and_reads_nothing(
    root: Path, shelf: Path, nothing_runs: Callable[[], None]
) -> None:
    cold = told(root, None)
    assert told(root, shelf) == cold
    nothing_runs()
    assert told(root, shelf) == cold


def test_the_probe_sees_a_run_that_reads(root: Path, shelf: Path, nothing_runs: Callable[[], None]) -> None:
    nothing_runs()
    with pytest.raises(Refused):
        told(root, shelf)


def test_a_touched_file_is_looked_at_and_nothing_is_judged_again(
    root: Path, shelf: Path, nothing_is_judged: Callable[[], None]
) -> None:
    cold = told(root, shelf)
    for path in root.rglob("*"):
        os.utime(path)
    nothing_is_judged()
    assert told(root, shelf) == cold


@pytest.mark.usefixtures("really")
def test_a_comment_at_the_end_of_a_file_is_shown_by_its_digest_and_judged_by_nobody(
    root: Path, shelf: Path, nothing_is_judged: Callable[[], None]
) -> None:
    first = told(root, shelf)
    cited = next(record.path for record in assess_wish(wish(root, shelf)).evidence if record.path.endswith(".py"))
    text = (root / cited).read_text("utf-8")
    (root / cited).write_text(text + "\n# one\n", "utf-8")
    changed = told(root, None)
    assert changed != first
    nothing_is_judged()
    assert told(root, shelf) == changed
    assert told(root, shelf) == changed
    (root / cited).write_text(text, "utf-8")
    assert told(root, shelf) == first
    assert told(root, shelf) == first


def test_a_line_that_moves_what_is_cited_is_judged_anew(
    root: Path, shelf: Path, nothing_is_judged: Callable[[], None]
) -> None:
    cited = next(record.path for record in assess_wish(wish(root, shelf)).evidence if record.path.endswith(".py"))
    path = root / cited
    path.write_text("# above\n" + path.read_text("utf-8"), "utf-8")
    nothing_is_judged()
    with pytest.raises(Refused):
        told(root, shelf)


def test_a_copy_elsewhere_is_another_tree(root: Path, shelf: Path, tmp_path: Path) -> None:
    told(root, shelf)
    other = tmp_path / "other" / root.name
    shutil.copytree(root, other)
    next(iter(sorted(other.rglob("*.py")))).write_text("import anthropic\nanthropic.Anthropic()\n")
    assert told(other, shelf) == told(other, None)


def _same_size(root: Path) -> None:
    path = root / "extra.py"
    before = path.stat()
    path.write_text(path.read_text().replace("one.example", "two.example"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _swapped(root: Path) -> None:
    path = root / "extra.py"
    path.unlink()
    path.mkdir()


CHANGES: dict[str, Callable[[Path], object]] = {
    "a file changed, same size and time": _same_size,
    "a file came": lambda root: (root / "new.py").write_text("import anthropic\nanthropic.Anthropic()\n"),
    "a file went": lambda root: (root / "extra.py").unlink(),
    "a file got another name": lambda root: (root / "extra.py").rename(root / "renamed.py"),
    "a file became a folder": _swapped,
    "an ignore file came": lambda root: (root / ".gitignore").write_text("extra.py\n"),
    "a folder in the depth got a file": lambda root: (root / "sub/deep/new.py").write_text(
        "import anthropic\nanthropic.Anthropic()\n"
    ),
    "an inner ignore file changed": lambda root: (root / "sub/.gitignore").write_text("deep/\n"),
    "a folder became one that is left out": lambda root: (root / "sub/vendor/modules.txt").write_text(""),
    "a folder that was left out is entered": lambda root: (root / "sub/venv/pyvenv.cfg").unlink(),
    "settings came": lambda root: (root / "sovassess.yaml").write_text("home: [EU]\n"),
    "a checkout began": lambda root: (root / ".git").mkdir(),
}


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_changes_in_the_tree_is_seen(root: Path, shelf: Path, name: str) -> None:
    (root / "extra.py").write_text('import openai\nclient = openai.OpenAI(base_url="https://one.example/v1")\n')
    for folder in ("sub/deep", "sub/vendor", "sub/venv"):
        (root / folder).mkdir(parents=True)
        (root / folder / "code.py").write_text(
            f'import openai\nopenai.OpenAI(base_url="https://{folder[4:]}.example")\n'
        )
    (root / "sub/.gitignore").write_text("nothing\n")
    (root / "sub/venv/pyvenv.cfg").write_text("")
    (root / "sovassess.yaml").unlink(missing_ok=True)
    first = told(root, shelf)
    assert told(root, shelf) == first
    CHANGES[name](root)
    fresh = told(root, None)
    if name != "a checkout began":
        assert fresh != first, "the trap is not set"
    assert told(root, shelf) == fresh


def test_an_ignore_file_above_the_scanned_folder_is_seen(root: Path, shelf: Path, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    first = told(root, shelf)
    (tmp_path / ".gitignore").write_text("*.py\n")
    assert told(root, shelf) == told(root, None) != first


def test_a_report_that_is_written_into_the_tree_costs_nothing_from_the_third_run_on(
    root: Path, shelf: Path, nothing_runs: Callable[[], None]
) -> None:
    cold = told(root, shelf)
    reports = root / "reports"
    reports.mkdir()
    (reports / ".gitignore").write_text("*\n")
    for number in range(3):
        (reports / f"{number}.part").write_text("")
        (reports / f"{number}.part").rename(reports / "assessment.json")
        if number < 2:
            # A file that is left out by name stands among what was passed over.
            assert told(root, shelf) == told(root, None)
            cold = told(root, shelf)
    nothing_runs()
    assert told(root, shelf) == cold


def test_another_question_has_another_answer(root: Path, shelf: Path, tmp_path: Path) -> None:
    permitted = tmp_path / "hosts.txt"
    permitted.write_text("api.openai.com\n")
    asked: list[dict[str, object]] = [
        {},
        {"exclude": ("*.py",)},
        {"include": ("*.yaml", "*.yml")},
        {"egress": (f"permitted={permitted}",)},
    ]
    for more in (*asked, *asked):
        assert told(root, shelf, **more) == told(root, None, **more), more
    permitted.write_text("api.anthropic.com\n")
    assert told(root, shelf, **asked[3]) == told(root, None, **asked[3])


def test_settings_and_rubric_files_are_held_against_their_content(root: Path, shelf: Path, tmp_path: Path) -> None:
    rubric = tmp_path / "own.yaml"
    text = (Path(__file__).parents[2] / "rubrics" / "ai-sovereignty.yaml").read_text("utf-8")
    rubric.write_text(text, "utf-8")
    first = told(root, shelf, rubric=str(rubric))
    rubric.write_text(text + "# another file\n", "utf-8")
    assert told(root, shelf, rubric=str(rubric)) == told(root, None, rubric=str(rubric)) != first
    for home in ("EU", "US", "EU"):
        (root / "sovassess.yaml").write_text(f"home: [{home}]\n")
        assert told(root, shelf) == told(root, None)


def test_an_own_catalog_is_held_against_its_content(root: Path, shelf: Path) -> None:
    entry = "party: {id: own, name: Own, country: DE, sources: []}\n"
    (root.parent / "catalog" / "vendors").mkdir(parents=True)
    (root.parent / "catalog" / "vendors" / "own.yaml").write_text(entry)
    (root / "sovassess.yaml").write_text("catalog: [../catalog]\n")
    asked = [kept.question(wish(root, shelf))]
    (root.parent / "catalog" / "vendors" / "own.yaml").write_text(entry.replace("DE", "FR"))
    asked += [kept.question(wish(root, shelf))]
    assert None not in asked
    assert asked[0] != asked[1]


def test_the_next_day_is_judged_anew(root: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "sovassess.yaml").write_text(
        "attestations:\n- {key: keys.root_on_premises, outcome: pass, by: head, signed: 2026-01-01,"
        " expires: 2026-06-30}\n"
    )
    for day in (dt.date(2026, 6, 30), dt.date(2026, 7, 1), dt.date(2026, 6, 30)):
        monkeypatch.setattr(kept, "today", lambda day=day: day)
        assert told(root, shelf) == told(root, None)


def test_another_program_uses_nothing(
    root: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch, nothing_runs: Callable[[], None]
) -> None:
    told(root, shelf)

    def another(*_: object) -> str:
        return "another"

    monkeypatch.setattr(kept, "program_digest", another)
    nothing_runs()
    with pytest.raises(Refused):
        told(root, shelf)


@pytest.mark.parametrize("kind", ["run", "result", "tree", "program"])
@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "other"])
def test_damage_costs_time_and_nothing_else(root: Path, shelf: Path, kind: str, damage: str) -> None:
    cold = told(root, shelf)
    (path,) = (shelf / "kept").glob(f"{kind}-*")
    data = path.read_bytes()
    middle = len(data) // 2
    other = next(entry for entry in (shelf / "kept").iterdir() if entry != path and entry.suffix == ".kept")
    path.write_bytes(
        {
            "cut": data[:middle],
            "flipped": data[:middle] + bytes([data[middle] ^ 255]) + data[middle + 1 :],
            "empty": b"",
            "other": other.read_bytes(),
        }[damage]
    )
    assert told(root, shelf) == cold
    assert told(root, shelf) == cold


def test_a_folder_that_others_can_write_is_not_believed(root: Path, shelf: Path) -> None:
    told(root, shelf)
    (shelf / "kept").chmod(0o777)
    for path in (shelf / "kept").iterdir():
        path.unlink()
    told(root, shelf)
    assert not list((shelf / "kept").glob("*.kept"))


def test_a_link_in_the_place_of_the_folder_is_not_followed(root: Path, shelf: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    shelf.mkdir()
    (shelf / "kept").symlink_to(tmp_path / "elsewhere")
    told(root, shelf)
    assert not list((tmp_path / "elsewhere").iterdir())


def test_nothing_is_kept_in_what_is_scanned(root: Path) -> None:
    with pytest.raises(SovassessError, match="lies in what is scanned"):
        kept.refuse_inside(root / "cache", (root,))
    told(root, root / "cache")
    assert not list(root.rglob("*.kept"))


def test_a_file_in_the_place_of_the_folder_costs_time_and_nothing_else(root: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    assert told(root, tmp_path / "taken") == told(root, None)


def test_what_has_just_been_written_is_not_taken_by_its_stamp(
    root: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "moment", time.time_ns)
    (root / "fresh.py").write_text("import openai\n")
    told(root, shelf)
    assert not list((shelf / "kept").glob("run-*")), "a change in the same moment would not be seen"
    assert list((shelf / "kept").glob("tree-*"))


def test_a_broken_reader_is_not_remembered(root: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sovassess.scanning import reading

    whole = reading._detect  # pyright: ignore[reportPrivateUsage]

    def passing(detector: Detector, view: FileView) -> tuple[tuple[AnyObservation, ...], UnreadFile | None, bool]:
        return (*whole(detector, view)[:2], False)

    with monkeypatch.context() as patch:
        patch.setattr(reading, "_detect", passing)
        told(root, shelf)
    assert not list((shelf / "kept").glob("r*-*.kept"))
    assert told(root, shelf) == told(root, None)
