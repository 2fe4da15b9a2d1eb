"""Videos elsewhere: nothing is loaded from there before somebody asks for it, and then only from that one host."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Embed:
    """The player of a video: its address, and the host that the page's policy then allows in a frame."""

    url: str
    host: str


def embed_of(url: str) -> Embed | None:
    """The player that does without cookies, for hosts that have one; the others open in a tab of their own."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if host in {"youtube.com", "youtu.be", "youtube-nocookie.com"}:
        key = parse_qs(parts.query).get("v", [parts.path.rpartition("/")[2]])[0]
        player = "https://www.youtube-nocookie.com"
        return Embed(f"{player}/embed/{key}?autoplay=1", player) if re.fullmatch(r"[\w-]{6,20}", key) else None
    if host in {"vimeo.com", "player.vimeo.com"}:
        key, player = parts.path.rpartition("/")[2], "https://player.vimeo.com"
        return Embed(f"{player}/video/{key}?dnt=1&autoplay=1", player) if key.isdecimal() else None
    return None
