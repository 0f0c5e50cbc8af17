"""Links to lines on a forge: the known ones right, everything else none."""

from __future__ import annotations

import pytest

from sovassess.model.assessment import Subject
from sovassess.renderers.forge import link

COMMIT = "3f9a1c0b7de24c5581a0e6b0c7f1d2e3a4b5c6d7"


def _subject(remote: str, revision: str = COMMIT, folder: str = "") -> Subject:
    return Subject(name="x", revision=revision, dirty=None, roots=(".",), remote=remote, folder=folder)


@pytest.mark.parametrize(
    ("remote", "expected"),
    [
        ("https://github.com/acme/shop", f"https://github.com/acme/shop/blob/{COMMIT}/src/a%20b.py#L7"),
        ("https://gitlab.com/acme/team/shop", f"https://gitlab.com/acme/team/shop/-/blob/{COMMIT}/src/a%20b.py#L7"),
        ("https://gitlab.acme.example/shop/x", f"https://gitlab.acme.example/shop/x/-/blob/{COMMIT}/src/a%20b.py#L7"),
        ("https://bitbucket.org/acme/shop", f"https://bitbucket.org/acme/shop/src/{COMMIT}/src/a%20b.py#lines-7"),
        ("https://codeberg.org/acme/shop", f"https://codeberg.org/acme/shop/src/commit/{COMMIT}/src/a%20b.py#L7"),
        ("https://git.sr.ht/~acme/shop", f"https://git.sr.ht/~acme/shop/tree/{COMMIT}/item/src/a%20b.py#L7"),
    ],
)
def test_a_line_on_a_known_forge_has_its_address(remote: str, expected: str) -> None:
    assert link(_subject(remote), "src/a b.py", 7) == expected


def test_the_folder_of_the_root_stands_before_the_path_and_a_whole_file_has_no_line() -> None:
    found = link(_subject("https://github.com/acme/shop", folder="deploy/eu"), "values.yaml")
    assert found == f"https://github.com/acme/shop/blob/{COMMIT}/deploy/eu/values.yaml"


@pytest.mark.parametrize(
    ("remote", "revision", "path"),
    [
        ("", COMMIT, "a.py"),
        ("https://github.com/acme/shop", "", "a.py"),
        ("https://github.com/acme/shop", "main", "a.py"),
        ("https://code.acme.example/shop", COMMIT, "a.py"),
        ("https://notgithub.com/acme/shop", COMMIT, "a.py"),
        ("https://github.com.evil.example.org@x/acme", COMMIT, "a.py"),
        ("javascript:alert(1)//github.com/acme", COMMIT, "a.py"),
        ('https://github.com/acme/"onclick=alert(1)', COMMIT, "a.py"),
        ("https://github.com/acme/shop", COMMIT, "../../other/a.py"),
        ("https://github.com/acme/shop", COMMIT, "/etc/passwd"),
    ],
)
def test_what_is_not_known_or_not_plain_has_none(remote: str, revision: str, path: str) -> None:
    assert link(_subject(remote, revision), path, 1) == ""


def test_a_path_cannot_leave_the_address() -> None:
    found = link(_subject("https://github.com/acme/shop"), 'a"><script>?x#y.py', 1)
    assert found.endswith("/a%22%3E%3Cscript%3E%3Fx%23y.py#L1")
