"""Moved data over HTTP as JSON: imports, exports, deletion."""

from portability.api import clean_up, deletion, exports, imports, schedules, webhooks

routers = [module.routes.own for module in (imports, exports, schedules, webhooks, clean_up, deletion)]

__all__ = ["routers"]
