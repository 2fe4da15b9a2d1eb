"""Moved data over HTTP as JSON: imports, exports, deletion."""

from portability.api import deletion, exports, imports, schedules

routers = [module.routes.own for module in (imports, exports, schedules, deletion)]

__all__ = ["routers"]
