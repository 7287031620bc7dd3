"""`python -m tests.bench [--quick] [PART…]`: run the parts and print their tables."""

from __future__ import annotations

import argparse
import importlib
import sys

PARTS = ("audit", "localise", "judgement", "extract")
ONLY_WHEN_NAMED = ("scans",)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, *ONLY_WHEN_NAMED, []], default=[])
    parser.add_argument("--quick", action="store_true", help="fewer rounds, to see that it works")
    arguments = parser.parse_args()
    for part in arguments.parts or PARTS:
        module = importlib.import_module(f"tests.bench.{part}")
        print(f"== {part}")
        for line in module.run(arguments.quick):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
