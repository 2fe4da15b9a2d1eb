"""How apps say what their API has: routers, the operations that visitors of a shared link have too, and usual types."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from ninja import Router
from pydantic import BaseModel, Field, StringConstraints

from workouttracker.kit.json_fields import NO_NUL
from workouttracker.rest.paging import MOST

View = TypeVar("View", bound=Callable[..., Any])
Cursor = Annotated[str, StringConstraints(max_length=500, pattern=NO_NUL)]
Limit = Annotated[int, Field(ge=1, le=MOST)]
Text = Annotated[str, StringConstraints(max_length=200, pattern=NO_NUL)]


class Routes:
    """The operations of one part of the API. ``shared`` has those that visitors may ask as well."""

    def __init__(self, tag: str) -> None:
        self.own, self.shared = Router(tags=[tag]), Router(tags=["Shared links"])

    def get(
        self, path: str, out: type[BaseModel] | None, summary: str, *, shared: bool = False
    ) -> Callable[[View], View]:
        """Reading; with ``shared`` also for visitors, whose scope decides what there is."""
        return self._register("get", path, {200: out}, summary, shared=shared)

    def post(self, path: str, out: type[BaseModel] | None, summary: str, status: int = 200) -> Callable[[View], View]:
        """Making something, or letting something happen."""
        return self._register("post", path, {status: out}, summary)

    def put(self, path: str, out: type[BaseModel] | None, summary: str) -> Callable[[View], View]:
        """Writing all of something."""
        return self._register("put", path, {204 if out is None else 200: out}, summary)

    def patch(self, path: str, out: type[BaseModel], summary: str) -> Callable[[View], View]:
        """Changing what is sent, leaving the rest."""
        return self._register("patch", path, {200: out}, summary)

    def delete(self, path: str, out: type[BaseModel] | None, summary: str) -> Callable[[View], View]:
        """Deleting; with something to tell about how to take it back, or nothing."""
        return self._register("delete", path, {204 if out is None else 200: out}, summary)

    def _register(
        self, verb: str, path: str, response: dict[int, Any], summary: str, *, shared: bool = False
    ) -> Callable[[View], View]:
        def decorate(view: View) -> View:
            name: str = view.__name__
            getattr(self.own, verb)(path, response=response, summary=summary, operation_id=name)(view)
            if shared:
                getattr(self.shared, verb)(path, response=response, summary=summary, operation_id=f"shared_{name}")(
                    view
                )
            return view

        return decorate
