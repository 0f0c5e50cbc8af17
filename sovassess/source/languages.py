"""Programming languages that no detector reads. Their files are recognised, so that a report can say what it missed."""

from __future__ import annotations

UNREAD_LANGUAGES: dict[str, str] = {
    ".scala": "Scala",
    ".fs": "F#",
    ".c": "C",
    ".cc": "C++",
    ".cpp": "C++",
    ".swift": "Swift",
    ".m": "Objective-C",
    ".ex": "Elixir",
    ".exs": "Elixir",
    ".erl": "Erlang",
    ".clj": "Clojure",
    ".hs": "Haskell",
    ".lua": "Lua",
    ".r": "R",
    ".jl": "Julia",
    ".dart": "Dart",
    ".pl": "Perl",
    ".ps1": "PowerShell",
    ".groovy": "Groovy",
    ".el": "Emacs Lisp",
    ".nf": "Nextflow",
    ".smk": "Snakemake",
    ".wdl": "WDL",
    ".cwl": "CWL",
    ".jsonnet": "Jsonnet",
    ".libsonnet": "Jsonnet",
    ".cue": "CUE",
    ".dhall": "Dhall",
    ".nix": "Nix",
    ".pp": "Puppet",
}


def unread_language(path: str) -> str | None:
    """The language of a code file that nothing reads, None for everything else."""
    dot = path.rfind(".")
    return UNREAD_LANGUAGES.get(path[dot:].lower()) if dot > path.rfind("/") else None
