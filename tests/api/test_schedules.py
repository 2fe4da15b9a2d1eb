"""Scheduled exports over the API."""

from typing import Any

import pytest

from tests.api.support import Program, code_of


@pytest.mark.django_db
def test_schedules_over_the_api(api: Program, foreign: Program) -> None:
    body: dict[str, Any] = {"format": "json", "every": "week", "day": 6, "keep": 4}
    answer = api.post("/export-schedules", body)
    told = answer.json()
    path = f"/export-schedules/{told['id']}"
    assert (answer.status_code, told["day"], told["hour"], told["active"]) == (201, 6, 3, True)
    assert api.get(path).json() == told
    assert api.patch(path, {"active": False}).json()["active"] is False
    assert code_of(api.patch(path, {"day": 7})) == (422, "invalid")
    assert code_of(api.post("/export-schedules", {**body, "every": "month", "day": 0})) == (422, "invalid")
    assert code_of(foreign.get(path)) == (404, "not_found")
    assert [each["id"] for each in api.get("/export-schedules").json()["items"]] == [told["id"]]
    assert api.delete(path).status_code == 204
