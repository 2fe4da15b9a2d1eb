"""How static files get their hashed names, and what of our scripts browsers need not load."""

import re
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORT = r'(?P<matched>(?P<lead>\b(?:from|import)\s*\(?\s*)"(?P<url>\.{1,2}/[^"]+\.js)")'
_COMMENTS = re.compile(r"^[ \t]*(?://.*|/\*[\s\S]*?\*/[ \t]*)\n", re.MULTILINE)
"""Lines that hold nothing but a comment."""
_REMARKS = re.compile(r" // [^\"'`\n]*$", re.MULTILINE)
_INDENTS = re.compile(r"^[ \t]+", re.MULTILINE)


def slimmed(script: str) -> str:
    """One of our scripts without its comments and indentation, which are a quarter of what is sent.

    It goes by lines, so no text may run over several of them; a test looks.
    """
    return _INDENTS.sub("", _REMARKS.sub("", _COMMENTS.sub("", script)))


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's, with hashed names in the imports of our own ES modules, too, and with these slimmed.

    Otherwise a new ``app.js`` could meet an old ``toast.js`` that the browser still holds. Django can do that for all
    scripts, but then stumbles over one that an installed package ships without what it imports.
    """

    # Each pass settles the names of one more step of a chain of imports.
    max_post_process_passes = 10
    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", ((_IMPORT, '%(lead)s"%(url)s"'),)))

    def _save(self, name: str, content: Any) -> str:
        if name.startswith("js/") and name.endswith(".js"):
            script = b"".join(content.chunks()).decode()
            content = ContentFile(slimmed(script).encode(), name)
        saved: str = super()._save(name, content)
        return saved
