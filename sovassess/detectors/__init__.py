"""Every input format that is read, in one explicit list. A detector that is not listed here does not run.

This module imports nothing, so that asking for the version costs nothing; `sovassess.detectors.registry` has the list.
"""
