"""nginx in front of the stack, as in docker-compose.yml: /ws/ to live, everything else to web."""

import os
import shutil
from collections.abc import Collection
from pathlib import Path

LOOPBACK = "127.0.0.1"


def nginx_binary() -> str:
    """Where nginx is on this machine; "" when it is nowhere."""
    return shutil.which("nginx") or next((path for path in ("/usr/sbin/nginx",) if Path(path).exists()), "")


def nginx_config(folder: Path, ports: dict[str, int], *, drained: Collection[str] = ()) -> Path:
    """Write the configuration; nobody is sent to the processes that are ``drained``."""
    file = folder / "nginx.conf"
    file.write_text(
        CONFIG.format(
            user="user root;" if os.geteuid() == 0 else "",
            folder=folder,
            port=ports["proxy"],
            web=_servers(ports, drained, "web"),
            live=_servers(ports, drained, "live"),
        )
    )
    return file


def _servers(ports: dict[str, int], drained: Collection[str], kind: str) -> str:
    names = sorted(name for name in ports if name.startswith(kind))
    return " ".join(
        f"server {LOOPBACK}:{ports[name]} max_fails=0{' down' if name in drained else ''};" for name in names
    )


CONFIG = """
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
  map $http_upgrade $connection_word {{ default upgrade; '' close; }}
  upstream web {{ {web} }}
  upstream live {{ {live} }}
  server {{
    listen 127.0.0.1:{port};
    client_max_body_size 60m;
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header Connection "";
    proxy_connect_timeout 2s;
    proxy_read_timeout 65s;
    proxy_next_upstream error timeout;
    proxy_next_upstream_tries 3;
    location /ws/ {{
      proxy_pass http://live;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_word;
      proxy_read_timeout 1h;
    }}
    location = /metrics {{ return 404; }}
    location / {{ proxy_pass http://web; }}
  }}
}}
"""
