"""The console script: tells the version at once, runs a command, and turns every outcome into an exit code."""

from __future__ import annotations

import os
import sys

from sovassess import __version__

ISSUES = "https://github.com/sovassess/sovassess/issues"


def run() -> None:
    """The console script. A problem that the user can fix is one sentence; a defect is exit code 70, never a 1."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"sovassess {__version__}")
        return
    from sovassess.cli.commands import app
    from sovassess.errors import SovassessError

    try:
        app()
    except SovassessError as error:
        print(f"sovassess: {error}", file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except Exception as error:
        if os.environ.get("SOVASSESS_DEBUG"):
            raise
        print(
            f"sovassess: internal error: {type(error).__name__}: {error}\n"
            f"This is a defect. Please report it at {ISSUES}; SOVASSESS_DEBUG=1 shows where it happened.",
            file=sys.stderr,
        )
        raise SystemExit(70) from None


if __name__ == "__main__":
    run()
