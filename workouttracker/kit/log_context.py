"""What every log line says of its request or job; set by middleware and workers, read by ``workouttracker.logging``."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
user_id: ContextVar[str] = ContextVar("user_id", default="")
job_id: ContextVar[str] = ContextVar("job_id", default="")
