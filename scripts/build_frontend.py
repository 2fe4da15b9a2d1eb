"""Copy what browsers load from node_modules to var/frontend, served below static/vendor/.

Nothing of it is committed: the packages are pinned in package-lock.json. Comments that name source maps are taken out,
since a file that names a missing one breaks the hashing of static files.
"""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ROOT / "node_modules"
TARGET = ROOT / "var" / "frontend"
TEST_TARGET = ROOT / "var" / "frontend-test"

TEXTS = {
    "bootstrap-reboot.min.css": "bootstrap/dist/css/bootstrap-reboot.min.css",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "chart.umd.min.js": "chart.js/dist/chart.umd.min.js",
}
FONTS = {
    "inter-latin-wght-normal.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "inter-latin-ext-wght-normal.woff2": "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
}
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S*")


def main() -> None:
    """Make var/frontend anew."""
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    TEST_TARGET.mkdir(parents=True, exist_ok=True)
    for name, source in TEXTS.items():
        (TARGET / name).write_text(SOURCE_MAP.sub("", (PACKAGES / source).read_text()))
    for name, source in FONTS.items():
        shutil.copyfile(PACKAGES / source, TARGET / name)
    (TARGET / "icons.svg").write_text(_sprite())
    shutil.copyfile(PACKAGES / "axe-core/axe.min.js", TEST_TARGET / "axe.min.js")


def _sprite() -> str:
    """One SVG with a symbol for each icon named in static/icons.txt."""
    symbols = []
    for line in (ROOT / "static" / "icons.txt").read_text().splitlines():
        name = line.partition("#")[0].strip()
        if name:
            symbols.append(_symbol(name))
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'


def _symbol(name: str) -> str:
    file = PACKAGES / "bootstrap-icons" / "icons" / f"{name}.svg"
    if not file.exists():
        sys.exit(f"static/icons.txt names {name}, which is no icon of bootstrap-icons.")
    found = re.search(r'viewBox="([^"]+)"[^>]*>(.*)</svg>', file.read_text(), re.DOTALL)
    if found is None:
        sys.exit(f"{file.name} has another shape than expected.")
    return f'<symbol id="{name}" viewBox="{found[1]}">{found[2].strip()}</symbol>'


if __name__ == "__main__":
    main()
