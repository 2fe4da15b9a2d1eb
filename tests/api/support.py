"""Programs that ask the API, for tests."""

import json
from typing import Any

from django.test import Client

from accounts.models import User
from accounts.services.tokens import token_create

ROOT = "/api/v1"


class Program:
    """Asks with an access token; paths are below ``/api/v1``, bodies JSON."""

    def __init__(self, token: str = "", **headers: str) -> None:
        self.client = Client(headers={**({"Authorization": f"Bearer {token}"} if token else {}), **headers})
        self.token = token

    def ask(self, verb: str, path: str, body: Any = None, **headers: str) -> Any:
        url = path if path.startswith("/api") else f"{ROOT}{path}"
        data = b"" if body is None else json.dumps(body, default=str).encode()
        return self.client.generic(
            verb.upper(),
            url,
            data,
            content_type="application/json",
            headers={k.replace("_", "-"): v for k, v in headers.items()},
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("get", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("post", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("put", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("patch", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.ask("delete", path, **headers)


def program(user: User, access: str = "write") -> Program:
    """A program with a token of the user's."""
    return Program(token_create(user=user, name="Test", access=access, days=30).text)


def code_of(response: Any) -> tuple[int, str]:
    """Status and code of a problem."""
    assert response["Content-Type"] == "application/problem+json", response.content[:500]
    body = response.json()
    assert body["status"] == response.status_code
    return response.status_code, body["code"]
