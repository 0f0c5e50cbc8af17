"""A kept reading stands in for a new one only while everything that it rests on is as it was."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sovassess.detectors.detector import Detector
from sovassess.detectors.registry import DETECTORS
from sovassess.keeping.shelf import Shelf
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, Image
from sovassess.model.scan import Scan
from sovassess.model.values import literal
from sovassess.scanning import scan
from sovassess.scanning.kept import Readings
from sovassess.source.stamps import Stamp
from sovassess.source.tree import LocalTree
from sovassess.source.view import FileView

EXAMPLES = Path(__file__).parents[3] / "examples"
# Late enough that whatever a test writes has settled by then.
LATER = time.time_ns() + 10**15


class Watched(LocalTree):
    """A tree that tells what was opened."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.opened: list[str] = []

    def read(self, path: str) -> bytes:
        self.opened.append(path)
        return super().read(path)


class Frozen(Watched):
    """A tree on a file system that counts time so coarsely that no change is seen in a stamp."""

    def stamp(self, path: str) -> Stamp | None:
        return Stamp(1, 1, 1, 10**18, 10**18)


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")


def scanned(
    tree: LocalTree, shelf: Path, *, moment: int = LATER, detectors: tuple[Detector, ...] = DETECTORS, name: str = "t"
) -> tuple[Scan, Readings]:
    readings = Readings(Shelf(shelf), name, moment)
    return scan(tree, detectors, kept=readings), readings


def check(root: Path, shelf: Path, *, detectors: tuple[Detector, ...] = DETECTORS) -> list[str]:
    """What was opened to scan again; the result must be that of a scan with nothing kept."""
    tree = Watched(root)
    assert scanned(tree, shelf, detectors=detectors)[0] == scan(LocalTree(root), detectors)
    return tree.opened


@pytest.mark.parametrize("estate", sorted(folder.name for folder in EXAMPLES.iterdir() if folder.is_dir()))
def test_the_second_scan_opens_no_file_and_sees_the_same(estate: str, tmp_path: Path) -> None:
    root = EXAMPLES / estate
    cold = scan(LocalTree(root), DETECTORS)
    assert scanned(LocalTree(root), tmp_path)[0] == cold
    tree = Watched(root)
    assert scanned(tree, tmp_path)[0] == cold
    kustomizations = {path for path in tree.opened if "kustomization" in path}
    assert set(tree.opened) == kustomizations


PYTHON = 'import openai\nclient = openai.OpenAI(base_url="https://api.{}.example/v1")\n'


def test_a_changed_file_of_the_same_size_with_its_time_put_back_is_read_again(tmp_path: Path) -> None:
    root, shelf = tmp_path / "tree", tmp_path / "shelf"
    write(root, {"a.py": PYTHON.format("old"), "b.py": PYTHON.format("two")})
    scanned(LocalTree(root), shelf)
    before = (root / "a.py").stat()
    write(root, {"a.py": PYTHON.format("new")})
    os.utime(root / "a.py", ns=(before.st_atime_ns, before.st_mtime_ns))
    after = (root / "a.py").stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns), "the trap is not set"
    assert set(check(root, shelf)) == {"a.py"}


def test_a_change_that_leaves_no_trace_in_the_stamp_is_seen_while_stamps_have_not_settled(tmp_path: Path) -> None:
    root, shelf = tmp_path / "tree", tmp_path / "shelf"
    write(root, {"a.py": PYTHON.format("old")})
    scanned(Frozen(root), shelf, moment=10**18)
    write(root, {"a.py": PYTHON.format("new")})
    assert scanned(Frozen(root), shelf, moment=10**18)[0] == scan(LocalTree(root), DETECTORS)


def test_a_file_that_was_only_touched_is_looked_at_and_not_read_anew(tmp_path: Path) -> None:
    root, shelf = tmp_path / "tree", tmp_path / "shelf"
    write(root, {"a.py": PYTHON.format("old")})
    scanned(LocalTree(root), shelf)
    os.utime(root / "a.py")

    def refused(view: FileView) -> Iterator[AnyObservation]:
        raise AssertionError(view.path)

    broken = tuple(
        Detector(id=entry.id, title="", evidence=entry.evidence, claims=entry.claims, detect=refused)
        for entry in DETECTORS
    )
    seen, _ = scanned(LocalTree(root), shelf, detectors=broken)
    assert seen == scan(LocalTree(root), DETECTORS)


