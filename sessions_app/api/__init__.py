"""The log over HTTP as JSON: what pages can do, by the same services and querysets."""

from sessions_app.api import body, catalogue, goals, reports, routines, sessions, sets, undo

routers = [module.routes.own for module in (sessions, sets, catalogue, routines, body, goals, reports, undo)]
visitor_routers = [module.routes.shared for module in (sessions, sets, catalogue, reports)]

__all__ = ["routers", "visitor_routers"]
