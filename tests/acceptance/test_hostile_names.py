"""Names that were made to act where they are read: in a browser, a spreadsheet, a terminal, a comment, a log of CI."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from sovassess import renderers
from sovassess.comparison import compare, standing
from sovassess.model.assessment import Assessment
from sovassess.pipeline import Request, assess
from sovassess.renderers import difference
from sovassess.source.tree import MemoryTree
from tests.acceptance.inside import run
from tests.unit.renderers.schemas import problems

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style></textarea><svg onload=alert(1)>",
    "\n::error::pwned",
    "\r\n::set-output name=x::y",
    "%0A::error::pwned",
    "\x1b[31mred\x1b]0;title\x07",
    "\x9b31m",
    "\u202egpj.exe",
    "\u2028\u2029",
    '=HYPERLINK("x")',
    "+1+1",
    "-1-1",
    "@SUM(A1)",
    "\tTAB=1",
    "|calc",
    "](https://evil.example)[x",
    "![x](https://evil.example/x.png)",
    "`tick` **bold** ~~gone~~",
    "@everyone #1 https://evil.example www.evil.example",
    "a|b|c",
    "]]><!--",
    "{{7*7}}${7*7}",
    "';DROP TABLE x;--",
)
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
LIVE = re.compile(r"<script>alert|<img src=x|<svg onload", re.IGNORECASE)


def manifest(payload: str, number: int) -> str:
    quoted = json.dumps(payload)
    image = json.dumps(f"docker.io/acme/{payload}:latest")
    return f"""apiVersion: apps/v1
kind: Deployment
metadata: {{name: {json.dumps(f"{payload} {number}")}}}
spec:
  template:
    spec:
      containers:
        - name: {quoted}
          image: {image}
          env:
            - {{name: {quoted}, value: "https://api.openai.com/v1"}}
            - {{name: OPENAI_BASE_URL, value: {json.dumps("https://api.openai.com/" + payload)}}}
        - {{name: plain, image: "docker.io/acme/app:latest"}}
