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
    b"init_chat_model", b"init_embeddings", b"Encoder(", b"GenerativeModel", b"anguageModel", b"hatModel", b"get_model",
)  # fmt: skip
_ENVIRONMENT = re.compile(rb"[eE]nv\w*\s*[.\[(]|ENV|\bconfig\(|dsn|DSN")
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
_MODEL = re.compile(
    rb"(?:MODEL|[mM]odel|engine|ENGINE|LLM|llm|\blm|repo_id|[dD]eployment|embedder)\w*[^=\n]{0,60}=\s*[\"'`\[(]|"
    rb"(?:[mM]odel\w*|llm|engine|[dD]eployment\w*)[\"']?\s*:\s*[\"'`]"
)
_HOST = re.compile(
    rb"(?:HOST|SERVER)\w*(?:\s*:\s*\w+)?\s*=\s*[\"'`]|"
    rb"(?i:host\w*|server\w*|endpoint\w*|domain|brokers?|site|location_url|addr\w*|contact_?points?|seeds|url)[\"']?"
    rb"\s*[:=(]\s*[\[({]?\s*[rfb]?[\"'`][\w-]+\."
)


def sends(language: str, module: str) -> bool:
    """Whether a module is one with which programs send requests to whatever address they are given."""
    return _CLIENTS[language].fullmatch(module) is not None


def reaches_out(data: bytes) -> bool:
    """Whether anything stands in a program that leads outside whichever library it uses."""
    return (
        any(word in data for word in _WORDS)
        or _ENVIRONMENT.search(data) is not None
        or _MODEL.search(data) is not None
        or _HOST.search(data) is not None
        or may_offer(data)
        or may_name_defaults(data)
    )
