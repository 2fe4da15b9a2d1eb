"""What looks like a secret is hidden, in lines of the log and in stack traces that are kept."""

import re

_HIDDEN = "[hidden]"
_SCRUBBING: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?i)\b(authorization|(?:set-)?cookie)\b['\"]?\s*[:=].*"), rf"\1={_HIDDEN}"),
    (
        re.compile(
            r"(?i)([\w-]*(?:passwor[dt]|passwd|secret|token|api[_-]?key|session_?id|csrf)[\w-]*)['\"]?\s*[:=]\s*"
            r"(?:'[^']*'|\"[^\"]*\"|[^\s'\",;&]+)"
        ),
        rf"\1={_HIDDEN}",
    ),
    (re.compile(r"(?i)\bbearer\s+\S+"), f"Bearer {_HIDDEN}"),
    (re.compile(r"://[^\s/@]+@"), f"://{_HIDDEN}@"),
    (re.compile(r"(https?://[^\s/'\"<>]+)/[^\s'\"<>]+"), rf"\1/{_HIDDEN}"),
    (re.compile(r"(?<!\w)/(?:s|shared|accounts|feedback|ws)/[^\s'\"<>]+"), f"/{_HIDDEN}"),
    (re.compile(r"\?[^\s'\"<>]*=[^\s'\"<>]*"), f"?{_HIDDEN}"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), _HIDDEN),
    (re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{40,}\b"), _HIDDEN),
)


def scrub(text: str) -> str:
    """``text`` with everything hidden that looks like a secret, an e-mail address or an address with one in it."""
    for pattern, replacement in _SCRUBBING:
        text = pattern.sub(replacement, text)
    return text
