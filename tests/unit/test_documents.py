"""YAML that people write: every error has file, line and the nearest right word."""

from __future__ import annotations

import msgspec
import pytest
from pydantic import Field

from sovassess import documents
from sovassess.catalog.written import parse_struct
from sovassess.documents import Written, line_of, nearest
from sovassess.errors import InputFileError


class Inner(Written):
    name: str
    weight: int = 1


class Outer(Written):
    title: str
    parts: tuple[Inner, ...] = ()
    either: Inner | str | None = None
    named: dict[str, Inner] = {}
    dashed: int = Field(default=0, alias="with-dash")


class Plain(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    items: tuple[int, ...] = ()


def _problem(text: str) -> str:
    with pytest.raises(InputFileError) as caught:
        documents.parse(text.encode(), Outer, shown="f.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("titel: x\n", "f.yaml:1: unknown key 'titel'; did you mean 'title'?"),
        ("title: x\nparts:\n  - name: a\n  - name: b\n    wieght: 2\n", "f.yaml:5: unknown key 'parts.1.wieght'; did"),
        ("title: x\nparts:\n  - weight: 2\n", "f.yaml:3: 'parts.0.name' is missing"),
        ("title: x\nnamed:\n  a:\n    name: q\n    weight: heavy\n", "f.yaml:5: named.a.weight: "),
        ("title: [x\n", "f.yaml:2: is not valid YAML"),
        ("title: 'x\n", "is not valid YAML"),
        ("\ttitle: x\n", "f.yaml:1: is not valid YAML"),
        ("title: x\nparts: 3\n", "f.yaml:2: parts: "),
        ("title: !!python/object/apply:os.system ['true']\n", "f.yaml:1: is not valid YAML"),
        ("title: x\nwith_dash: 2\n", "f.yaml:2: unknown key 'with_dash'; did you mean 'with-dash'?"),
        ("a: " + "[" * 80 + "]" * 80 + "\n", "f.yaml:1: is not valid YAML: nested too deep"),
        ("a: &b [1]\nc: *b\n", "f.yaml:2: is not valid YAML: aliases are not supported"),
        ("title: x\n---\ntitle: y\n", "is not valid YAML"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_nearest_word(text: str, problem: str) -> None:
    assert problem in _problem(text)


@pytest.mark.parametrize("text", ["title: x\ntitle: y\n", "title: x\nparts:\n  - name: a\n    name: b\n"])
def test_a_key_that_stands_twice_is_refused(text: str) -> None:
    assert "twice" in _problem(text)


def test_a_wrong_encoding_is_one_clear_sentence() -> None:
    assert "f.yaml" in _problem_of(b"title: caf\xe9\n")


def _problem_of(data: bytes) -> str:
    with pytest.raises(InputFileError) as caught:
        documents.parse(data, Outer, shown="f.yaml")
    return str(caught.value)


def test_a_huge_document_is_refused_before_it_is_read() -> None:
    assert "larger than" in _problem_of(b"#" * (documents.MAX_BYTES + 1))


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "NO", "y", "n"])
def test_only_true_and_false_are_truth_values(word: str) -> None:
    assert documents.parse(f"title: {word}\n".encode(), Outer, shown="f").title == word


def test_a_struct_is_read_with_the_same_care() -> None:
    assert parse_struct(b"name: x\nitems: [1, 2]\n", Plain, shown="f").items == (1, 2)
    with pytest.raises(InputFileError) as caught:
        parse_struct(b"name: x\nitems:\n  - 1\n  - two\n", Plain, shown="f.yaml")
    assert str(caught.value).startswith("f.yaml:4: ")


def test_an_unknown_key_of_a_struct_is_named_with_its_line() -> None:
    with pytest.raises(InputFileError) as caught:
        parse_struct(b"name: x\nitms: [1]\n", Plain, shown="f.yaml")
    assert str(caught.value).startswith("f.yaml:2: ")
    assert "itms" in str(caught.value)


@pytest.mark.parametrize(
    ("word", "known", "clause"),
    [
        ("rol", ["role", "party"], "; did you mean 'role'?"),
        ("zzz", ["role", "party"], "; known: party, role"),
        ("zzz", [f"w{number}" for number in range(20)], ""),
        ("zzz", [], ""),
    ],
)
def test_the_nearest_word_is_offered(word: str, known: list[str], clause: str) -> None:
    assert nearest(word, known) == clause


@pytest.mark.parametrize(
    ("location", "line"),
    [(("a",), 1), (("b", 0), 3), (("b", 1, "c"), 4), (("b", 9), 3), (("nope",), 1), ((), None)],
)
def test_a_location_is_a_line_of_it_or_of_the_nearest_parent(location: tuple[str | int, ...], line: int | None) -> None:
    assert line_of(b"a: 1\nb:\n  - x\n  - c: 2\n", location) == line


def test_what_was_read_cannot_be_changed() -> None:
    outer = documents.parse(b"title: x\n", Outer, shown="f")
    with pytest.raises(ValueError, match="frozen"):
        outer.title = "y"


@pytest.mark.parametrize(
    ("word", "known", "clause"),
    [
        ("rol", ["role", "party"], "; did you mean 'role'? There is party, role"),
        ("zzz", ["b", "a", "b"], "; there is a, b"),
        ("zzz", ["a", "b", "c", "d"], "; there is a, b and 2 more"),
        ("zzz", [], "; there is nothing"),
    ],
)
def test_what_there_is_is_listed_and_shortened_with_a_count(word: str, known: list[str], clause: str) -> None:
    assert documents.existing(word, known, limit=2) == clause
