"""The HCL reader: blocks, values, lines, and what it does with text that is broken or hostile."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sovassess.errors import ParseError
from sovassess.formats import hcl
from sovassess.formats.blocks import Block, Mapping, Scalar, Sequence, scalars
from sovassess.formats.hcl_json import parse_json
from sovassess.formats.terraform_blocks import defaults_of, environment_of, nested_leaves, switch_of
from sovassess.model.enums import Usage
from sovassess.model.values import Text, Unresolved, Value, Variable


def value_of(expression: str) -> Value:
    attribute = hcl.parse(f"x = {expression}\n".encode()).attribute("x")
    assert attribute is not None
    assert isinstance(attribute.expression, Scalar)
    return attribute.expression.value


def block_of(text: str) -> Block:
    return hcl.parse(text.encode()).blocks[0]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('"plain"', (Text("plain"),)),
        ("8080", (Text("8080"),)),
        ("-1", (Text("-1"),)),
        ("true", (Text("true"),)),
        ("null", (Unresolved("null"),)),
        ('""', ()),
        ("var.region", (Variable("var.region"),)),
        ("local.names.main", (Variable("local.names.main"),)),
        ('"a-${var.x}-b ${local.y}"', (Text("a-"), Variable("var.x"), Text("-b "), Variable("local.y"))),
        ('"$${var.x}"', (Text("${var.x}"),)),
        (r'"a\"b\n"', (Text('a"b\n'),)),
        ("module.net.vpc_id", (Unresolved("reference module.net.vpc_id"),)),
        ("aws_kms_key.db[0].arn", (Unresolved("reference aws_kms_key.db.arn"),)),
        ("(var.x)", (Variable("var.x"),)),
        ('true ? "a" : "b"', (Text("a"),)),
        ('var.x ? "a" : "a"', (Text("a"),)),
        ('var.x ? "a" : "b"', (Unresolved("conditional"),)),
        ('lookup(var.m, "k")', (Unresolved("function lookup"),)),
        ('format("%s/app:%s", var.registry, "1")', (Variable("var.registry"), Text("/app:1"))),
        ('coalesce(var.host, "db.example")', (Variable("var.host", "db.example"),)),
        ("[for s in var.l : s.id]", (Unresolved("for expression"),)),
        ("1 + 2", (Unresolved("operation"),)),
    ],
)
def test_an_expression_becomes_what_the_file_can_tell(expression: str, expected: tuple[object, ...]) -> None:
    assert value_of(expression).parts == expected


def test_a_heredoc_keeps_its_text_and_its_variables() -> None:
    value = value_of("<<-EOT\n  url: https://a.example/${var.path}\n  b\nEOT")
    assert value.variables == ("var.path",)
    assert "url: https://a.example/" in str(value)


def test_blocks_have_labels_and_lines() -> None:
    root = hcl.parse(b'# first\nresource "a_b" "c" {\n  nested {\n    key = "v"\n  }\n}\n')
    block = root.blocks[0]
    assert (block.type, block.labels, block.line) == ("resource", ("a_b", "c"), 2)
    assert [(name, leaf.line) for name, leaf in nested_leaves(block)] == [("nested.key", 4)]


def test_a_commented_block_is_no_block() -> None:
    root = hcl.parse(b'# resource "a" "b" {}\n// x = 1\n/* y = 2 */\nz = 3\n')
    assert root.blocks == ()
    assert [attribute.name for attribute in root.attributes] == ["z"]


def test_lists_and_objects_keep_their_structure() -> None:
    root = hcl.parse(b'a = ["x", var.y]\nb = { k = "v", "q" : 1 }\nc = merge(local.t, { m = "n" })\nd = toset(["x"])\n')
    by_name = {attribute.name: attribute.expression for attribute in root.attributes}
    assert isinstance(by_name["a"], Sequence)
    assert isinstance(by_name["b"], Mapping)
    assert [name for name, _ in scalars(by_name["b"], "b")] == ["b.k", "b.q"]
    assert [name for name, _ in scalars(by_name["c"], "c")] == ["c.m"]
    assert isinstance(by_name["d"], Sequence)


def test_a_dynamic_block_counts_as_the_block_it_makes() -> None:
    block = block_of('resource "a" "b" {\n dynamic "rule" {\n  for_each = var.r\n  content { id = "x" }\n }\n}')
    assert [name for name, _ in nested_leaves(block)] == ["rule.id"]


def test_what_a_merge_left_behind_costs_no_attribute() -> None:
    block = block_of('resource "a" "b" {\n  x = "1"\n<<<<<<< HEAD\n  y = "2"\n=======\n  z = "3"\n>>>>>>> theirs\n}\n')
    assert [attribute.name for attribute in block.attributes] == ["x", "y", "z"]


def test_an_error_spoils_only_its_neighbourhood() -> None:
    root = hcl.parse(b'resource "a" "b" {\n  x = \n}\nresource "c" "d" {\n  y = "1"\n}\n')
    assert [(block.labels, block.line) for block in root.blocks] == [(("a", "b"), 1), (("c", "d"), 4)]
    assert [(attribute.name, attribute.line) for attribute in root.blocks[1].attributes] == [("y", 5)]


def test_text_without_any_block_is_refused() -> None:
    with pytest.raises(ParseError):
        hcl.parse(b")))((( = $$ {\n")


def test_an_empty_file_is_an_empty_block() -> None:
    assert hcl.parse(b"# nothing\n") == Block("", (), (), (), 1)


@pytest.mark.parametrize("opening", ["[", "{ a = ", "f(", '"${', "(", "a { "])
def test_deep_nesting_comes_to_an_end(opening: str) -> None:
    with contextlib.suppress(ParseError):
        hcl.parse(b"x = " + opening.encode() * 20_000)


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_a_parse_error(data: bytes) -> None:
    with contextlib.suppress(ParseError):
        hcl.parse(data)


@pytest.mark.parametrize(
    ("lines", "usage", "never"),
    [
        ("", Usage.MAIN, False),
        ("count = 0", Usage.OPTIONAL, True),
        ("count = 3", Usage.MAIN, False),
        ("count = var.off ? 1 : 0", Usage.OPTIONAL, False),
        ("count = var.on ? 1 : 0", Usage.MAIN, False),
        ("count = var.on ? 0 : 1", Usage.OPTIONAL, False),
        ("count = !var.off ? 1 : 0", Usage.MAIN, False),
        ('count = var.mode == "full" ? 1 : 0', Usage.OPTIONAL, False),
        ('count = var.mode != "full" ? 1 : 0', Usage.MAIN, False),
        ("count = var.on && var.off ? 1 : 0", Usage.OPTIONAL, False),
        ("count = var.on || var.off ? 1 : 0", Usage.MAIN, False),
        ("count = length(var.none) > 0 ? 1 : 0", Usage.OPTIONAL, False),
        ("count = var.elsewhere ? 1 : 0", Usage.MAIN, False),
        ("count = var.elsewhere ? 0 : 1", Usage.OPTIONAL, False),
        ('for_each = var.off ? toset(["x"]) : toset([])', Usage.OPTIONAL, False),
        ("for_each = var.none", Usage.OPTIONAL, False),
        ("for_each = var.elsewhere", Usage.MAIN, False),
        ("for_each = {}", Usage.OPTIONAL, True),
    ],
)
def test_a_count_is_decided_by_the_defaults_of_the_same_file(lines: str, usage: Usage, *, never: bool) -> None:
    variables = (
        'variable "on" { default = true }\nvariable "off" { default = false }\n'
        'variable "mode" { default = "small" }\nvariable "none" { default = [] }\n'
    )
    root = hcl.parse(f'{variables}resource "a" "b" {{\n  {lines}\n}}\n'.encode())
    switch = switch_of(root.blocks[-1], defaults_of(root))
    assert (switch.usage, switch.never) == (usage, never)


def test_a_flag_from_another_file_is_left_to_resolution() -> None:
    switch = switch_of(block_of('resource "a" "b" {\n count = var.elsewhere ? 1 : 0\n}'), {})
    assert dict(switch.attributes) == {"count": Value((Variable("var.elsewhere"),))}


def test_environment_is_found_in_every_shape() -> None:
    block = block_of(
        'resource "a" "b" {\n environment { variables = { A = "1" } }\n env {\n  name = "B"\n  value = "2"\n }\n'
        ' c = jsonencode([{ environment = [{ name = "C", value = "3" }] }])\n tags = { D = "4" }\n}'
    )
    assert sorted(name for name, _ in environment_of(block)) == ["A", "B", "C"]


def test_json_reads_like_hcl() -> None:
    root = parse_json('{"resource": {"a_b": {"c": {"x": "y-${var.z}", "n": {"m": 1}}}}}')
    block = root.blocks[0]
    assert (block.type, block.labels) == ("resource", ("a_b", "c"))
    assert [(name, str(leaf.value)) for name, leaf in nested_leaves(block)] == [("x", "y-${var.z}"), ("n.m", "1")]
