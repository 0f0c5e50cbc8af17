from __future__ import annotations

import pytest

from sovassess.errors import ParseError
from sovassess.formats.yaml import MAX_DEPTH, Node, documents, json_document


def only(text: str) -> Node:
    (document,) = documents(text)
    return document


def test_nodes_know_their_lines() -> None:
    root = only("a:\n  b:\n    - x\n    - y: 1\n")
    assert root.get("a", "b", 1, "y").line == 4
    assert root.get("a").line_of("b") == 2
    assert root.get("a", "b", 0).text == "x"


def test_a_missing_path_is_empty_at_every_step() -> None:
    missing = only("a: 1").get("b", 3, "c")
    assert not missing
    assert missing.is_null
    assert list(missing.items()) == []
    assert missing.texts == ()


def test_several_documents_are_read_and_empty_ones_left_out() -> None:
    assert [document.get("a").text for document in documents("---\na: 1\n---\n---\n# nothing\n---\na: 2\n")] == [
        "1",
        "2",
    ]


def test_documents_before_a_broken_one_are_kept() -> None:
    reader = documents("a: 1\n---\nb: [\n")
    assert next(reader).get("a").text == "1"
    with pytest.raises(ParseError) as caught:
        next(reader)
    assert caught.value.line == 4


def test_merge_keys_fill_in_and_do_not_override() -> None:
    root = only("base: &b {x: 1, y: 2}\nother: &o {y: 3, z: 4}\nuse:\n  <<: [*b, *o]\n  x: 9\n")
    assert {key: value.text for key, value in root.get("use").items()} == {"x": "9", "y": "2", "z": "4"}


def test_a_quoted_merge_sign_is_a_plain_key() -> None:
    assert only("'<<': {a: 1}").get("<<", "a").text == "1"


def test_the_last_of_equal_keys_counts() -> None:
    assert only("a: 1\na: 2").get("a").text == "2"


def test_unknown_tags_are_kept_and_never_acted_on() -> None:
    root = only("a: !Ref Thing\nb: !reference [x, y]\nc: !!python/object/apply:os.system ['echo']\n")
    assert root.get("a").tag == "!Ref"
    assert root.get("b").texts == ("x", "y")
    assert root.get("c").texts == ("echo",)


def test_deep_nesting_is_refused_and_does_not_crash() -> None:
    with pytest.raises(ParseError, match="nested deeper"):
        list(documents("[" * 200_000))
    assert only("[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1))


def test_aliases_that_multiply_are_refused() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{now}: &{now} [{', '.join(['*' + before] * 10)}]" for before, now in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    with pytest.raises(ParseError, match="aliases expanded"):
        list(documents("\n".join(lines)))


def test_an_alias_to_itself_is_null() -> None:
    assert only("a: &a [*a]").get("a", 0).is_null


def test_control_characters_are_an_error_with_a_line() -> None:
    with pytest.raises(ParseError) as caught:
        list(documents("a: 1\nb: \x00\n"))
    assert caught.value.line == 2


@pytest.mark.parametrize(("text", "flag"), [("a: yes", True), ("a: 'false'", False), ("a: maybe", None), ("a:", None)])
def test_flags_are_read_as_people_write_them(text: str, flag: bool | None) -> None:
    assert only(text).get("a").flag is flag


def test_json_with_comments_and_trailing_commas_is_read_with_lines() -> None:
    root = json_document('{\n  // why\n  "a": "http://x//y", /* two\n  lines */\n\t"b": ["\\ud83d\\ude00",],\n}')
    assert root.get("a").text == "http://x//y"
    assert root.get("b").line == 5


def test_broken_json_says_so() -> None:
    with pytest.raises(ParseError, match="not valid JSON"):
        json_document('{"a": [}')


def test_walk_visits_parents_first_in_order() -> None:
    paths = [path for path, _ in only("a: {b: 1}\nc: [2]").walk()]
    assert paths == [(), ("a",), ("a", "b"), ("c",), ("c", "0")]
