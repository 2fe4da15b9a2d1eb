"""Which version of an athlete's data is the present one: what cache keys are made of."""

from sessions_app.models import DataVersion
from sharing.scope import Scope

Area = DataVersion.Area


def data_versions(scope: Scope) -> dict[str, str]:
    """The token of each area, the owner's and the shared catalogue's, in one query; "" before the first write."""
    rows = DataVersion.objects.visible_to(scope).values_list("area", "token")
    return dict.fromkeys(Area.values, "") | {area: token.hex for area, token in rows}