def test_a_file_that_went_and_one_that_came_are_told_apart(tmp_path: Path) -> None:
    root, shelf = tmp_path / "tree", tmp_path / "shelf"
    write(root, {"a.py": PYTHON.format("old"), "b.py": PYTHON.format("two")})
    scanned(LocalTree(root), shelf)
    (root / "b.py").rename(root / "c.py")
    assert check(root, shelf) == ["c.py"]


def test_the_readings_of_another_program_are_not_used(tmp_path: Path) -> None:
    root, shelf = tmp_path / "tree", tmp_path / "shelf"
    write(root, {"a.py": PYTHON.format("old")})
    scanned(LocalTree(root), shelf, name="one")
    tree = Watched(root)
    scanned(tree, shelf, name="other")
    assert tree.opened == ["a.py"]


@pytest.mark.parametrize("damage", [b"", b"sovassess-kept-1\n", b"\x93\xff" * 50])
def test_damage_costs_a_scan_and_nothing_else(tmp_path: Path, damage: bytes) -> None:
    root, shelf = tmp_path / "tree", tmp_path / "shelf"
    write(root, {"a.py": PYTHON.format("old")})
    scanned(LocalTree(root), shelf)
    for path in shelf.iterdir():
        path.write_bytes(damage)
    assert check(root, shelf) == ["a.py"]
    assert check(root, shelf) == []


@pytest.mark.parametrize("content", [b"", b"\xc1", b"\x90", b"\x92\x80\x80\x80", b"\x92\x81\xa4a.py\x01\x80"])
def test_whole_content_of_another_form_costs_a_scan_and_nothing_else(tmp_path: Path, content: bytes) -> None:
    root, shelf = tmp_path / "tree", tmp_path / "shelf"
    write(root, {"a.py": PYTHON.format("old")})
    Shelf(shelf).put("tree-t", content)
    assert check(root, shelf) == ["a.py"]


# --------------------------------------------------------------------------------------------------- surroundings


def _images(view: FileView) -> Iterator[AnyObservation]:
    own = view.own.holds(view.folder, "shop.billing.Client")
    yield Image(at=view.place(1), reference=literal(f"{view.renamed('web')}-{own}"), use="run")


CURIOUS = Detector(
    id="curious",
    title="",
    evidence=EvidenceKind.CODE,
    claims=lambda path: path.endswith((".py", ".yaml")),
    detect=_images,
)


def test_a_module_that_appears_beside_code_that_asked_for_it_is_seen(tmp_path: Path) -> None:
    root, shelf = tmp_path / "tree", tmp_path / "shelf"
    write(root, {"app/main.py": "", "other/main.py": ""})
    scanned(LocalTree(root), shelf, detectors=(CURIOUS,))
    write(root, {"app/shop/billing.py": ""})
    assert set(check(root, shelf, detectors=(CURIOUS,))) == {"app/main.py", "app/shop/billing.py"}
    (root / "app/shop/billing.py").unlink()
    assert check(root, shelf, detectors=(CURIOUS,)) == ["app/main.py"]


def test_a_kustomization_that_renames_otherwise_is_seen_in_what_lies_below_it(tmp_path: Path) -> None:
    root, shelf = tmp_path / "tree", tmp_path / "shelf"
    overlay = "resources: [web.yaml]\nimages:\n- {name: web, newName: registry.example/{}}\n"
    write(root, {"k8s/kustomization.yaml": overlay.replace("{}", "one"), "k8s/web.yaml": "a: 1", "k8s/other.yaml": ""})
    seen, _ = scanned(LocalTree(root), shelf, detectors=(CURIOUS,))
    assert "registry.example/one-False" in repr(seen.files)
    write(root, {"k8s/kustomization.yaml": overlay.replace("{}", "two")})
    opened = check(root, shelf, detectors=(CURIOUS,))
    assert "k8s/web.yaml" in opened
    assert "k8s/other.yaml" not in opened


CHART = {
    "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "chart/values.yaml": "image: registry.example/web:1\n",
    "chart/templates/_names.tpl": '{{ define "tag" }}a{{ end }}',
    "chart/templates/pod.yaml": (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n"
        'spec:\n  containers:\n  - name: web\n    image: {{ .Values.image }}{{ include "tag" . }}\n'
    ),
    "other/Chart.yaml": "apiVersion: v2\nname: other\nversion: 1.0.0\n",
    "other/values.yaml": "image: registry.example/other:1\n",
    "other/templates/pod.yaml": "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: '{{ .Values.image }}'}]}\n",
    "plain.yaml": "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: plain}]}\n",
}


