"""Every number that the product holds, measured in one run against its floors.

    scripts/bench/run [--quick] [--json] [--only SECTION ...] [--rounds 15] [--cpu]

Starts a PostgreSQL and a Valkey of its own, writes a million sets of 52 athletes (the measured one has 20,000 sets and
160,000 reps) and one athlete with ten times that, and measures by sections. Ratios compare with something measured in
the same run, in turn, by medians; milliseconds are information. Exit code 1 when a bar is passed.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import crowd
import export_memory
import growth
import history
import memory
import pages
import plans
import sockets
import split
import wire
from lines import Line
from world import size_of, world

Section = Callable[[argparse.Namespace], Iterator[Line]]
SECTIONS: dict[str, Section] = {
    "pages": pages.measured,
    "split": split.measured,
    "plans": plans.measured,
    "growth": growth.measured,
    "history": history.measured,
    "memory": memory.measured,
    "exports": export_memory.measured,
    "wire": wire.measured,
    "crowd": crowd.measured,
    "sockets": sockets.measured,
}


def main() -> int:
    options = _options()
    lines: list[Line] = []
    with world(size_of(options)):
        for name, section in SECTIONS.items():
            if options.only and name not in options.only:
                continue
            print(f"\n{name}", flush=True, file=sys.stderr if options.json else sys.stdout)
            for line in section(options):
                lines.append(line)
                if not options.json:
                    print(line, flush=True)
    if options.json:
        print(json.dumps([line.as_dict() for line in lines], indent=1))
    passed = [line for line in lines if not line.is_kept]
    print(f"\n{len(lines)} numbers, {len(passed)} over their bar", file=sys.stderr if options.json else sys.stdout)
    return 1 if passed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a hundredth of the data, to try the benchmark itself")
    parser.add_argument("--json", action="store_true", help="print the numbers as JSON; all else goes to stderr")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, help="these sections only")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--cpu", action="store_true", help="processor time for pages: on a busy machine")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
