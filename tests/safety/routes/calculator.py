"""The calculator: plain tools for everybody, results and gear for athletes."""

from accounts.models import User
from tests.safety.route import ATHLETES, EVERYBODY, Foreign, Route

ESTIMATE = {"weight": "100", "reps": "5"}
GEAR = {"unit": "kg", "bars": "20", "form-TOTAL_FORMS": "12", "form-INITIAL_FORMS": "0", "form-0-weight": "25"}

ROUTES = [
    Route(
        "calculator",
        get=EVERYBODY,
        looks=("?weight=100&reps=1", "?weight=80&reps=15&unit=lb", "?weight=1e9&reps=0"),
    ),
    Route("plates", get=EVERYBODY, looks=("?weight=101", "?weight=15", "?weight=nonsense", "?weight=225&unit=lb")),
    Route("warm-up", get=EVERYBODY, looks=("?weight=180&scheme=long", "?weight=20", "?weight=", "?unit=lb")),
    Route("calculator-analysis", get=ATHLETES, looks=("?days=30&sort=name", "?days=120&sort=-trend&page=9")),
    Route(
        "calculator-save",
        post=ATHLETES.then(302),
        data=ESTIMATE,
        foreign=(Foreign("exercise", "{their_own_exercise}"),),
    ),
    Route("warm-ups", get=ATHLETES, post=ATHLETES.then(302), data={"schemes": "Push of Olga Owner: 0×10, 50×5"}),
    Route("gear", get=ATHLETES, post=ATHLETES.then(302), data=GEAR, looks=("?unit=lb",)),
]

ADMIN: dict[str, object] = {}


def rows(user: User) -> dict[str, object]:
    """Nothing of the calculator's stands in an address."""
    return {}
