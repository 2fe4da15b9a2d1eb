"""How a receiver knows who sent it: the example of the documentation, in full. A test runs it on what we send."""

import hashlib
import hmac
import time


def is_from_workouttracker(secret: str, signature: str, body: bytes, max_age: int = 300) -> bool:
    """signature: the header WorkoutTracker-Signature. body: what was sent, byte for byte, before any parsing."""
    said = dict(part.partition("=")[::2] for part in signature.split(","))
    stamp = said.get("t", "")
    signed = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    is_fresh = stamp.isdecimal() and abs(time.time() - int(stamp)) <= max_age
    return hmac.compare_digest(signed, said.get("v1", "")) and is_fresh