@pytest.mark.parametrize(
    "change",
    [
        {"chart/values.yaml": "image: registry.example/web:2\n"},
        {"chart/templates/_names.tpl": '{{ define "tag" }}b{{ end }}'},
        {"chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.1\n"},
        {"chart/files/new.txt": "another file of the chart"},
    ],
)
def test_whatever_a_chart_is_rendered_from_is_seen_in_its_templates(tmp_path: Path, change: dict[str, str]) -> None:
    root, shelf = tmp_path / "tree", tmp_path / "shelf"
    write(root, CHART)
    scanned(LocalTree(root), shelf)
    assert check(root, shelf) == []
    write(root, change)
    opened = check(root, shelf)
    assert "chart/templates/pod.yaml" in opened
    assert "plain.yaml" not in opened


def test_a_folder_that_becomes_a_chart_is_rendered(tmp_path: Path) -> None:
    root, shelf = tmp_path / "tree", tmp_path / "shelf"
    write(root, {path: text for path, text in CHART.items() if path != "chart/Chart.yaml"})
    scanned(LocalTree(root), shelf)
    write(root, {"chart/Chart.yaml": CHART["chart/Chart.yaml"]})
    assert "chart/templates/pod.yaml" in check(root, shelf)


def test_a_template_that_is_not_read_again_is_not_rendered_again(tmp_path: Path) -> None:
    root, shelf = tmp_path / "tree", tmp_path / "shelf"
    write(root, CHART)
    scanned(LocalTree(root), shelf)
    write(root, {"plain.yaml": "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: changed}]}\n"})
    assert set(check(root, shelf)) == {"plain.yaml"}


# ------------------------------------------------------------------------------------------------- what is not kept


def test_a_reader_that_broke_is_asked_again(tmp_path: Path) -> None:
    root, shelf = tmp_path / "tree", tmp_path / "shelf"
    write(root, {"a.py": "x"})
    broken = [True]

    def detect(view: FileView) -> Iterator[AnyObservation]:
        if broken[0]:
            raise MemoryError
        yield Image(at=view.place(1), reference=literal("web"), use="run")

    fragile = Detector(id="fragile", title="", evidence=EvidenceKind.CODE, claims=lambda _: True, detect=detect)
    seen, readings = scanned(LocalTree(root), shelf, detectors=(fragile,))
    assert seen.coverage.unread
    assert not readings.lasting
    broken[0] = False
    assert len(scanned(LocalTree(root), shelf, detectors=(fragile,))[0].files) == 1


def test_a_file_that_could_not_be_opened_is_tried_again(tmp_path: Path) -> None:
    root, shelf = tmp_path / "tree", tmp_path / "shelf"
    write(root, {"a.py": PYTHON.format("old")})

    class Closed(LocalTree):
        def read(self, path: str) -> bytes:
            raise PermissionError(13, "Permission denied", path)

    seen, readings = scanned(Closed(root), shelf)
    assert seen.coverage.unread
    assert not readings.lasting
    assert check(root, shelf) == ["a.py"]


def test_a_chart_that_changes_while_it_is_read_is_not_kept(tmp_path: Path) -> None:
    root, shelf = tmp_path / "tree", tmp_path / "shelf"
    write(root, CHART)

    class Restless(LocalTree):
        """The values change once the first template was opened, and change back before the next scan."""

        def read(self, path: str) -> bytes:
            if path.startswith("chart/templates/"):
                write(root, {"chart/values.yaml": "image: registry.example/passing:9\n"})
            return super().read(path)

    scanned(Restless(root), shelf)
    write(root, {"chart/values.yaml": CHART["chart/values.yaml"]})
    check(root, shelf)


def test_several_processes_keep_what_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sovassess.scanning import processes

    monkeypatch.setattr(processes, "WORTH_PROCESSES", 0)
    monkeypatch.setattr(processes, "FILES_AT_ONCE", 4)
    root = EXAMPLES / "hosted-assistant"
    several, single = (Readings(Shelf(tmp_path / name), "t", LATER) for name in ("several", "single"))
    assert scan(LocalTree(root), DETECTORS, 3, several) == scan(LocalTree(root), DETECTORS, 1, single)
    (one,), (other,) = ((tmp_path / name).iterdir() for name in ("several", "single"))
    assert one.read_bytes() == other.read_bytes()
