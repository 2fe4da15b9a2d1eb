"""The web server of the embedded run: uvicorn on sockets that scripts/run has opened; runs inside .venv.

python -m lib.serve FILE_DESCRIPTOR...
"""

import logging
import socket
import sys

import uvicorn


def main() -> None:
    """Serve pages and /ws/ until told to stop."""
    config = uvicorn.Config(
        "workouttracker.asgi:application",
        access_log=False,
        log_config=None,
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    config.load()
    # Only now: loading the application has set up the logs.
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    from workouttracker.ahead import prepare_ahead

    prepare_ahead()
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(word)) for word in sys.argv[1:]])


if __name__ == "__main__":
    main()
