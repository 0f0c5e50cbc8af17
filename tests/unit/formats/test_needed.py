"""A program that does not go on without a variable is told from one that does without."""

from __future__ import annotations

import pytest

from sovassess.detectors.registry import DETECTORS
from sovassess.model.observations import EnvironmentRead
from sovassess.scanning import scan
from sovassess.source.tree import MemoryTree

# Language file, program, and the variables without which it does not go on; every other one it can do without.
PROGRAMS = [
    (
        "a.py",
        "import os\nimport sys\nfrom pydantic_settings import BaseSettings\n"
        'a = os.environ["A_URL"]\n'
        'b = os.getenv("B_URL")\n# said above\nif not b:\n    raise ValueError("no address")\n'
        'c = os.getenv("C_URL")\nif c:\n    print(c)\n'
        'd = os.environ.get("D_URL") or sys.exit(1)\n'
        'h = os.getenv("H_URL")\n# if not h:\n#     raise ValueError\n'
        'i = os.getenv("I_URL")\nif not other:\n    raise ValueError("of another")\n'
        'j = os.getenv("J_URL")\nif not j:\n    print("off")\n'
        "class Settings(BaseSettings):\n    e_url: str\n    f_url: str | None = None\n",
        {"A_URL", "B_URL", "D_URL", "E_URL"},
    ),
    (
        "b.js",
        'const a = process.env.A_URL;\nif (!a) {\n  throw new Error("no address");\n}\n'
        'const b = process.env.B_URL ?? fail("no address");\n'
        'const c = process.env.C_URL;\nif (!c) {\n  console.log("off");\n}\n'
        'if (!process.env.D_URL) throw new Error("no address");\n'
        'const e = process.env.E_URL;\n// if (!e) throw new Error("no address");\n',
        {"A_URL", "B_URL", "D_URL"},
    ),
    (
        "c.go",
        'package main\nimport (\n\t"log"\n\t"os"\n)\nfunc main() {\n'
        '\ta := os.Getenv("A_URL")\n\tif a == "" {\n\t\tlog.Fatal("no address")\n\t}\n'
        '\tb := os.Getenv("B_URL")\n\tif b != "" {\n\t\tlog.Fatal("too many")\n\t}\n'
        '\tc := mustGetenv("C_URL")\n\t_ = c\n}\n',
        {"A_URL", "C_URL"},
    ),
    (
        "d.rs",
        'use std::env;\nfn main() {\n    let a = env::var("A_URL").expect("no address");\n'
        '    let b = env::var("B_URL").unwrap_or_default();\n    let c = env::var("C_URL").ok();\n'
        '    let d = env::var("D_URL").unwrap();\n}\n',
        {"A_URL", "D_URL"},
    ),
    (
        "e.rb",
        'a = ENV.fetch("A_URL")\nb = ENV["B_URL"]\nc = ENV.fetch("C_URL", nil)\n'
        'd = ENV["D_URL"] || raise("no address")\n',
        {"A_URL", "D_URL"},
    ),
    (
        "F.java",
        'class F {\n  void m() {\n    String a = System.getenv("A_URL");\n    if (a == null) {\n'
        '      throw new IllegalStateException("no address");\n    }\n'
        '    String b = Objects.requireNonNull(System.getenv("B_URL"));\n'
        '    String c = System.getenv("C_URL");\n  }\n}\n',
        {"A_URL", "B_URL"},
    ),
    (
        "g.kt",
        'fun main() {\n  val a = System.getenv("A_URL") ?: error("no address")\n'
        '  val b = System.getenv("B_URL") ?: ""\n}\n',
        {"A_URL"},
    ),
    (
        "h.cs",
        'class H { void M() {\n  var a = Environment.GetEnvironmentVariable("A_URL") ?? throw new Exception();\n'
        '  var b = Environment.GetEnvironmentVariable("B_URL");\n'
        '  var c = Environment.GetEnvironmentVariable("C_URL");\n'
        "  if (string.IsNullOrEmpty(c)) { throw new Exception(); }\n} }\n",
        {"A_URL", "C_URL"},
    ),
]


@pytest.mark.parametrize(("path", "program", "needed"), PROGRAMS, ids=[path for path, _, _ in PROGRAMS])
def test_a_variable_without_which_the_program_ends_is_needed_and_no_other(
    path: str, program: str, needed: set[str]
) -> None:
    found = scan(MemoryTree({path: program}), DETECTORS)
    reads = [o for file in found.files for o in file.observations if isinstance(o, EnvironmentRead)]
    assert {read.name for read in reads if read.needed} == needed
    assert {read.name for read in reads} > needed
