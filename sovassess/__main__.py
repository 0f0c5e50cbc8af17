"""`python -m sovassess` is the same as the console script."""

from sovassess.cli.main import run

run()
