"""The console script: tells the version at once, runs a command, and turns every outcome into an exit code."""

from __future__ import annotations

import errno
import os
import sys

from sovassess import __version__

ISSUES = "https://github.com/sovassess/sovassess/issues"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def run() -> None:
    """The console script. A problem that the user can fix is one sentence; a defect is exit code 70, never a 1."""
    from sovassess.errors import SovassessError

    try:
        try:
            _command()
        finally:
            # What the buffer still holds must fail here, where it is an outcome, and not as Python ends.
            sys.stdout.flush()
    except SovassessError as error:
        print(f"sovassess: {error}", file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    except BrokenPipeError:
        _forget_output()
        raise SystemExit(0) from None
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _FULL:
            _forget_output()
            print(f"sovassess: standard output cannot be written: {error.strerror}", file=sys.stderr)
            raise SystemExit(2) from None
        if os.environ.get("SOVASSESS_DEBUG"):
            raise
        print(
            f"sovassess: internal error: {type(error).__name__}: {error}\n"
            f"This is a defect. Please report it at {ISSUES}; SOVASSESS_DEBUG=1 shows where it happened.",
            file=sys.stderr,
        )
        raise SystemExit(70) from None


def _command() -> None:
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"sovassess {__version__}")
        return
    from sovassess.cli.quick import plain_gate

    asked = plain_gate(sys.argv[1:], os.environ)
    if asked is not None:
        from sovassess.cli.gate import gate

        path, wanted, exit_zero = asked
        raise SystemExit(gate(path, wanted, exit_zero=exit_zero))
    from sovassess.cli.commands import app

    app()


def _forget_output() -> None:
    """Nobody reads standard output, or there is no room: what is left in its buffer must not fail again at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    run()
