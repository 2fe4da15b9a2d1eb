"""The account: who one is and how numbers are meant; preferences."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from pydantic import ConfigDict, Field

from accounts.models import MAX_REST_SECONDS, NAME_LENGTH, User
from accounts.services import preferences_update
from workouttracker.kit.json_fields import NO_NUL, Shown, number
from workouttracker.kit.text import mark
from workouttracker.kit.units import Unit
from workouttracker.rest.answers import Given, Told, answer
from workouttracker.rest.routes import Routes

routes = Routes(mark("Account"))
Step = Annotated[Decimal, Field(gt=0, le=50, decimal_places=2), *number(2, Decimal(50))[1:]]


class TokenTold(Told):
    """The access token of this request."""

    id: UUID
    name: str
    access: Literal["read", "write"]
    expires_at: datetime


class AccountTold(Told):
    """Whose account it is. Weights of the API are always kilograms; ``unit`` is what the athlete reads them in."""

    name: str
    email: str
    joined_at: datetime
    language: str
    unit: Unit
    time_zone: str
    theme: str
    first_weekday: int
    default_rest_seconds: int
    weight_step: Shown | None
    count_body_weight: bool
    token: TokenTold | None


class PreferencesChange(Given):
    """What is to be another way."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"unit": "lb", "time_zone": "Europe/Berlin"}]})

    name: Annotated[str, Field(max_length=NAME_LENGTH, pattern=NO_NUL)] | None = None
    language: Literal["en", "de"] | None = None
    unit: Unit | None = None
    time_zone: Annotated[str, Field(max_length=64, pattern=NO_NUL)] | None = None
    theme: Literal["auto", "light", "dark"] | None = None
    first_weekday: Literal[0, 5, 6] | None = None
    default_rest_seconds: Annotated[int, Field(ge=0, le=MAX_REST_SECONDS)] | None = None
    weight_step: Step | None = None
    count_body_weight: bool | None = None


@routes.get("/account", AccountTold, mark("Read who you are, and your preferences"))
def account_read(request: HttpRequest) -> HttpResponse:
    return answer(_told(request))


@routes.patch("/account", AccountTold, mark("Change your preferences"))
def account_change(request: HttpRequest, given: PreferencesChange) -> HttpResponse:
    user = request.user
    if not isinstance(user, User):
        raise TypeError("the gate let nobody in")
    said: dict[str, Any] = {name: getattr(given, name) for name in given.model_fields_set}
    preferences_update(
        user=user, **{name: value for name, value in said.items() if value is not None or name == "weight_step"}
    )
    return answer(_told(request))


def _told(request: HttpRequest) -> AccountTold:
    user, token = request.user, getattr(request, "access_token", None)
    if not isinstance(user, User):
        raise TypeError("the gate let nobody in")
    return AccountTold(
        name=user.name,
        email=user.email,
        joined_at=user.date_joined,
        language=user.language,
        unit=Unit(user.unit),
        time_zone=user.time_zone,
        theme=user.theme,
        first_weekday=user.first_weekday,
        default_rest_seconds=user.default_rest_seconds,
        weight_step=user.weight_step,
        count_body_weight=user.count_body_weight,
        token=None
        if token is None
        else TokenTold(id=token.pk, name=token.name, access=token.access, expires_at=token.expires_at),
    )


router = routes.own
