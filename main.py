"""Starts the program: `main.py audit …` on the command line, else the window with the files given."""

import time

_STARTED = time.perf_counter()

import multiprocessing  # noqa: E402
import sys  # noqa: E402


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["audit"]:
        from core.cli import main as audit

        return audit(arguments)
    from gui.app import run

    return run(arguments, _STARTED)


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main(sys.argv[1:]))
