"""Read shell text as a list of simple commands with lines. Expands and runs nothing; knows no program."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

SHELLS = frozenset({"sh", "bash", "zsh", "dash", "ash", "ksh", "fish"})
_INTERPRETERS = SHELLS | {
    "python",
    "python3",
    "node",
    "perl",
    "ruby",
    "php",
    "pwsh",
    "powershell",
    "source",
    ".",
    "eval",
    "iex",
}
_PREFIXES = frozenset({
    "sudo", "exec", "time", "nohup", "env", "then", "do", "if", "else", "elif", "while", "until", "!", "{", "command",
    "set-e", "gosu", "nice", "ionice", "tini", "dumb-init", "xargs", "timeout", "retry",
})  # fmt: skip
_ASSIGNMENT = re.compile(r"^[A-Za-z_]\w*=")
_HEREDOC = re.compile(r"<<-?[ \t]*(['\"]?)([A-Za-z_]\w*)\1")
_FLAG_WITH_NUMBER = re.compile(r"^(-.*|\d+[smh]?)$")
_PLAIN = re.compile(r"[^\s;|&()<>'\"\\$`]+")
_QUOTED = re.compile(r"[^\"\\$`]+")
MAX_NESTING = 4


class Command(Struct, frozen=True):
    """One simple command: `words` without quotes, the program first, variables as written; `line` is 1-based.

    `sink` is the interpreter that runs its output (through a pipe or a substitution), "" if none does. `assignments`
    stand before the program or are the command (`X=1`), `raw` is what a shell's `-c` would get.
    """

    words: tuple[str, ...]
    line: int
    sink: str = ""
    assignments: tuple[str, ...] = ()

    @property
    def program(self) -> str:
        """The program's name without its folder; "" for a mere assignment."""
        return self.words[0].rsplit("/", 1)[-1].removesuffix(".exe") if self.words else ""


class _Word(Struct):
    text: str
    line: int
    inner: list[tuple[str, int]]


def commands(text: str, line: int = 1, *, depth: int = 0) -> tuple[Command, ...]:
    """The commands in order, those inside substitutions and `sh -c` texts too. `line` is the line of the first one."""
    found: list[Command] = []
    pipeline: list[list[_Word]] = [[]]
    for piece in _Lexer(text, line).tokens():
        if isinstance(piece, _Word):
            pipeline[-1].append(piece)
        elif piece == "|":
            pipeline.append([])
        else:
            found.extend(_pipeline(pipeline, depth))
            pipeline = [[]]
    found.extend(_pipeline(pipeline, depth))
    return tuple(found)


def _pipeline(parts: list[list[_Word]], depth: int) -> Iterator[Command]:
    built = [_command(words) for words in parts]
    for index, (words, command) in enumerate(zip(parts, built, strict=True)):
        if command is None:
            continue
        after = next((other.program for other in built[index + 1 :] if other and other.program in _INTERPRETERS), "")
        yield Command(command.words, command.line, after, command.assignments)
        if depth >= MAX_NESTING:
            continue
        runs = command.program if command.program in _INTERPRETERS else ""
        for word in words:
            for text, line in word.inner:
                for inner in commands(text, line, depth=depth + 1):
                    yield Command(inner.words, inner.line, inner.sink or runs, inner.assignments)
        if script := _script(command, words):
            yield from commands(script[0], script[1], depth=depth + 1)


def _script(command: Command, words: list[_Word]) -> tuple[str, int] | None:
    """The text of `sh -c TEXT`, unless it is one substitution that was read already."""
    if command.program not in SHELLS and command.program != "su":
        return None
    for index, word in enumerate(words[:-1]):
        if re.match(r"^-[a-z]*c$", word.text) and not words[index + 1].inner:
            return words[index + 1].text, words[index + 1].line
    return None


def _command(words: list[_Word]) -> Command | None:
    texts = [word.text for word in words]
    assignments: list[str] = []
    start = 0
    prefixed = False
    while start < len(texts):
        text = texts[start]
        if _ASSIGNMENT.match(text):
            assignments.append(text)
        elif text.rsplit("/", 1)[-1] in _PREFIXES:
            prefixed = text not in ("then", "do", "else", "!", "{")
        elif not (prefixed and _FLAG_WITH_NUMBER.match(text)):
            break
        start += 1
    if start >= len(texts) and not assignments:
        return None
    line = words[min(start, len(words) - 1)].line
    return Command(tuple(texts[start:]), line, "", tuple(assignments))


