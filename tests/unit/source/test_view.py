"""A file as detectors see it: encodings, lines, places; what a path says about its purpose; the commit of a tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from sovassess.model.enums import Context
from sovassess.source.contexts import context_of
from sovassess.source.languages import unread_language
from sovassess.source.revision import Checkout, checkout_of, revision_of
from sovassess.source.view import MAX_EXCERPT, FileView


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("naïve".encode(), "naïve"),
        ("naïve".encode("latin-1"), "naïve"),
        ("naïve".encode("utf-8-sig"), "naïve"),
        ("naïve".encode("utf-16"), "naïve"),
        (b"", ""),
    ],
)
def test_text_is_read_in_the_encoding_it_has(data: bytes, text: str) -> None:
    assert FileView("x", data).text == text


def test_only_real_line_ends_end_a_line() -> None:
    view = FileView("x", "a\r\nb\rc\nd\u2028e\x0cf".encode())
    assert view.lines == ("a", "b", "c", "d\u2028e\x0cf")


def test_a_place_holds_the_stripped_line_and_is_capped() -> None:
    view = FileView("x", b"   first  \n" + b"y" * 1_000)
    assert view.place(1).excerpt == "first"
    assert len(view.place(2).excerpt) == MAX_EXCERPT


@pytest.mark.parametrize(("line", "expected"), [(None, None), (0, 1), (99, 99)])
def test_a_place_beyond_the_file_has_no_excerpt(line: int | None, expected: int | None) -> None:
    place = FileView("x", b"a\n").place(line)
    assert (place.line, place.excerpt) == (expected, "")


@pytest.mark.parametrize(
    ("path", "context"),
    [
        ("app/main.py", Context.PRODUCTION),
        ("src/latest/contest.py", Context.PRODUCTION),
        ("app/testing_ground.py", Context.PRODUCTION),
        ("attestation/sign.py", Context.PRODUCTION),
        ("latest.py", Context.PRODUCTION),
        ("app/contest.py", Context.PRODUCTION),
        ("src/manifest.ts", Context.PRODUCTION),
        ("src/Protest.java", Context.PRODUCTION),
        ("tests/data/main.py", Context.TEST),
        ("app/test_main.py", Context.TEST),
        ("web/src/a.test.ts", Context.TEST),
        ("src/main/FooTest.java", Context.TEST),
        ("pkg/x_test.go", Context.TEST),
        ("docs/conf.py", Context.DOCS),
        ("README.md", Context.DOCS),
        ("docs/examples/a.py", Context.DOCS),
        ("examples/a.py", Context.EXAMPLE),
        ("examples/tests/a.py", Context.TEST),
        (".github/workflows/ci.yml", Context.TOOLING),
        ("noxfile.py", Context.TOOLING),
        ("Dockerfile", Context.PRODUCTION),
        ("conf/test_full.config", Context.TEST),
        ("conf/latest.config", Context.PRODUCTION),
        ("_integration-test/run.js", Context.TEST),
        ("ro-crate-metadata.json", Context.DOCS),
        ("metadata.json", Context.PRODUCTION),
        ("app/settings.example.py", Context.EXAMPLE),
        ("app/example.py", Context.PRODUCTION),
        ("src/main/java/com/example/demo/DemoApplication.java", Context.PRODUCTION),
        ("svc/src/main/kotlin/org/acme/sample/App.kt", Context.PRODUCTION),
        ("samples/svc/src/main/java/org/acme/App.java", Context.EXAMPLE),
        ("src/test/java/com/acme/App.java", Context.TEST),
        ("src/main/resources/demo/a.yml", Context.EXAMPLE),
        (".version-backups/2025/pom.xml", Context.TOOLING),
        ("backup/main.py", Context.PRODUCTION),
    ],
)
def test_a_path_says_what_a_file_is_for(path: str, context: Context) -> None:
    assert context_of(path) is context


@pytest.mark.parametrize(
    ("path", "language"),
    [("a/b.hs", "Haskell"), ("X.EX", "Elixir"), ("a.py", None), ("dir.hs/file", None), ("Makefile", None)],
)
def test_a_language_without_a_reader_is_named(path: str, language: str | None) -> None:
    assert unread_language(path) == language


COMMIT = "0123456789abcdef0123456789abcdef01234567"


def _git(root: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        path = root / ".git" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return root


@pytest.mark.parametrize(
    ("files", "revision"),
    [
        ({"HEAD": COMMIT + "\n"}, COMMIT),
        ({"HEAD": "ref: refs/heads/main\n", "refs/heads/main": COMMIT + "\n"}, COMMIT),
        ({"HEAD": "ref: refs/heads/main\n", "packed-refs": f"# pack-refs\n{COMMIT} refs/heads/main\n"}, COMMIT),
        ({"HEAD": "ref: refs/heads/new\n"}, ""),
        ({"HEAD": "ref: ../../../etc/passwd\n"}, ""),
        ({"HEAD": "nonsense"}, ""),
    ],
)
def test_the_commit_is_read_from_the_files_of_the_checkout(
    tmp_path: Path, files: dict[str, str], revision: str
) -> None:
    (tmp_path / "sub").mkdir()
    assert revision_of(_git(tmp_path, files)) == revision
    assert revision_of(tmp_path / "sub") == revision


def test_a_worktree_points_to_its_checkout(tmp_path: Path) -> None:
    main = _git(tmp_path / "main", {"refs/heads/w": COMMIT, "worktrees/w/HEAD": "ref: refs/heads/w\n"})
    (main / ".git/worktrees/w/commondir").write_text("../..\n")
    tree = tmp_path / "w"
    tree.mkdir()
    (tree / ".git").write_text(f"gitdir: {main}/.git/worktrees/w\n")
    assert revision_of(tree) == COMMIT


def test_outside_a_checkout_there_is_no_commit(tmp_path: Path) -> None:
    assert revision_of(tmp_path) == ""


@pytest.mark.parametrize(
    ("url", "remote"),
    [
        ("https://github.com/acme/shop.git", "https://github.com/acme/shop"),
        ("https://user:s3cret@gitlab.com/acme/shop", "https://gitlab.com/acme/shop"),
        ("git@github.com:acme/shop.git", "https://github.com/acme/shop"),
        ("ssh://git@codeberg.org:22/acme/shop.git", "https://codeberg.org/acme/shop"),
        ("/srv/git/shop.git", ""),
        ("file:///srv/git/shop", ""),
        ("ext::sh -c touch% /x", ""),
        ("https://github.com/acme/../../x", ""),
        ('https://github.com/"><script>', ""),
    ],
)
def test_the_remote_is_a_plain_web_address_without_credentials(tmp_path: Path, url: str, remote: str) -> None:
    config = (
        f'[core]\n\tbare = false\n[remote "fork"]\n\turl = https://github.com/x/y\n[remote "origin"]\n\turl = {url}\n'
    )
    root = _git(tmp_path, {"HEAD": COMMIT, "config": config + "\tfetch = +refs/heads/*:refs/remotes/origin/*\n"})
    (root / "deploy" / "eu").mkdir(parents=True)
    assert checkout_of(root) == Checkout(COMMIT, remote, "")
    assert checkout_of(root / "deploy" / "eu") == Checkout(COMMIT, remote, "deploy/eu")


def test_a_broken_git_configuration_gives_no_remote(tmp_path: Path) -> None:
    assert checkout_of(_git(tmp_path, {"HEAD": COMMIT, "config": "\0 nonsense = [\n"})).remote == ""
