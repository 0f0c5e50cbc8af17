"""Whether a program can reach outside through anything but a known library: looked for in its bytes, without parsing.

An address, a variable of the environment, a model or a host under a name that says so, a call that fetches. A file in
which nothing of the kind stands has nothing to report that does not come from a library that it imports. It may say
yes to a comment; it never says no to what a reader would have reported.
"""

from __future__ import annotations

import re

from sovassess.formats.code_models import may_name_defaults
from sovassess.formats.code_modules import may_offer

_WORDS = (
    b"://", b"from_pretrained", b"snapshot_download", b"load_model", b"load_dataset", b"InferenceSession",
    b"init_chat_model", b"init_embeddings", b"Encoder(", b"GenerativeModel", b"anguageModel", b"hatModel",
    b"get_model", b"set_var(",
)  # fmt: skip

# Each begins with a plain text, by which an expression is found many times faster than by a choice.
_ENVIRONMENT = (rb"env\w*\s*[.\[(]", rb"Env\w*\s*[.\[(]", rb"ENV", rb"config\(", rb"dsn", rb"DSN")
_GIVEN = rb"\w*[^=\n]{0,60}=\s*[\"'`\[(]"
_UNDER = rb"\w*[\"']?\s*:\s*[\"'`]"
_MODEL = (
    *(word + _GIVEN for word in (b"odel", b"MODEL", b"ngine", b"ENGINE", b"LLM", b"llm", b"repo_id", b"eployment")),
    *(word + _GIVEN for word in (b"embedder", b" lm")),
    *(word + _UNDER for word in (b"odel", b"llm", b"ngine", b"eployment")),
)
_TOLD = tuple(re.compile(one) for one in (*_ENVIRONMENT, *_MODEL))
_SERVER = re.compile(rb"(?:HOST|SERVER)\w*(?:\s*:\s*\w+)?\s*=\s*[\"'`]")
# Looked for from its value, since any name may stand before a value and few values have a dot so early.
_DOTTED = re.compile(rb"[:=(]\s*[\[({]?\s*[rfb]?[\"'`][\w-]+\.")
_HOST_NAME = re.compile(
    rb"(?:host|server|endpoint|domain|broker|site|location_url|addr|contact_?point|seeds|url)\w*[\"']?\s*$",
    re.IGNORECASE,
)
# Modules with which a program sends requests, and what a browser has for it without importing anything.
_CLIENTS = {
    "python": re.compile(
        r"http\.client\S*|httpx\S*|aiohttp\S*|requests\S*|urllib\d?(\.request\S*)?|niquests\S*|curl_cffi\S*|"
        r"websockets?\S*|smtplib\S*|imaplib\S*"
    ),
    "javascript": re.compile(
        r"(node:)?https?|axios|got|ky|\S*fetch\S*|undici|superagent|needle|phin|request\S*|swr|bent|wretch|ws|"
        r"@tauri-apps/\S+|expo/\S+"
    ),
}


def sends(language: str, module: str) -> bool:
    """Whether a module is one with which programs send requests to whatever address they are given."""
    return _CLIENTS[language].fullmatch(module) is not None


def reaches_out(data: bytes) -> bool:
    """Whether anything stands in a program that leads outside whichever library it uses."""
    return (
        any(word in data for word in _WORDS)
        or any(expression.search(data) is not None for expression in _TOLD)
        or _gives_host(data)
        or may_offer(data)
        or may_name_defaults(data)
    )


def _gives_host(data: bytes) -> bool:
    """Whether something that is named after a host is given a text with a dot in it."""
    if (b"HOST" in data or b"SERVER" in data) and _SERVER.search(data) is not None:
        return True
    found = (match.start() for match in _DOTTED.finditer(data))
    return any(_HOST_NAME.search(data, max(0, start - 40), start) is not None for start in found)
