from __future__ import annotations

import pytest

from sovassess.errors import ParseError
from sovassess.formats import javascript_syntax, python_syntax
from sovassess.formats import syntax as syntax_module
from sovassess.formats.circumstances import Circumstances
from sovassess.formats.evaluation import Evaluator
from sovassess.formats.expressions import Invocation
from sovassess.formats.program import Program
from sovassess.formats.syntax import Span, Spans, captures, line, parse, path_to, starts_with_word, text, walk
from sovassess.model.enums import Usage


def python(source: str) -> Program:
    return python_syntax.read(source.encode())


def callee(program: Program, number: int) -> str | None:
    call = program.lower(program.calls[number])
    assert isinstance(call, Invocation)
    found = Evaluator(program).names.callee(call.function)
    return found.name if found is not None else None


def argument(program: Program, number: int, name: str) -> str:
    call = program.lower(program.calls[number])
    assert isinstance(call, Invocation)
    return str(Evaluator(program).value(dict(call.arguments)[name]))


def test_a_path_leads_from_the_root_to_the_smallest_node() -> None:
    data = b"x = f('https://a.example')\n"
    path = path_to(parse("python", data).root_node, data.index(b"https"))
    assert path[0].type == "module"
    assert text(path[-1]) == "https://a.example"
    assert line(path[-1]) == 1


def test_walking_is_bounded_and_in_the_order_of_the_text() -> None:
    root = parse("python", b"a = 1\nb = 2\n").root_node
    assert [text(node) for node in walk(root) if node.type == "identifier"] == ["a", "b"]
    assert len(list(walk(root, limit=3))) == 3


def test_deep_nesting_does_not_recurse() -> None:
    deep = "(" * 30_000 + ")" * 30_000
    program = python("from openai import OpenAI\nc = OpenAI(base_url='http://a')\nx = " + deep + "\n")
    assert callee(program, 0) == "openai.OpenAI"
    call = python("f(" + "'a' + " * 20_000 + "'b')\n")
    assert argument(call, 0, "0").endswith("b")


def test_a_chain_of_names_that_ends_nowhere_ends() -> None:
    program = python("a = b\nb = a\nimport x\nx.f(a)\n")
    assert callee(program, 0) == "x.f"
    assert "itself" in argument(program, 0, "0") or "<" in argument(program, 0, "0")


def test_a_huge_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syntax_module, "MAX_BYTES", 10)
    with pytest.raises(ParseError):
        parse("python", b"x = 1 + 2 + 3\n")


def test_spans_know_what_is_around_a_byte() -> None:
    spans = Spans([Span(5, 9, "inner"), Span(0, 20, "outer"), Span(12, 15, "other")])
    assert [spans.spans[number].kind for number in spans.around(6)] == ["inner", "outer"]
    assert [spans.spans[number].kind for number in spans.around(10)] == ["outer"]
    assert list(spans.around(25)) == []


def test_a_word_starts_at_a_byte_or_not() -> None:
    assert starts_with_word(b"x = client.chat", 4) == "client"
    assert starts_with_word(b"x = (1)", 4) == ""


def test_aliases_are_undone() -> None:
    program = python("import a.b as c\nfrom d import e as f\nimport g.h\nc.x()\nf()\ng.h.y()\nunknown()\n")
    assert [callee(program, number) for number in range(4)] == ["a.b.x", "d.e", "g.h.y", None]


def test_a_name_of_another_function_is_not_seen() -> None:
    program = python("def a():\n    from x import y\n\n\ndef b(y):\n    y()\n")
    assert callee(program, 0) is None


