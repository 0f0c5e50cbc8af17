"""Read Dockerfiles: instructions with lines, continued lines, heredocs and stages. Builds and resolves nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from sovassess.errors import ParseError

_DIRECTIVE = re.compile(r"^#\s*([a-z]+)\s*=\s*(\S+)\s*$", re.IGNORECASE)
_HEREDOC = re.compile(r"<<-?\s*(['\"]?)([A-Za-z_]\w*)\1")
_FLAG = re.compile(r"^--([a-z][a-z-]*)(?:=(\S*))?\s+")
_WORDS = re.compile(r"(?:[^\s\"'\\]|\\.|\"(?:[^\"\\]|\\.)*\"|'[^']*')+", re.DOTALL)
MAX_FLAGS = 20
KEYWORDS = frozenset(
    """ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER
        VOLUME WORKDIR""".split()
)


class Heredoc(Struct, frozen=True):
    """The body of a heredoc; `line` is where it starts, 1-based."""

    name: str
    body: str
    line: int


class Instruction(Struct, frozen=True):
    """One instruction. `text` is what follows keyword and flags; a continued line keeps `\\` and its line break there,
    so that places can be counted. `line` is where the keyword stands, `text_line` where `text` starts."""

    keyword: str
    text: str
    line: int
    text_line: int
    flags: tuple[tuple[str, str], ...] = ()
    heredocs: tuple[Heredoc, ...] = ()

    def flag(self, name: str) -> str:
        """The value of a flag, "" if it is not there."""
        return next((value for key, value in self.flags if key == name), "")

    @property
    def joined(self) -> str:
        """The text on one line."""
        return re.sub(r"\\\n", " ", self.text).strip()

    @property
    def words(self) -> tuple[str, ...]:
        """The text as words: the members of the JSON form, or split at blanks with quotes taken off."""
        text = self.joined
        if text.startswith("["):
            try:
                return msgspec.json.decode(text.encode(), type=tuple[str, ...])
            except msgspec.DecodeError:
                pass  # what looks like the JSON form and is none is shell text
        return tuple(_bare(word) for word in _WORDS.findall(text))

    @property
    def assignments(self) -> tuple[tuple[str, str, int], ...]:
        """Names and values of ENV, ARG or LABEL with the line of each; the old form `ENV name value` too."""
        text = self.text
        first = _WORDS.search(text)
        if first and "=" not in first[0] and self.keyword != "ARG":
            rest = text[first.end() :].replace("\\\n", " ").strip()
            return ((first[0], _bare(rest), self.text_line),) if rest else ()
        found: list[tuple[str, str, int]] = []
        for match in _WORDS.finditer(text.replace("\\\n", " \n")):
            name, _, value = match[0].partition("=")
            if name:
                found.append((_bare(name), _bare(value), self.text_line + text.count("\n", 0, match.start())))
        return tuple(found)


def _bare(word: str) -> str:
    """A word without its quotes."""
    pieces = re.findall(r"\"((?:[^\"\\]|\\.)*)\"|'([^']*)'|((?:[^\"'\\]|\\.)+)", word, re.DOTALL)
    return "".join(re.sub(r"\\([\"\\ ])", r"\1", double or bare) or single for double, single, bare in pieces)


def instructions(lines: tuple[str, ...]) -> Iterator[Instruction]:
    """The instructions in order. Raises `ParseError` at the first line that starts with no known keyword."""
    escape = _escape(lines)
    index = 0
    while index < len(lines):
        start = index
        line = lines[index]
        index += 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        body = [line.rstrip()]
        continued = body[0].endswith(escape)
        while continued and index < len(lines):
            body[-1] = body[-1].removesuffix(escape)
            following = lines[index].rstrip()
            index += 1
            if following.strip() and not following.lstrip().startswith("#"):
                continued = following.endswith(escape)
                body.append(following)
            else:
                body.append("")  # a comment or an empty line inside a continued instruction does not end it
        instruction, index = _read("\\\n".join(body), start, lines, index)
        yield instruction


def _read(whole: str, start: int, lines: tuple[str, ...], index: int) -> tuple[Instruction, int]:
    match = re.match(r"\s*(\S+)[ \t]*((?:\\\n\s*)*)", whole)
    keyword = match[1].upper() if match else ""
    if match is None or keyword not in KEYWORDS:
        raise ParseError(f"no instruction of a Dockerfile: {whole.strip()[:40]!r}", start + 1)
    text = whole[match.end() :]
    line = start + 1 + whole.count("\n", 0, match.end())
    flags: list[tuple[str, str]] = []
    while len(flags) < MAX_FLAGS and (flag := _FLAG.match(text.replace("\\\n", " \n"))):
        flags.append((flag[1], flag[2] or ""))
        line += text.count("\n", 0, flag.end())
        text = text[flag.end() :].lstrip("\\")
    heredocs: list[Heredoc] = []
    if keyword in ("RUN", "COPY", "ADD"):
        for marker in _HEREDOC.finditer(text):
            begin = index
            while index < len(lines) and lines[index].lstrip("\t").rstrip() != marker[2]:
                index += 1
            heredocs.append(Heredoc(marker[2], "\n".join(lines[begin:index]), begin + 1))
            if index >= len(lines):
                raise ParseError(f"the heredoc {marker[2]} has no end", start + 1)
            index += 1
    return Instruction(keyword, text, start + 1, line, tuple(flags), tuple(heredocs)), index


def _escape(lines: tuple[str, ...]) -> str:
    """The escape character: a directive may change it, only above everything else."""
    for line in lines:
        match = _DIRECTIVE.match(line.strip())
        if not match:
            break
        if match[1].lower() == "escape" and match[2] in ("\\", "`"):
            return match[2]
    return "\\"
