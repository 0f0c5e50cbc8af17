from __future__ import annotations

import pytest

from sovassess.errors import ParseError
from sovassess.formats.templates import is_templated, masked, templated_documents
from sovassess.formats.yaml import Node
from sovassess.model.values import Text, Unresolved, Value, Variable


def only(text: str) -> Node:
    (document,) = templated_documents(masked(text))
    return document


def value(expression: str) -> Value:
    return only(f"a: {expression}\n").get("a").value


@pytest.mark.parametrize(
    ("expression", "parts"),
    [
        ("{{ .Values.a.b }}", (Variable(".Values.a.b"),)),
        ('{{ .Values.a | default "x: y" | quote }}', (Variable(".Values.a", "x: y"),)),
        ('{{ default "x" .Values.a }}', (Variable(".Values.a", "x"),)),
        ('"{{ .Values.r }}/{{ .Values.n }}:1"', (Variable(".Values.r"), Text("/"), Variable(".Values.n"), Text(":1"))),
        (
            '{{ printf "%s:%s" .Values.a (default "t" .Values.b) }}',
            (Variable(".Values.a"), Text(":"), Variable(".Values.b", "t")),
        ),
        ("{{ $.Values.a }}", (Variable(".Values.a"),)),
        ('{{ required "say it" .Values.a }}', (Variable(".Values.a"),)),
        ("{{ app.image | default('nginx') }}", (Variable("app.image", "nginx"),)),
        ('{{ "literal" }}', (Text("literal"),)),
    ],
)
def test_simple_expressions_become_values(expression: str, parts: tuple[Text | Variable, ...]) -> None:
    assert value(expression) == Value(parts)


def test_what_only_the_engine_knows_is_unresolved() -> None:
    assert isinstance(value('{{ include "chart.image" . }}').parts[0], Unresolved)
    assert isinstance(value("{{ .Values.a | b64enc }}").parts[0], Unresolved)


def test_lines_stay_where_they_are() -> None:
    root = only("{{- /* two\nlines */}}\n{{- if .Values.on }}\na: 1\n{{- end }}\nb: {{ .Values.b }}\n")
    assert (root.get("a").line, root.get("b").line) == (4, 6)


def test_lines_know_their_condition() -> None:
    text = "a: 1\n{{- if .Values.x.enabled }}\nb: 2\n{{- else }}\nc: 3\n{{- end }}\nd: 4\n"
    mask = masked(text)
    assert [mask.condition(line) for line in (1, 3, 5, 7)] == ["", ".Values.x.enabled", "not (.Values.x.enabled)", ""]


def test_with_and_range_move_the_dot() -> None:
    root = only(
        "{{- with .Values.a }}\nx: {{ .b }}\n{{- end }}\n"
        "{{- range $m := .Values.list }}\ny: {{ $m.name }}\n{{- end }}\n"
    )
    assert root.get("x").value == Value((Variable(".Values.a.b"),))
    assert root.get("y").value == Value((Variable(".Values.list[].name"),))


def test_a_variable_of_the_template_stands_for_its_value() -> None:
    assert only("{{- $p := .Values.port }}\na: {{ $p }}\n").get("a").value == Value((Variable(".Values.port"),))


def test_a_condition_inside_a_value_leaves_the_rest_known() -> None:
    assert value("app{{ if .Values.t }}:{{ .Values.t }}{{ end }}").parts[0] == Text("app")


def test_an_expression_alone_on_its_line_is_left_out() -> None:
    assert [key for key, _ in only("a:\n  {{- toYaml .Values.x | nindent 2 }}\nb: 1\n").items()] == ["a", "b"]


def test_a_broken_document_does_not_hide_the_next() -> None:
    reader = templated_documents(masked("a: [\n---\nb: {{ .Values.b }}\n"))
    assert next(reader).get("b").line == 3
    with pytest.raises(ParseError):
        next(reader)


def test_workflow_expressions_are_no_templates() -> None:
    assert not is_templated("a: ${{ secrets.X }}")
    assert is_templated("a: {{ x }}")


@pytest.mark.parametrize("hostile", ["{{" * 50_000, "{{ if " * 20_000 + "{{ end }}", "a: {{ (" * 5_000, "{# " * 50_000])
def test_hostile_templates_come_to_an_end(hostile: str) -> None:
    masked(hostile)
