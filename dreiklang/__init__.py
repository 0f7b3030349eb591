"""Puts the rooms together. In: settings. Out: steps, the command line, doctor and the demo newsroom."""

__version__ = "0.1.0"