"""


def estate() -> dict[str, str]:
    files: dict[str, str] = {}
    for number, payload in enumerate(PAYLOADS):
        name = payload.replace("/", "_")
        files[f"deploy/{name}.yaml"] = manifest(payload, number)
        files[f"{name}/main.py"] = (
            "from openai import OpenAI\n"
            f"client = OpenAI()\nclient.chat.completions.create(model={payload!r}, messages=[])\n"
        )
        files[f"config/{number}.yaml"] = f"llm: {{provider: openai, model: {json.dumps(payload)}}}\n" + (
            f"{json.dumps(payload)}: https://api.anthropic.com/v1\n"
        )
    files[".gitmodules"] = "".join(
        f'[submodule "{n}"]\n\tpath = p{n}\n\turl = https://github.com/acme/{json.dumps(p)[1:-1]}.git\n'
        for n, p in enumerate(PAYLOADS)
    )
    files["deploy/broken\n::error::unread.yaml"] = "kind: [unclosed\nimage: x\n"
    return files


@cache
def assessed() -> Assessment:
    name = "tree\n::error::<script>alert(1)</script>"
    return assess(Request(tree=MemoryTree(estate(), name), today=dt.date(2026, 11, 22)))


@cache
def rendered(name: str) -> str:
    if name.startswith("difference-"):
        plain = MemoryTree({"compose.yaml": "services: {web: {image: registry.corp.example/web:1.0}}\n"})
        old = assess(Request(tree=plain, today=dt.date(2026, 11, 22)))
        form = {"text": difference.text, "markdown": difference.markdown, "json": difference.json}
        return form[name.partition("-")[2]](compare(standing(old), standing(assessed())), old, assessed())
    return renderers.render(name, assessed())


EVERY = (*renderers.NAMES, "difference-text", "difference-markdown", "difference-json")


def test_the_hostile_estate_gives_evidence_and_hostile_names_are_cited() -> None:
    paths = {record.path for record in assessed().evidence}
    assert sum(any(payload.replace("/", "_") in path for path in paths) for payload in PAYLOADS) >= 20
    assert any("\n" in path for path in paths)
    assert any("<script>" in component.name for component in assessed().components)


@pytest.mark.parametrize("name", EVERY)
def test_nothing_hidden_stands_in_a_format(name: str) -> None:
    assert HIDDEN.findall(rendered(name)) == []


@pytest.mark.parametrize("name", ["html", "junit"])
def test_no_markup_of_a_name_is_markup_where_it_is_read(name: str) -> None:
    assert "alert(1)" in rendered(name)
    assert LIVE.findall(rendered(name)) == []


@pytest.mark.parametrize("name", renderers.NAMES)
def test_a_hostile_estate_keeps_the_rules_of_every_format(name: str) -> None:
    assert problems(name, rendered(name)) == []


@pytest.mark.parametrize("name", ["text", "difference-text", "markdown", "csv"])
def test_no_line_of_a_log_begins_with_a_command(name: str) -> None:
    assert "pwned" in rendered(name)
    assert not re.search(r"^\s*(::|##\[)", rendered(name), re.MULTILINE)


def test_each_line_for_github_is_one_command_of_ours() -> None:
    lines = rendered("github").splitlines()
    assert all(re.fullmatch(r"::(error|warning|notice) (file=[^:]*?,)?(line=\d+,)?title=[^:]*::.*", x) for x in lines)
    assert len(lines) > 10
    assert any("pwned" in line for line in lines)


def test_no_cell_of_the_table_is_a_formula() -> None:
    cells = [cell for row in csv.reader(io.StringIO(rendered("csv"))) for cell in row]
    assert len(cells) > 1000
    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "|", "%") and cell] == []
    assert [cell for cell in cells if "\n" in cell] == []


@pytest.mark.parametrize("name", ["markdown", "difference-markdown"])
def test_markdown_has_no_link_no_image_and_no_markup_but_our_own(name: str) -> None:
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    found: list[Any] = []
    for token in reader.parse(rendered(name)):
        found += [token, *(token.children or [])]
    kinds = {token.type for token in found}
    assert not kinds & {"link_open", "image"}
    own = re.compile(r"</?(details|summary|sub)>|<!-- sovassess( diff)? -->")
    for token in found:
        if token.type in ("html_block", "html_inline"):
            assert "<" not in own.sub("", token.content), token.content
    plain = [token.content for token in found if token.type == "text"]
    raw = "\n".join(line for line in rendered(name).splitlines())
    outside_code = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", raw)
    assert not re.search(r"(?<!&#64;)@\w|https?://|(?<!&)#\d", re.sub(r"&#\d+;", "", outside_code))
    assert plain


def test_sarif_has_no_link_in_a_message_and_paths_are_addresses() -> None:
    run_ = json.loads(rendered("sarif"))["runs"][0]
    for result in run_["results"]:
        assert not re.search(r"(?<!\\)\[[^\]]*(?<!\\)\]\(", result["message"]["text"])
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9._~/%'()*!$&+,;=:@-]+", uri), uri


def test_xml_names_are_text() -> None:
    root = ElementTree.fromstring(rendered("junit"))
    assert {element.tag for element in root.iter()} <= {
        "testsuites", "testsuite", "properties", "property", "testcase", "failure", "skipped",
    }  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        ("scan", "estate", "--verbose"),
        ("scan", "estate", "--no-reports", "--min-level", "5", "--strict"),
        ("who", "estate"),
        ("simulate", "estate"),
    ],
    ids=" ".join,
)
def test_a_terminal_shows_names_and_obeys_none(arguments: tuple[str, ...], tmp_path: Path) -> None:
    for name, text in estate().items():
        path = tmp_path / "estate" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="")
    done = run(*arguments, cwd=tmp_path)
    assert HIDDEN.findall(done.stdout + done.stderr) == []
    assert not re.search(r"^::", done.stdout + done.stderr, re.MULTILINE)
