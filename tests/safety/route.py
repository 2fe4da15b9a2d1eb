"""The words of the route × audience table: an address, who may do what there, and what each is answered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

Answer = int | str

SIGN_IN: Final = "sign in"
"""Led to the sign-in page."""
NO_ADMIN: Final = "no admin"
"""Led to the admin's sign-in, which refuses whoever is signed in without being staff."""


@dataclass(frozen=True, slots=True)
class Who:
    """The answer for each audience: a status, ``SIGN_IN`` or ``NO_ADMIN``; a visitor's is nobody's unless said."""

    owner: Answer
    stranger: Answer
    anonymous: Answer
    staff: Answer
    visitor: Answer | None = None
    one_session: Answer | None = None

    def of(self, audience: str) -> Answer:
        """The answer for ``audience``."""
        answer: Answer | None = getattr(self, audience)
        return self.anonymous if answer is None else answer

    def but(self, **answers: Answer) -> "Who":
        """The same, except for these audiences."""
        return replace(self, **answers)

    def then(self, status: int) -> "Who":
        """The same, with ``status`` for everybody who is let in: what a form answers when all is well."""
        return replace(self, **{name: status for name in self.__dataclass_fields__ if getattr(self, name) == 200})


MINE: Final = Who(owner=200, stranger=404, anonymous=SIGN_IN, staff=404)
"""A row of the owner's: to everybody else it is not there."""
ATHLETES: Final = Who(owner=200, stranger=200, anonymous=SIGN_IN, staff=200)
"""A page that everybody who is signed in has, about their own data."""
EVERYBODY: Final = Who(owner=200, stranger=200, anonymous=200, staff=200)
STAFF: Final = Who(owner=403, stranger=403, anonymous=SIGN_IN, staff=200)
ADMIN: Final = Who(owner=NO_ADMIN, stranger=NO_ADMIN, anonymous=NO_ADMIN, staff=200)


@dataclass(frozen=True, slots=True)
class Foreign:
    """A form (or, with GET, a query string) that names a row of somebody else in ``name``: nothing may happen."""

    name: str
    value: str
    status: int = 422


@dataclass(frozen=True, slots=True)
class Route:
    """One address.

    ``name`` is the view's, with namespaces; ``args`` and ``data`` may hold ``{ids}`` of the world's rows. A verb that
    is not given must be refused with 405, unless ``lax`` (Django's and allauth's own pages take any verb). ``foreign``
    are fields of the POST, ``foreign_get`` parameters of the GET, tried with rows of the stranger. ``looks`` are query
    strings under which the page looks different: the pseudo-locale test and the screenshots visit those too.
    """

    name: str
    args: tuple[str, ...] = ()
    get: Who | None = None
    post: Who | None = None
    put: Who | None = None
    patch: Who | None = None
    delete: Who | None = None
    data: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    """What is sent as JSON instead of a form; texts in it may hold ids."""
    foreign: tuple[Foreign, ...] = ()
    foreign_get: tuple[Foreign, ...] = ()
    looks: tuple[str, ...] = ()
    path: str = ""
    """For a pattern without a name: the address itself; ``name`` is then the pattern's route."""
    lax: bool = False
    csrf: bool = True
    """Whether POST wants a CSRF token; an API that only takes tokens does not."""

    def verbs(self) -> Iterator[tuple[str, Who]]:
        """Every verb that the route answers."""
        for verb in VERBS:
            who: Who | None = getattr(self, verb)
            if who is not None:
                yield verb, who


VERBS: Final = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class AdminModel:
    """A model in the admin: ``row`` names the world's row; what a superuser may do there besides looking."""

    row: str
    add: bool = True
    change: bool = True
    delete: bool = True

    def routes(self, label: str) -> Iterator[Route]:
        """The addresses that ``ModelAdmin`` has; ``label`` is ``app.model``."""
        app, model = label.split(".")
        name, row = f"admin:{app}_{model}", "{" + self.row + "}"
        allowed, forbidden = ADMIN.but(anonymous=SIGN_IN), ADMIN.but(anonymous=SIGN_IN, staff=403)
        yield Route(f"{name}_changelist", get=allowed, post=allowed if self.change else None, lax=True)
        yield Route(f"{name}_add", get=allowed if self.add else forbidden, lax=True)
        yield Route(f"{name}_change", (row,), get=allowed, lax=True)
        yield Route(f"{name}_history", (row,), get=allowed, lax=True)
        yield Route(f"{name}_delete", (row,), get=allowed if self.delete else forbidden, lax=True)
        yield Route(
            f"admin/{app}/{model}/<path:object_id>/",
            get=allowed.then(302),
            path=f"/admin/{app}/{model}/{row}/",
            lax=True,
        )
