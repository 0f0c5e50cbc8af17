"""Scanned text made inert for each format: it can neither break out of its place nor act where it is read.

Every machine format sends what it did not write itself through one of these. HTML escapes in
its own templates.
"""

from __future__ import annotations

import json
import re
from typing import Any, cast

from sovassess.renderers.wording import clean

# Not allowed in XML at all, besides what `clean` already makes visible.
_NO_XML = re.compile("[\ufffe\uffff]")
_MARKDOWN = re.compile(r"([\\`*_\[\]|~$])")
# `#` would refer to an issue and `@` to a person, each without further markup; so would `://` and `www.` to a page.
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "#": "&#35;", "@": "&#64;"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def visible(text: str) -> str:
    """A name in one line, with every character that a reader could not see made visible."""
    return clean(text).replace("\n", "<U+000A>").replace("\t", "<U+0009>")


def one_line(text: str) -> str:
    """Prose in one line."""
    return clean(" ".join(text.split()))


def markdown(text: str) -> str:
    """Prose for the middle of a line of Markdown: no markup, no HTML, no link, no mention, no cell border.

    What means something only at the beginning of a line is left as it is.
    """
    flat = one_line(text).translate(_ENTITIES).replace("://", "&#58;//").replace("GH-", "GH&#45;")
    flat = re.sub(r"\bwww\.", "www&#46;", flat, flags=re.IGNORECASE)
    return _MARKDOWN.sub(r"\\\1", flat)


def html(text: str) -> str:
    """Text between the tags of a page."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def code(text: str) -> str:
    """A name as a code span of Markdown that also stands in a table."""
    flat = visible(text).replace("|", "\u2502")
    fence = "`" * (max((len(run) for run in re.findall("`+", flat)), default=0) + 1)
    # A space at either end keeps a backtick of the name apart from the fence; Markdown takes it away again.
    gap = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{gap}{flat}{gap}{fence}" if flat else ""


def command_data(text: str) -> str:
    """The message of a workflow command of GitHub Actions."""
    return clean(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    """A property of a workflow command, such as a file name."""
    return command_data(text).replace(":", "%3A").replace(",", "%2C")


def cell(text: str) -> str:
    """A cell of a table that a spreadsheet may open: in one line, and never a formula."""
    flat = one_line(text)
    return f"'{flat}" if flat.startswith(_FORMULA) else flat


def xml(text: str) -> str:
    """Text for XML, without what XML cannot hold; the writer escapes the rest."""
    return _NO_XML.sub(lambda hit: f"<U+{ord(hit[0]):04X}>", clean(text))


def dumped(value: object) -> str:
    """JSON with sorted keys, two-space indent and one newline at the end; every string without hidden characters."""
    return json.dumps(_cleaned(value), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(key): _cleaned(entry) for key, entry in cast("dict[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [_cleaned(entry) for entry in cast("list[Any]", value)]
    return value
