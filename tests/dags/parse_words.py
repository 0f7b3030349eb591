"""Run by Airflow's own Python: do command lines hold? In: lists of words, as JSON on stdin. Out: those it refuses, on stdout."""

import contextlib
import io
import json
import sys

from airflow.cli.cli_parser import get_parser


def refused(words: list[str]) -> bool:
    """Whether Airflow's own parser ends the program over these words."""
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            get_parser().parse_args(words)
    except SystemExit:
        return True
    return False


if __name__ == "__main__":
    sys.stdout.write("\n" + json.dumps([words for words in json.load(sys.stdin) if refused(words)]) + "\n")