class _Lexer:
    """Words and operators of a text; a line break is the operator ";"."""

    def __init__(self, text: str, line: int) -> None:
        self.text = text
        self.position = 0
        self.line = line
        self.word: _Word | None = None
        self.heredocs: list[str] = []
        self.redirected = False  # the next word is the target of a redirection

    def tokens(self) -> Iterator[_Word | str]:
        """All of them, in order."""
        while self.position < len(self.text):
            if self._extend():
                continue
            yield from self._end_word()
            if operator := self._separator():
                yield operator
        yield from self._end_word()

    def _extend(self) -> bool:
        """Add the next piece to the word; False if the word ends here."""
        text, position = self.text, self.position
        char = text[position]
        if text.startswith("\\\n", position):
            return False
        if char in "'\"\\$`" or (char in "<>" and text[position + 1 : position + 2] == "("):
            self.word = self.word or _Word("", self.line, [])
            self.position = _piece(text, position, self.line, self.word)
            self.line += text.count("\n", position, self.position)
            return True
        if char in " \t\r\n;|&()<>" or (char == "#" and self.word is None):
            return False
        self.word = self.word or _Word("", self.line, [])
        run = _PLAIN.match(text, position)
        end = run.end() if run else position + 1
        self.word.text += text[position:end]
        self.position = end
        return True

    def _end_word(self) -> Iterator[_Word]:
        word, self.word = self.word, None
        if word is None:
            return
        if self.text[self.position : self.position + 1] in ("<", ">") and word.text.isdigit():
            return  # the number of a redirected stream
        if not self.redirected:
            yield word
        self.redirected = False

    def _separator(self) -> str:
        """Pass over what separates words; the operator that stands there, "" for none."""
        text, position = self.text, self.position
        char = text[position]
        if text.startswith("\\\n", position):
            self.position += 2
            self.line += 1
        elif char == "#":
            end = text.find("\n", position)
            self.position = len(text) if end < 0 else end
        elif char == "\n":
            self._new_line()
            return ";"
        elif heredoc := _HEREDOC.match(text, position):
            self.heredocs.append(heredoc[2])
            self.position = heredoc.end()
        elif char in "<>":
            self._redirection()
        elif char in ";|&()":
            double = text[position : position + 2] in ("&&", "||", ";;", "|&")
            self.position += 2 if double else 1
            return "|" if text.startswith("|&", position) or (char == "|" and not double) else ";"
        else:
            self.position += 1
        return ""

    def _new_line(self) -> None:
        self.line += 1
        self.position += 1
        self.redirected = False
        for name in self.heredocs:
            end = re.compile(rf"^[ \t]*{re.escape(name)}[ \t]*$", re.MULTILINE).search(self.text, self.position)
            after = len(self.text) if end is None else min(len(self.text), end.end() + 1)
            self.line += self.text.count("\n", self.position, after)
            self.position = after
        self.heredocs = []

    def _redirection(self) -> None:
        """`> file` takes the next word; `2>&1` takes digits."""
        to_stream = self.text.startswith(("&", ">&"), self.position + 1)
        self.position += 1
        while self.text[self.position : self.position + 1] in ("<", ">", "&", "|"):
            self.position += 1
        if to_stream:
            while self.text[self.position : self.position + 1].isdigit():
                self.position += 1
        self.redirected = not to_stream


def _piece(text: str, position: int, line: int, word: _Word) -> int:
    """Read one quoted or substituted piece into the word; the position behind it."""
    char = text[position]
    if char == "\\":
        word.text += text[position + 1 : position + 2]
        return position + 2
    if char == "'":
        end = text.find("'", position + 1)
        end = len(text) if end < 0 else end
        word.text += text[position + 1 : end]
        return end + 1
    if char == '"':
        return _double_quoted(text, position + 1, line, word)
    if char == "`" or text[position + 1 : position + 2] == "(":
        return _substitution(text, position, line, word)
    if text.startswith("${", position):
        end = text.find("}", position)
        end = len(text) - 1 if end < 0 else end
        word.text += text[position : end + 1]
        return end + 1
    word.text += char
    return position + 1


def _double_quoted(text: str, position: int, line: int, word: _Word) -> int:
    begin = position
    while position < len(text) and text[position] != '"':
        if text[position] == "\\":
            following = text[position + 1 : position + 2]
            word.text += following if following in '"\\`$' else "" if following == "\n" else "\\" + following
            position += 2
        elif text.startswith("$(", position) or text[position] == "`":
            position = _substitution(text, position, line + text.count("\n", begin, position), word)
        else:
            run = _QUOTED.match(text, position)
            end = run.end() if run else position + 1
            word.text += text[position:end]
            position = end
    return position + 1


def _substitution(text: str, position: int, line: int, word: _Word) -> int:
    if text[position] == "`":
        end = text.find("`", position + 1)
        end = len(text) if end < 0 else end
        inner = text[position + 1 : end]
    else:
        depth = 0
        end = position + 1
        while end < len(text):
            depth += (text[end] == "(") - (text[end] == ")")
            if depth == 0:
                break
            end += 1
        inner = text[position + 2 : end]
    word.inner.append((inner, line))
    word.text += "$(" + inner + ")"
    return end + 1
