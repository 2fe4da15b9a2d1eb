"""scripts/mutate: breaks modules in small ways, one after the other, and names what no test notices.

    scripts/mutate calculator/formulas.py --tests tests/calculator/test_formulas.py --then tests/calculator

``--tests`` are quick and notice most; only what they miss is tried with ``--then``. Changes are drawn by a seed, so
that a second run tries the same ones. A change can be without any effect (a bound that is never met): look at each.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from lib.bootstrap import ensure_packages
from lib.mutants import is_noticed, mutants_of
from lib.paths import PYTHON, ROOT
from lib.servers import postgres
from lib.test import environment_of, valkey

INNER = "MUTATE_INNER"


def main() -> int:
    """Give the tests what they need, and try the mutants there; 1 when fewer die than are asked for."""
    if os.environ.get(INNER):
        return _try_all(_options())
    _options()
    ensure_packages("test")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wt-mutate-")))
        environment = environment_of(folder) | {INNER: "1", "REDIS_URL": stack.enter_context(valkey(folder))}
        environment |= {"DATABASE_URL": stack.enter_context(postgres()), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [str(PYTHON), __file__, *sys.argv[1:]]
        environment["PYTHONPATH"] = f"{ROOT}:{ROOT / 'scripts'}"
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/mutate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path, help="modules to break")
    parser.add_argument("--tests", nargs="+", required=True, help="tests that are tried first")
    parser.add_argument("--then", nargs="+", default=[], help="tests for what those do not notice")
    parser.add_argument("--most", type=int, default=200, help="so many changes at the most (200)")
    parser.add_argument("--seed", type=int, default=1, help="which ones (1)")
    parser.add_argument("--least", type=int, default=85, help="per cent that must be noticed (85)")
    parser.add_argument("--minutes", type=float, default=30, help="stop after so long (30)")
    return parser.parse_args()


def _try_all(options: argparse.Namespace) -> int:
    rounds = [tests for tests in (options.tests, options.then) if tests]
    for tests in rounds:
        if is_noticed(None, tests):
            print(f"these tests fail already: {' '.join(tests)}")
            return 2
    mutants = [mutant for file in options.files for mutant in mutants_of(file)]
    random.Random(options.seed).shuffle(mutants)  # noqa: S311 - a sample
    alive, tried, until = [], 0, time.monotonic() + 60 * options.minutes
    for mutant in mutants[: options.most]:
        if time.monotonic() > until:
            break
        tried += 1
        if not any(is_noticed(mutant, tests) for tests in rounds):
            alive.append(mutant)
            print(f"alive: {mutant}", flush=True)
    share = 100 * (tried - len(alive)) / max(tried, 1)
    print(f"{tried} of {len(mutants)} changes tried, {len(alive)} alive: {share:.1f} % noticed", flush=True)
    return 0 if share >= options.least else 1


if __name__ == "__main__":
    sys.exit(main())
