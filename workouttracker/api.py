"""The API: the routers of all apps, and what their errors are called."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError, ValidationErrorContext

from accounts.api import router as account
from calculator.api import router as calculator
from calculator.api import visitor_router as calculator_of_visitors
from calculator.api_gear import router as gear
from jobs.api import router as jobs
from jobs.services import JobStateError
from portability.api import routers as moved_data
from portability.hooks.addresses import AddressRefusedError
from portability.services.deliveries import NotDeliveredError
from portability.services.drafts import NotReadyError
from portability.services.files import FileTooLargeError
from portability.services.rollback import NotRolledBackError
from portability.services.schedules import ScheduleLimitError
from portability.services.webhooks import WebhookLimitError
from sessions_app.api import routers as log
from sessions_app.api import visitor_routers as log_of_visitors
from sessions_app.errors import InUseError, LimitError, NameTakenError, StaleError, UndoneError
from sharing.api import router as shares
from sharing.api import visitor_router as visits
from sharing.services import ShareError
from workouttracker.rest.problems import Fault, Problem, problem_response
from workouttracker.rest.words import words_of

VERSION = "1"
ROOT = "/api/v1"


class Api(NinjaAPI):
    """Ninja's, which also says what was sent where a value is wrong."""

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        """Ninja's complaints, each with the value."""
        said = [each for context in error_contexts for each in context.pydantic_validation_error.errors()]
        error = super().validation_error_from_error_contexts(error_contexts)
        for told, each in zip(error.errors, said, strict=True):
            told["input"] = (
                "" if isinstance(each["input"], dict | list) or each["input"] is None else str(each["input"])
            )
        return error


api = Api(
    title="WorkoutTracker",
    version=VERSION,
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
)
for each in (account, *log, calculator, gear, *moved_data, shares, jobs):
    api.add_router("", each)
for each in (visits, *log_of_visitors, calculator_of_visitors):
    api.add_router("/shared", each)

CODES: dict[type[Exception], str] = {
    Http404: "not_found",
    ObjectDoesNotExist: "not_found",
    PermissionDenied: "read_only",
    PermissionError: "read_only",
    LimitError: "limit",
    ShareError: "limit",
    ScheduleLimitError: "limit",
    WebhookLimitError: "limit",
    NotDeliveredError: "limit",
    NameTakenError: "name_taken",
    InUseError: "in_use",
    UndoneError: "not_now",
    NotReadyError: "not_now",
    NotRolledBackError: "not_now",
    JobStateError: "not_now",
    FileTooLargeError: "too_large",
}
"""What the services' errors are called here. Their text is for people, so it is told."""
SILENT = {"not_found", "read_only", "too_large"}
"""Codes whose exceptions say nothing to people."""


@api.exception_handler(Problem)
def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return problem_response(request, error)


@api.exception_handler(StaleError)
def _stale(request: HttpRequest, error: StaleError) -> HttpResponse:
    code = "precondition_failed" if "If-Match" in request.headers else "stale"
    return problem_response(request, Problem(code, str(error)))


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, _error: HttpError) -> HttpResponse:
    """Ninja's own: a body that is no JSON."""
    return problem_response(request, Problem("unreadable"))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem_response(request, Problem("invalid", faults=[_fault(each) for each in error.errors]))


@api.exception_handler(AddressRefusedError)
def _address(request: HttpRequest, error: AddressRefusedError) -> HttpResponse:
    return problem_response(request, Problem("invalid", faults=[Fault("body.url", "address", str(error))]))


@api.exception_handler(DjangoValidationError)
def _refused(request: HttpRequest, error: DjangoValidationError) -> HttpResponse:
    """A service's: by field where it says so."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    faults = [Fault(f"body.{name}".rstrip("."), "invalid", text) for name, texts in by_field.items() for text in texts]
    return problem_response(request, Problem("invalid", faults=faults))


@api.exception_handler(Exception)
def _broken(_request: HttpRequest, error: Exception) -> HttpResponse:
    raise error  # Django logs it and answers with handler500, a problem too


def _known(code: str) -> Any:
    def tell(request: HttpRequest, error: Exception) -> HttpResponse:
        return problem_response(request, Problem(code, "" if code in SILENT else str(error)))

    return tell


for _error, _code in CODES.items():
    api.add_exception_handler(_error, _known(_code))


def _fault(error: dict[str, Any]) -> Fault:
    """One of pydantic's complaints; the name of our own parameter for the whole body is no part of the path."""
    places = list(error["loc"])
    if places[:1] == ["body"]:
        del places[1:2]
    path_said = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in places).lstrip(".")
    return Fault(path_said, error["type"], words_of(error), str(error.get("input", ""))[:100])
