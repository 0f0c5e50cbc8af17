"""Take secrets out of an excerpt before it becomes evidence. Errs on the side of hiding too much."""

from __future__ import annotations

import re

HIDDEN = "[redacted]"

_WORDS = (
    r"secret|passw(?:or)?d|passwd|pwd|token|api[_-]?key|apikey|access[_-]?key|account[_-]?key|shared[_-]?(?:access[_-]?)?key"
    r"|private[_-]?key|credential|auth[_-]?key|client[_-]?secret|licen[cs]e[_-]?key|signing[_-]?key|encryption[_-]?key"
    r"|master[_-]?key|webhook|cookie|session[_-]?key|passphrase|sas"
)
# A name that ends like one of the words, an assignment, and the value: to the closing quote, or to the next separator.
_NAMED = re.compile(
    rf"""(?ix)
    (["']?\b[\w.-]*(?:{_WORDS})["']?\s*(?:=>|:=|[:=])\s*)
    (?: "([^"]{{4,}})" | '([^']{{4,}})' | ([^\s"',;&}}]{{4,}}) )
    """
)
_AUTH = re.compile(r"""(["']_?auth["']?\s*[:=]\s*["']?)[A-Za-z0-9+/=_-]{8,}""", re.IGNORECASE)
_MYSQL_OPTION = re.compile(r"(\bmysql\w*\b.*?\s-p)(?=\S*\d)([^\s'\"$]{4,})")
_USER_OPTION = re.compile(r"(\s(?:-u|--user|--password|--token|-p)[ =]['\"]?)([^\s'\"$]{4,})")
_USERINFO = re.compile(r"([a-z][a-z0-9+.-]*://)([^\s/@:'\"]*):([^\s/@'\"]+)@", re.IGNORECASE)
_STORE_USERINFO = re.compile(r"((?!https?:)[a-z][a-z0-9+.-]*://)([^\s/@:'\"]*):([^\s'\"]+)@(?=[^\s@]*)", re.IGNORECASE)
_TAG = re.compile(rf"(<(?:[\w:.-]*(?:{_WORDS}))>)[^<]+(</)", re.IGNORECASE)
_LONG_USER = re.compile(r"([a-z][a-z0-9+.-]*://)(?=[^\s/@:'\"$]*\d)([^\s/@:'\"$]{8,})@", re.IGNORECASE)
_HOOKS = re.compile(r"(hooks\.slack\.com/services/|discord(?:app)?\.com/api/webhooks/)[\w/-]+", re.IGNORECASE)
_QUERY = re.compile(
    r"([?&](?:[\w-]*(?:key|token|secret|sig|signature|password|code|auth)[\w-]*)=)[^&\s'\"]+", re.IGNORECASE
)
_BEARER = re.compile(r"\b(Bearer|Basic|Token)\s+[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE)
_SHAPES = re.compile(
    r"""(?x)
    \b(?:
      sk-[A-Za-z0-9_-]{12,} | sk_(?:live|test)_[A-Za-z0-9]{8,} | rk_(?:live|test)_[A-Za-z0-9]{8,}
    | pk_live_[A-Za-z0-9]{8,}
    | gh[pousr]_[A-Za-z0-9]{16,} | github_pat_[A-Za-z0-9_]{20,} | glpat-[A-Za-z0-9_-]{16,} | hf_[A-Za-z0-9]{16,}
    | xox[abeprs]-[A-Za-z0-9-]{8,} | AKIA[0-9A-Z]{16} | ASIA[0-9A-Z]{16} | AIza[0-9A-Za-z_-]{30,}
    | ya29\.[0-9A-Za-z_-]{16,}
    | eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)? | npm_[A-Za-z0-9]{24,} | pypi-[A-Za-z0-9_-]{24,}
    | nvapi-[A-Za-z0-9_-]{16,} | gsk_[A-Za-z0-9]{16,} | r8_[A-Za-z0-9]{16,} | dckr_pat_[A-Za-z0-9_-]{16,}
    | lin_api_[A-Za-z0-9]{16,}
    | SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,} | key-[0-9a-f]{32} | phc_[A-Za-z0-9]{20,} | dop_v1_[0-9a-f]{32,}
    )
    """
)
# Base64 as it comes: long, mixed, and with slashes only where its own signs `+` or `=` stand too.
_LONG = re.compile(
    r"(?<![\w/.@:-])(?=[A-Za-z0-9+/_-]*\d)(?=[A-Za-z0-9+/_-]*[A-Z])(?=[A-Za-z0-9+/_-]*[a-z])"
    r"(?:[A-Za-z0-9_-]{40,}|(?=[A-Za-z0-9/_-]*[+=])[A-Za-z0-9+/_-]{40,})={0,2}"
)
_KEY_WITH_SLASHES = re.compile(
    r"(?<![\w/+.-])(?=[A-Za-z0-9/+]*\d)(?=[A-Za-z0-9/+]*[A-Z])(?=[A-Za-z0-9/+]*[a-z])[A-Za-z0-9/+]{40}(?![\w/+.-])"
)
_PEM = re.compile(r"-----BEGIN [A-Z ]*(PRIVATE KEY|CERTIFICATE)[A-Z ]*-----.*")
_HEX = re.compile(r"(?<![\w:@-])[0-9a-fA-F]{32,}(?![\w-])")
# One of these stands in every line that the rules about names, headers and hooks can hide something of.
_ANY_WORD = re.compile(rf"{_WORDS}|key|sig|code|auth|bearer|basic|hooks\.slack|discord", re.IGNORECASE)
# So many of these in a row in every line that the rules about length can.
_RUN = re.compile(r"[A-Za-z0-9+/_-]{32}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def redacted(text: str) -> str:
    """The text without what looks like a credential, and without control and direction characters.

    What a rule cannot do without is looked for first: nearly all lines hold none of it, and a search for it is many
    times cheaper than the rule.
    """
    text = _CONTROL.sub(" ", text)
    named = _ANY_WORD.search(text) is not None
    if "-----BEGIN" in text:
        text = _PEM.sub(HIDDEN, text)
    if named:
        text = _HOOKS.sub(rf"\1{HIDDEN}", text)
        text = _TAG.sub(rf"\1{HIDDEN}\2", text)
    if "://" in text and "@" in text:
        text = _STORE_USERINFO.sub(rf"\1\2:{HIDDEN}@", text)
        text = _USERINFO.sub(rf"\1\2:{HIDDEN}@", text)
        text = _LONG_USER.sub(rf"\1{HIDDEN}@", text)
    if named:
        text = _QUERY.sub(rf"\1{HIDDEN}", text)
        text = _BEARER.sub(rf"\1 {HIDDEN}", text)
        text = _NAMED.sub(_hide_named, text)
        text = _AUTH.sub(rf"\1{HIDDEN}", text)
    if "-p" in text or "-u" in text or "--" in text:
        text = _MYSQL_OPTION.sub(rf"\1{HIDDEN}", text)
        text = _USER_OPTION.sub(_hide_option, text)
    text = _SHAPES.sub(HIDDEN, text)
    return _long_hidden(text) if _RUN.search(text) else text


def _long_hidden(text: str) -> str:
    text = _LONG.sub(HIDDEN, text)
    text = _KEY_WITH_SLASHES.sub(HIDDEN, text)
    return _HEX.sub(lambda m: m.group(0) if _is_digest(text, m.start()) else HIDDEN, text)


def _hide_named(found: re.Match[str]) -> str:
    value = found.group(2) or found.group(3) or found.group(4)
    if _harmless(value):
        return found.group(0)
    quote = '"' if found.group(2) else "'" if found.group(3) else ""
    return f"{found.group(1)}{quote}{HIDDEN}{quote}"


def _hide_option(found: re.Match[str]) -> str:
    value = found.group(2)
    looks_secret = ":" in value or any(character.isdigit() for character in value)
    return f"{found.group(1)}{HIDDEN}" if looks_secret and not value.isdigit() else found.group(0)


def _harmless(value: str) -> bool:
    """References and switches are no secrets: `os.environ`, `process.env.X`, `true`, `var.x`."""
    lowered = value.lower().strip("\"'`")
    if lowered in ("str", "true", "false", "null", "none", "required", "optional", "string", "empty", HIDDEN):
        return True
    return lowered.startswith(
        (
            "os.",
            "process.",
            "import.",
            "var.",
            "local.",
            "data.",
            "env.",
            "settings.",
            "config.",
            "self.",
            "secrets.",
            "${",
            "%(",
            "{{",
            "valuefrom",
            "github.",
        )
    )


def _is_digest(text: str, start: int) -> bool:
    before = text[max(0, start - 12) : start].lower()
    return before.endswith(("sha256:", "sha512:", "sha1:", "sha256-", "sha256=", "commit ", "ref=", "rev=", "@"))
