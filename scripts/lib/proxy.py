"""nginx in front of the stack, with the very configuration of docker-compose.yml: /ws/ to live, the rest to web."""

import os
import re
import shutil
import textwrap
from collections.abc import Collection
from pathlib import Path

from lib.paths import ROOT

LOOPBACK = "127.0.0.1"
BEGIN = "configs:\n  proxy:\n    content: |\n"
DEFAULT = re.compile(r"\$\{\w+:-([^}]*)\}")


def nginx_binary() -> str:
    """Where nginx is on this machine; "" when it is nowhere."""
    return shutil.which("nginx") or next((path for path in ("/usr/sbin/nginx",) if Path(path).exists()), "")


def compose_config() -> str:
    """What docker-compose.yml puts into nginx's conf.d, as Compose writes it there when nothing is set."""
    _before, begin, rest = (ROOT / "docker-compose.yml").read_text().partition(BEGIN)
    if not begin:
        raise ValueError("docker-compose.yml has no configuration of the proxy where it is looked for")
    lines = rest.splitlines(keepends=True)
    end = next(
        (number for number, line in enumerate(lines) if line.strip() and not line.startswith("      ")), len(lines)
    )
    return DEFAULT.sub(r"\1", textwrap.dedent("".join(lines[:end]))).replace("$$", "$")


def nginx_config(folder: Path, ports: dict[str, int], *, drained: Collection[str] = ()) -> Path:
    """Write the configuration; nobody is sent to the processes that are ``drained``.

    What Docker's resolver finds under the names "web" and "live" are groups here.
    """
    groups = "".join(f"upstream {kind} {{ {_servers(ports, drained, kind)} }}\n" for kind in ("web", "live"))
    config = compose_config().replace("web:8000;", "web;").replace("live:8000;", "live;")
    return write_config(folder, groups + config.replace("listen 80;", f"listen {LOOPBACK}:{ports['proxy']};"))


def write_config(folder: Path, conf_d: str) -> Path:
    """Write nginx's own configuration around ``conf_d``, with everything it writes below ``folder``."""
    file = folder / "nginx.conf"
    file.write_text(AROUND.format(user="user root;" if os.geteuid() == 0 else "", folder=folder) + conf_d + "}\n")
    return file


def _servers(ports: dict[str, int], drained: Collection[str], kind: str) -> str:
    names = sorted(name for name in ports if name.startswith(kind))
    return " ".join(
        f"server {LOOPBACK}:{ports[name]} max_fails=0{' down' if name in drained else ''};" for name in names
    )


AROUND = """
daemon off;
{user}
worker_processes 1;
worker_shutdown_timeout 1h;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 512; }}
http {{
access_log off;
client_body_temp_path {folder}/nginx-body;
proxy_temp_path {folder}/nginx-proxy;
fastcgi_temp_path {folder}/nginx-fastcgi;
uwsgi_temp_path {folder}/nginx-uwsgi;
scgi_temp_path {folder}/nginx-scgi;
"""
