"""Files that were made to hurt, through the whole scan: each costs itself at most, and the rest of the tree is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sovassess.detectors.registry import DETECTORS
from sovassess.formats import yaml
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import Image
from sovassess.model.scan import Scan
from sovassess.scanning import scan
from sovassess.source import kustomizations
from sovassess.source.rules import MAX_FILE_BYTES
from sovassess.source.tree import LocalTree, MemoryTree
from tests.endings import ending

GOOD = {"good/compose.yml": "services:\n  a:\n    image: quay.io/a/b:2\n"}
DEEP = 10_000
COMPOSE = "services:\n  web:\n    image: quay.io/c/d:3\n"


def scanned(files: dict[str, str | bytes]) -> Scan:
    """The scan, which must have ended and read the good file."""
    with ending():
        found = scan(MemoryTree({**GOOD, **files}), DETECTORS)
    assert "quay.io/a/b:2" in images(found)
    return found


def images(found: Scan) -> set[str]:
    return {str(o.reference) for file in found.files for o in file.observations if isinstance(o, Image)}


def unread(found: Scan) -> dict[str, str]:
    return {entry.path: entry.reason for entry in found.coverage.unread}


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("docker-compose.json", '{"services": ' + '{"a": ' * DEEP + "1" + "}" * DEEP + "}"),
        ("package.json", '{"dependencies": ' + "[" * DEEP + "]" * DEEP + "}"),
        (".mcp.json", '{"mcpServers": ' + '{"a": ' * DEEP),
        ("compose.yaml", "services: " + "{a: " * DEEP + "1" + "}" * DEEP),
        ("compose.yaml", "services:\n" + "".join(" " * n + "a:\n" for n in range(1, 1_200))),
        ("k8s/pod.yaml", "apiVersion: v1\nkind: Pod\nspec: " + "[" * DEEP + "]" * DEEP),
        ("main.tf", 'resource "aws_s3_bucket" "b" {\n  a = ' + "[" * DEEP + "]" * DEEP + "\n}\n"),
        ("nested.tf", "locals {\n" + "a {\n" * DEEP + "}\n" * DEEP + "}\n"),
        ("calls.tf", "locals {\n  a = " + "f(" * DEEP + ")" * DEEP + "\n}\n"),
        ("plan.tf.json", '{"resource": ' + '{"a": ' * DEEP + "1" + "}" * DEEP + "}"),
        ("pom.xml", "<project>" + "<a>" * DEEP + "</a>" * DEEP + "</project>"),
        ("pyproject.toml", "[project]\nname = " + "[" * DEEP + "]" * DEEP),
        ("app.py", "import openai\nx = " + "(" * DEEP + ")" * DEEP + "\n"),
        ("app.ts", 'import OpenAI from "openai";\nx = ' + "[" * DEEP + "]" * DEEP + "\n"),
    ],
    ids=lambda value: value[:30].replace("\n", " "),
)
def test_nesting_of_ten_thousand_levels_costs_the_file_at_most(path: str, content: str) -> None:
    found = unread(scanned({path: content})).get(path, "")
    assert "recursion" not in found
    assert path not in ("compose.yaml", "k8s/pod.yaml", "pom.xml") or "nested" in found


def test_aliases_that_multiply_cost_the_file() -> None:
    lines = ["services: {web: {image: a}}", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    assert "aliases expanded" in unread(scanned({"compose.yaml": "\n".join(lines)}))["compose.yaml"]


@pytest.mark.parametrize("times", [1, 2, 10])
def test_merge_keys_that_pile_up_cost_the_file(times: int) -> None:
    lines = ["services: {web: {image: a}}", "a0: &a0 {k: 1}"]
    lines += [f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * times)}]\n  k{n}: 1" for n in range(1, 40_000)]
    found = unread(scanned({"compose.yaml": "\n".join(lines)}))
    assert "aliases expanded" in found["compose.yaml"]


def test_merged_entries_are_counted_before_the_document_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "MAX_NODES", 1_000)
    made: list[int] = []
    merge = yaml._merged

    def counted(pairs: tuple[tuple[yaml.Node, yaml.Node], ...]) -> tuple[tuple[yaml.Node, yaml.Node], ...]:
        made.append(1)
        return merge(pairs)

    monkeypatch.setattr(yaml, "_merged", counted)
    lines = ["services: {web: {image: a}}", "a0: &a0 {k: 1}"]
    lines += [f"a{n}: &a{n}\n  <<: *a{n - 1}\n  k{n}: 1" for n in range(1, 100)]
    assert "aliases expanded" in unread(scanned({"compose.yaml": "\n".join(lines)}))["compose.yaml"]
    assert len(made) < 60, "the whole file was put together first"


def test_overlays_that_name_one_another_many_times_over_end() -> None:
    head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n"
    files: dict[str, str | bytes] = {
        f"k{n}/kustomization.yaml": head + f"- ../k{n + 1}\n" * 10 + "- pod.yaml\n" for n in range(20)
    }
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: x, image: quay.io/x/y:1}]}\n"
    files |= {f"k{n}/pod.yaml": pod for n in range(20)}
    assert "quay.io/x/y:1" in images(scanned(files))


def test_what_too_many_overlays_say_of_an_image_is_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    rename = "kind: Kustomization\nresources: [pod.yaml]\nimages: [{name: quay.io/x/y, newName: own.example/y}]\n"
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: x, image: quay.io/x/y:1}]}\n"
    files: dict[str, str | bytes] = {"k/kustomization.yaml": rename, "k/pod.yaml": pod}
    assert "own.example/y:1" in images(scanned(files))
    monkeypatch.setattr(kustomizations, "MAX_WORK", 2)
    assert "quay.io/x/y:1" in images(scanned(files))


def test_one_line_of_two_gigabytes_is_unread_and_never_loaded(tmp_path: Path) -> None:
    for name in ("compose.yml", "app.py", ".env"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(2_000_000_000)
    read: list[int] = []

    class Counting(LocalTree):
        def read(self, path: str) -> bytes:
            data = super().read(path)
            read.append(len(data))
            return data

    found = scan(Counting(tmp_path), DETECTORS)
    assert set(unread(found)) == {"compose.yml", "app.py", ".env"}
    assert all("2000 MB" in reason for reason in unread(found).values())
    assert sum(read) == 0


def test_a_line_as_long_as_a_file_may_be_is_read_within_the_limits() -> None:
    line = ("OPENAI_BASE_URL=https://api.openai.com/v1 #" + "x" * MAX_FILE_BYTES)[:MAX_FILE_BYTES]
    scanned({".env": line, "services.yaml": "a: '" + "x" * 1_000_000 + "'"})


@pytest.mark.parametrize(
    "content",
    [
        COMPOSE.replace("\n", "\r\n").encode(),
        COMPOSE.encode("utf-8-sig"),
        COMPOSE.replace("\n", "\r\n").encode("utf-8-sig"),
        COMPOSE.encode("utf-16"),
        b"\xfe\xff" + COMPOSE.encode("utf-16-be"),
        COMPOSE.encode() + b"# \xff\xfe\xc3\x28\n",
    ],
    ids=["crlf", "bom", "crlf and bom", "utf-16", "utf-16 big end first", "bytes that are no utf-8"],
)
def test_the_encoding_of_a_file_hides_nothing_of_it(content: bytes) -> None:
    found = scanned({"compose.yaml": content})
    assert "quay.io/c/d:3" in images(found)
    assert not unread(found)


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe" + COMPOSE.encode("utf-16-le")[:-1] + b"\x00\xd8",
        b"\xfe\xff\xdc\x00" * 500,
        COMPOSE.encode() + b"\x00" * 20_000,
        b"\x00" * 50,
        COMPOSE.encode()[:30] + b"\x00" + COMPOSE.encode()[30:],
    ],
    ids=["half a pair in utf-16", "halves alone", "nul after text", "nothing but nul", "nul amid text"],
)
@pytest.mark.parametrize("path", ["compose.yaml", "main.tf", "app.py", "package.json", "Dockerfile", "pom.xml", ".env"])
def test_bytes_that_are_no_text_end_in_an_account(path: str, content: bytes) -> None:
    found = scanned({path: content})
    assert found.coverage.files == 2
    assert not [reason for reason in unread(found).values() if "reader failed" in reason]


def test_a_device_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "compose.yml").write_text(GOOD["good/compose.yml"], "utf-8")
    try:
        os.mknod(tmp_path / "values.yaml", 0o20666, os.makedev(1, 5))  # /dev/zero by another name
    except (AttributeError, PermissionError):
        pytest.skip("only root can make a device")
    found = scan(LocalTree(tmp_path), DETECTORS)
    assert [(e.path, e.reason) for e in found.coverage.skipped] == [("values.yaml", "not a regular file")]
    with pytest.raises(OSError, match=r"not a regular file|Permission|Operation not permitted|denied"):
        LocalTree(tmp_path).read("values.yaml")


@pytest.mark.parametrize("becomes", ["gone", "a folder", "a link", "a pipe", "larger than it was", "shorter"])
def test_a_file_that_changes_before_it_is_read_costs_itself_at_most(becomes: str, tmp_path: Path) -> None:
    (tmp_path / "compose.yml").write_text(GOOD["good/compose.yml"], "utf-8")
    victim = tmp_path / "zz.env"
    victim.write_text("OPENAI_BASE_URL=https://api.openai.com/v1\n", "utf-8")

    class Changing(LocalTree):
        def size(self, path: str) -> int:
            size = super().size(path)
            if path == "zz.env":
                _become(victim, becomes)
            return size

    with ending():
        found = scan(Changing(tmp_path), DETECTORS)
    assert images(found) == {"quay.io/a/b:2"}
    if becomes != "shorter":
        assert "zz.env" in unread(found)
    assert "secret" not in str(found.files)


def _become(path: Path, what: str) -> None:
    path.unlink()
    if what == "a folder":
        path.mkdir()
    elif what == "a link":
        (path.parent.parent / "outside").write_text("SECRET_URL=https://secret.vendor.example\n", "utf-8")
        path.symlink_to(path.parent.parent / "outside")
    elif what == "a pipe":
        os.mkfifo(path)
    elif what == "larger than it was":
        path.write_bytes(b"A=b\n" * (MAX_FILE_BYTES // 4 + 10))
    elif what == "shorter":
        path.write_bytes(b"")


def test_a_folder_that_vanishes_while_it_is_listed_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "compose.yml").write_text(GOOD["good/compose.yml"], "utf-8")

    class Vanishing(LocalTree):
        def _entries(self, folder: str, skipped: list[object]) -> list[os.DirEntry[str]]:  # type: ignore[override]
            found = super()._entries(folder, skipped)  # type: ignore[arg-type]  # pyright: ignore
            if not folder:
                (tmp_path / "a").rmdir()
            return found

    listing = Vanishing(tmp_path).listing()
    assert listing.files == ("compose.yml",)
    assert [entry.path for entry in listing.skipped] == ["a/"]


def test_names_that_differ_in_case_alone_are_different_files(tmp_path: Path) -> None:
    for name, tag in (("compose.yml", "1"), ("Compose.yml", "2"), ("DOCKERFILE", "3"), ("Dockerfile", "4")):
        head = "FROM " if "ocker" in name.lower() else "services: {a: {image: 'quay.io/x/y:1'}}\n# "
        (tmp_path / name).write_text(f"{head}quay.io/x/y:{tag}\n", "utf-8")
    if len(list(tmp_path.iterdir())) < 4:
        pytest.skip("this file system does not tell them apart")
    found = scan(LocalTree(tmp_path), DETECTORS)
    paths = [file.path for file in found.files]
    assert len(paths) == len(set(paths))
    assert {"compose.yml", "Dockerfile"} <= set(paths)
    assert {f"quay.io/x/y:{tag}" for tag in "14"} <= images(found)


def test_a_tree_of_many_files_in_many_folders_is_walked_without_recursion() -> None:
    files: dict[str, str | bytes] = {f"d{n % 200}/{n}.txt": b"" for n in range(4_000)}
    found = scanned(files)
    assert found.coverage.files == 4_001


def test_a_tree_of_300_000_files_is_gone_through_and_the_one_that_matters_is_found() -> None:
    files = {f"pkg{number // 300:04}/note{number}.txt": "text" for number in range(297_000)}
    files |= {f"pkg{number // 3:04}/mod{number}.py": "import json\n" for number in range(3_000)}
    files["app.py"] = "from openai import OpenAI\n\nclient = OpenAI()\n"
    with ending():
        found = scan(MemoryTree(files), [one for one in DETECTORS if one.evidence is EvidenceKind.CODE])
    assert found.coverage.files == 300_001
    assert found.coverage.formats["python"] == 3_001
    assert [file.path for file in found.files] == ["app.py"]
