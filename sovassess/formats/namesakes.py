"""Which file of a tree a name stands for that is taken from another module: the one that is named after it."""

from __future__ import annotations

import re

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_FIRST = ("__init__", "index")


def stem_of(path: str) -> str:
    """What a file is named after: its name without the ending, of a package's first file that of the folder."""
    folder, _, name = path.rpartition(".")[0].rpartition("/")
    return folder.rpartition("/")[2] if name in _FIRST else name


def is_named_after(stem: str, name: str) -> bool:
    """True where every word of a file's name is in the name of what is taken from it (`openai_llm`, `OpenAILLM`)."""
    spread = re.sub(r"[^a-z0-9]", "", name.lower())
    words = [word.lower() for word in _WORDS.findall(stem)]
    return bool(words) and all(word in spread for word in words)


def stems_of(name: str) -> tuple[str, ...]:
    """The stems of the files that a name may stand for: the module that it is in, if that is named after it, and itself
    as a module."""
    parts = [part for part in name.split("/") if part]
    found = parts[-2:-1] if len(parts) > 1 and is_named_after(parts[-2], parts[-1]) else []
    return (*found, *parts[-1:])
