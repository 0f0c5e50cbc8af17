"""Everything that a user can cause and fix.

A `SovassessError` ends the run with one clear sentence and exit code 2 or 3. A problem with one scanned file is never
an exception that reaches the user: it is an `UnreadFile` in the result.
"""

from __future__ import annotations


class SovassessError(Exception):
    """A problem that the user can fix; its text is one sentence that says what and how.

    `exit_code` follows the contract: 2 for wrong usage, configuration or input files.
    """

    exit_code = 2


class InputFileError(SovassessError):
    """A file that a person wrote is wrong; the text starts with `path:line:` where a line is known."""

    def __init__(self, path: str, line: int | None, problem: str) -> None:
        self.path = path
        self.line = line
        self.problem = problem
        where = path if line is None else f"{path}:{line}"
        super().__init__(f"{where}: {problem}")


class NothingToAssess(SovassessError):
    """No file was recognised, so there is nothing that a level could rest on."""

    exit_code = 3


class ParseError(Exception):
    """One scanned file cannot be parsed. Raised by `formats`, turned into an `UnreadFile` by the pipeline.

    `line` is 1-based and None where the parser cannot tell it.
    """

    def __init__(self, reason: str, line: int | None = None) -> None:
        self.reason = reason
        self.line = line
        super().__init__(reason if line is None else f"{reason} (line {line})")


class OutOfTime(Exception):
    """One scanned file took more processor time than any may. Raised by `scanning` and turned into an `UnreadFile`."""
