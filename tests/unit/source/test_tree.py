"""Discovery on a real file system: what is left out, with which reason, and that nothing leads out of the tree."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sovassess.detectors.registry import DETECTORS
from sovassess.errors import SovassessError
from sovassess.scanning import scan
from sovassess.source.forest import Forest
from sovassess.source.rules import MAX_DEPTH, MAX_FILE_BYTES
from sovassess.source.tree import LocalTree, MemoryTree


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def files_of(root: Path, **more: list[str]) -> list[str]:
    return list(LocalTree(root, **more).listing().files)


def reasons(root: Path) -> dict[str, str]:
    return {entry.path: entry.reason for entry in LocalTree(root).listing().skipped}


# ------------------------------------------------------------------------------------------------------- .gitignore


def test_a_gitignore_counts_outside_a_checkout_as_well(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "secret/\n*.log\n", "secret/a.py": "", "x.log": "", "keep.py": ""})
    assert files_of(tmp_path) == [".gitignore", "keep.py"]
    assert reasons(tmp_path) == {"secret/": "ignored (.gitignore)", "x.log": "ignored (.gitignore)"}


def test_a_nested_gitignore_holds_for_its_own_folder_only(tmp_path: Path) -> None:
    write(tmp_path, {"a/.gitignore": "*.py\n", "a/x.py": "", "a/deep/y.py": "", "b/x.py": ""})
    assert files_of(tmp_path) == ["a/.gitignore", "b/x.py"]


def test_a_nested_gitignore_can_take_back_what_an_outer_one_ignores(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "*.env\n", "a/.gitignore": "!live.env\n", "a/live.env": "", "b/live.env": ""})
    assert "a/live.env" in files_of(tmp_path)
    assert "b/live.env" not in files_of(tmp_path)


def test_a_negated_pattern_in_the_same_file_takes_back(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "/conf/*\n!/conf/app.yaml\n", "conf/app.yaml": "", "conf/other.yaml": ""})
    assert "conf/app.yaml" in files_of(tmp_path)
    assert "conf/other.yaml" not in files_of(tmp_path)


def test_nothing_below_an_ignored_folder_can_be_taken_back(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "out/\n!out/keep.py\n", "out/keep.py": "", "out/.gitignore": "!keep.py\n"})
    assert files_of(tmp_path) == [".gitignore"]


def test_an_anchored_pattern_holds_at_its_place_only(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "/build.py\n", "build.py": "", "a/build.py": ""})
    assert files_of(tmp_path) == [".gitignore", "a/build.py"]


def test_a_pattern_with_a_double_star_holds_at_any_depth(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "**/gen/*.py\n", "gen/a.py": "", "x/y/gen/b.py": "", "x/gen.py": ""})
    assert files_of(tmp_path) == [".gitignore", "x/gen.py"]


def test_an_ignored_name_with_a_comment_a_space_or_an_escape(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "# not.py\n\\#real.py\na.py   \n", "not.py": "", "#real.py": "", "a.py": ""})
    assert files_of(tmp_path) == [".gitignore", "not.py"]


def test_a_pattern_that_nobody_understands_does_not_stop_the_others(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "!\n\\\nx.py\n", "x.py": "", "y.py": ""})
    assert "x.py" not in files_of(tmp_path)
    assert "y.py" in files_of(tmp_path)


def test_the_private_exclude_file_of_a_checkout_counts(tmp_path: Path) -> None:
    write(
        tmp_path, {".git/info/exclude": "mine.py\n", ".git/HEAD": "ref: refs/heads/main\n", "mine.py": "", "x.py": ""}
    )
    assert files_of(tmp_path) == ["x.py"]


def test_a_gitignore_above_the_scanned_folder_counts_within_the_same_checkout(tmp_path: Path) -> None:
    write(
        tmp_path,
        {".git/HEAD": "ref: refs/heads/main\n", ".gitignore": "*.gen.py\n", "sub/a.gen.py": "", "sub/a.py": ""},
    )
    assert files_of(tmp_path / "sub") == ["a.py"]


def test_a_gitignore_in_another_encoding_is_read(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "caf\xe9/\nx.py\n".encode("latin-1"), "x.py": "", "y.py": ""})
    assert files_of(tmp_path) == [".gitignore", "y.py"]


def test_a_gitignore_with_windows_line_ends_is_read(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "x.py\r\nout/\r\n", "x.py": "", "out/a.py": "", "y.py": ""})
    assert files_of(tmp_path) == [".gitignore", "y.py"]


# ------------------------------------------------------------------------------------------------ skipped by rule


@pytest.mark.parametrize(
    ("path", "folder", "reason"),
    [
        ("node_modules/x/index.js", "node_modules/", "installed packages"),
        (".git/config", ".git/", "version control"),
        ("third_party/x.py", "third_party/", "vendored"),
        ("a/.venv/lib/x.py", "a/.venv/", "installed packages"),
        ("__pycache__/x.py", "__pycache__/", "generated"),
        (".terraform/modules/x.tf", ".terraform/", "generated"),
    ],
)
def test_a_folder_that_others_fill_is_not_entered(tmp_path: Path, path: str, folder: str, reason: str) -> None:
    write(tmp_path, {path: "x", "keep.py": ""})
    assert files_of(tmp_path) == ["keep.py"]
    assert reasons(tmp_path) == {folder: reason}


def test_a_vendor_folder_is_vendored_only_with_the_mark_of_a_package_manager(tmp_path: Path) -> None:
    write(tmp_path, {"go/vendor/modules.txt": "", "go/vendor/x.go": "", "app/vendor/portal.py": ""})
    assert files_of(tmp_path) == ["app/vendor/portal.py"]
    assert reasons(tmp_path) == {"go/vendor/": "vendored"}


@pytest.mark.parametrize("name", ["a.png", "model.safetensors", "x.PYC", "w.gguf", "lib.so", "a.jar"])
def test_a_file_that_is_binary_by_name_is_skipped(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: "text", "keep.py": ""})
    assert reasons(tmp_path) == {name: "binary"}


def test_a_minified_file_is_skipped_with_its_reason(tmp_path: Path) -> None:
    write(tmp_path, {"app.min.js": "x", "style.min.css": "x", "app.js.map": "x", "administrator.js": "x"})
    assert set(reasons(tmp_path)) == {"app.min.js", "style.min.css", "app.js.map"}
    assert files_of(tmp_path) == ["administrator.js"]


def test_a_file_that_is_binary_by_content_is_skipped_when_read(tmp_path: Path) -> None:
    write(tmp_path, {"data.json": b"{\0\1\2", "ok.py": "import os\n"})
    coverage = scan(LocalTree(tmp_path), DETECTORS).coverage
    assert [(entry.path, entry.reason) for entry in coverage.skipped] == [("data.json", "binary")]


def test_text_in_utf_16_is_not_taken_for_binary(tmp_path: Path) -> None:
    text = "services:\n  a:\n    image: redis:7\n"
    write(tmp_path, {"docker-compose.yml": text.encode("utf-16")})
    found = scan(LocalTree(tmp_path), DETECTORS)
    assert not found.coverage.skipped
    assert found.files


def test_generated_code_is_skipped_and_a_file_that_writes_about_it_later_is_not(tmp_path: Path) -> None:
    mark = "// Code generated by protoc. DO NOT EDIT.\n"
    client = "from openai import OpenAI\nOpenAI()\n"
    write(tmp_path, {"a.py": "# @generated by a tool\n" + client, "b.py": client + "#\n" * 2_000 + mark})
    found = scan(LocalTree(tmp_path), DETECTORS)
    assert [(entry.path, entry.reason) for entry in found.coverage.skipped] == [("a.py", "generated")]
    assert "b.py" in {file.path for file in found.files}


def test_an_excluded_file_says_so(tmp_path: Path) -> None:
    write(tmp_path, {"old/a.py": "", "a.py": ""})
    listing = LocalTree(tmp_path, exclude=["old/**"]).listing()
    assert listing.files == ("a.py",)
    assert {entry.reason for entry in listing.skipped} == {"excluded"}


def test_an_include_keeps_only_what_it_names(tmp_path: Path) -> None:
    write(tmp_path, {"a/x.py": "", "b/x.py": "", "a/y.tf": ""})
    assert files_of(tmp_path, include=["a/*.py"]) == ["a/x.py"]


# ----------------------------------------------------------------------------------------------------- size, depth


def test_a_file_over_the_size_limit_is_unread_with_its_size_and_the_rest_is_judged(tmp_path: Path) -> None:
    write(tmp_path, {"ok.py": "from openai import OpenAI\nOpenAI()\n"})
    with (tmp_path / "big.json").open("wb") as file:
        file.truncate(200_000_000)
    found = scan(LocalTree(tmp_path), DETECTORS)
    assert [(e.path, e.reason) for e in found.coverage.unread] == [("big.json", "larger than 8 MB (200 MB)")]
    assert {file.path for file in found.files} == {"ok.py"}


def test_a_file_of_exactly_the_limit_is_read() -> None:
    text = "A=https://api.openai.com/v1\n" + "#" * MAX_FILE_BYTES
    found = scan(MemoryTree({".env": text[:MAX_FILE_BYTES]}), DETECTORS)
    assert not found.coverage.unread
    assert scan(MemoryTree({".env": text[: MAX_FILE_BYTES + 1]}), DETECTORS).coverage.unread


def test_a_folder_deeper_than_the_limit_is_not_entered(tmp_path: Path) -> None:
    deep = "/".join(["d"] * (MAX_DEPTH + 3))
    write(tmp_path, {f"{deep}/x.py": "", "keep.py": ""})
    assert files_of(tmp_path) == ["keep.py"]
    assert list(reasons(tmp_path).values()) == [f"deeper than {MAX_DEPTH} folders"]


def test_every_file_is_listed_read_unread_or_skipped(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "app.py": "import openai\n",
            "x.png": b"\x89PNG",
            "data.yaml": "a: [\n",
            "docker-compose.yml": "services: [\n",
            "node_modules/a.js": "x",
            "bin.json": b"\0\0",
            "Main.hs": "module Main where\n",
        },
    )
    coverage = scan(LocalTree(tmp_path), DETECTORS).coverage
    known = {e.path for e in (*coverage.unread, *coverage.skipped)}
    assert {"x.png", "node_modules/", "bin.json", "docker-compose.yml", "Main.hs"} <= known
    assert all(entry.reason for entry in (*coverage.unread, *coverage.skipped))
    assert coverage.read >= 1


# ------------------------------------------------------------------------------------------------- kinds of trees


def test_a_single_file_is_a_tree_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, {"one.py": "x", "two.py": "y"})
    tree = LocalTree(tmp_path / "one.py")
    assert tree.listing().files == ("one.py",)
    assert tree.read("one.py") == b"x"


def test_a_path_that_does_not_exist_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(SovassessError, match="there is no such file or folder"):
        LocalTree(tmp_path / "none")


def test_a_pipe_is_no_tree(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p")
    with pytest.raises(SovassessError, match="neither a folder nor a regular file"):
        LocalTree(tmp_path / "p")


def test_a_tree_in_memory_skips_by_the_same_rules() -> None:
    listing = MemoryTree({"node_modules/a.js": "", "x.png": b"", "a.py": "", "pods/x.swift": ""}).listing()
    assert listing.files == ("a.py",)
    assert {entry.reason for entry in listing.skipped} == {"installed packages", "binary", "vendored"}


def test_two_trees_of_one_name_are_kept_apart() -> None:
    forest = Forest([MemoryTree({"a.py": "1"}, "x"), MemoryTree({"a.py": "2"}, "x")])
    assert forest.listing().files == ("x-2/a.py", "x/a.py")
    assert (forest.read("x/a.py"), forest.read("x-2/a.py")) == (b"1", b"2")
    assert forest.size("x/a.py") == 1


def test_the_listing_does_not_depend_on_the_order_of_the_folder(tmp_path: Path) -> None:
    for name in ("z.py", "a.py", "m/x.py", "b.py"):
        write(tmp_path, {name: ""})
    assert files_of(tmp_path) == sorted(["z.py", "a.py", "m/x.py", "b.py"])


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("cdk.out/Data.template.json", None),
        ("cdk.out/manifest.json", None),
        ("infra/cdk.out/assembly-Prod/ProdData.template.json", None),
        ("cdk.out/tree.json", "generated"),
        ("cdk.out/Data.assets.json", "generated"),
        ("cdk.out/asset.1a2b/index.js", "generated"),
        ("cdk.out/asset.1a2b/manifest.json", "generated"),
        ("cdk.out/assembly-Prod/asset.1a2b/index.js", "generated"),
        ("cdk.output/index.js", None),
    ],
)
def test_of_what_the_cdk_wrote_templates_and_their_list_are_read(tmp_path: Path, path: str, reason: str | None) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text("{}")
    for listing in (LocalTree(tmp_path).listing(), MemoryTree({path: "{}"}).listing()):
        assert (path in listing.files) == (reason is None)
        assert {entry.reason for entry in listing.skipped} == ({reason} if reason else set())