def test_a_constant_assigned_twice_is_not_guessed() -> None:
    program = python("import x\nurl = 'http://a'\nurl = 'http://b'\nx.f(url)\n")
    assert argument(program, 0, "0") == "<several values>"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("os.getenv('A', 'b')", "${A:-b}"),
        ("os.environ['A']", "${A}"),
        ("os.environ.get('A') or 'c'", "${A:-c}"),
        ("f'http://{os.environ[\"A\"]}:80' + '/v1'", "http://${A}:80/v1"),
        ("'x' if os.getenv('A') else 'y'", "<conditional>"),
        ("os.getenv('A') if os.getenv('A') else 'y'", "${A:-y}"),
        ("'\\x68\\u0069\\n'.strip()", "hi\n"),
        ("r'\\d'", "\\d"),
        ("other()", "<result of a call>"),
    ],
)
def test_strings_of_python(source: str, shown: str) -> None:
    assert argument(python(f"import os\nimport x\nx.f({source})\n"), 0, "0") == shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("process.env.A ?? 'b'", "${A:-b}"),
        ("process.env['A'] || `c`", "${A:-c}"),
        ("`http://${process.env.A}:80` + '/v1'", "http://${A}:80/v1"),
        ("import.meta.env.VITE_A!", "${VITE_A}"),
        ("new URL('/v1', 'http://a')", "http://a//v1"),
        ("(x as string)", "<name x>"),
        ("'\\u0068\\u{69}'", "hi"),
    ],
)
def test_strings_of_typescript(source: str, shown: str) -> None:
    assert argument(javascript_syntax.read(f"f({source});\n".encode(), "typescript"), 0, "0") == shown


@pytest.mark.parametrize(
    ("condition", "usage"),
    [
        ("os.getenv('A')", Usage.OPTIONAL),
        ("not os.getenv('A')", Usage.MAIN),
        ("os.getenv('A', 'true') == 'true'", Usage.MAIN),
        ("os.getenv('A', 'false').lower() == 'true'", Usage.OPTIONAL),
        ("settings.tracing_enabled", Usage.OPTIONAL),
        ("not settings.disable_tracing", Usage.MAIN),
        ("provider == 'x'", Usage.OPTIONAL),
        ("provider in ('x', 'y')", Usage.OPTIONAL),
        ("response.status == 200", Usage.MAIN),
        ("len(items) > 3", Usage.MAIN),
        ("__name__ == '__main__'", Usage.MAIN),
    ],
)
def test_conditions_say_what_is_on_as_shipped(condition: str, usage: Usage) -> None:
    program = python(f"import os\nimport x\nif {condition}:\n    x.f()\n")
    assert Circumstances(Evaluator(program)).at(program.data.index(b"x.f")).usage is usage


@pytest.mark.parametrize("condition", ["False", "a and False", "False and a", "0"])
def test_dead_branches_are_dead(condition: str) -> None:
    program = python(f"import x\nif {condition}:\n    x.f()\nelse:\n    x.g()\n")
    circumstances = Circumstances(Evaluator(program))
    assert circumstances.at(program.data.index(b"x.f")).dead
    assert not circumstances.at(program.data.index(b"x.g")).dead


def test_blocks_that_would_crash_the_scanner_are_refused() -> None:
    source = "".join(" " * depth + "if a:\n" for depth in range(600)) + " " * 600 + "f()\n"
    with pytest.raises(ParseError):
        python(source)
    aligned = "x = f(1,\n" + " " * 600 + "2)\n"
    assert len(python(aligned).calls) == 1


def test_how_a_file_tries_itself_out_says_nothing_about_its_parameters() -> None:
    program = python("import x\n\n\ndef f(url):\n    x.g(url)\n\n\nif __name__ == '__main__':\n    f('http://a')\n")
    assert argument(program, 0, "0") == "<parameter url>"


def test_captures_that_start_together_have_one_order() -> None:
    chain = "a" + "".join(f".m{n}(x)" for n in range(40))
    root = parse("java", f"class A {{ Object f() {{ return {chain}; }} }}".encode()).root_node
    found = captures("java", "(method_invocation) @call", root)["call"]
    assert [len(node.text or b"") for node in found] == sorted(len(node.text or b"") for node in found)
