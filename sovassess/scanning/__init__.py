"""The scan stage: read each file of a tree once, give it to the detectors that claim it, and keep account of it all."""

from sovassess.scanning.account import scan

__all__ = ["scan"]
