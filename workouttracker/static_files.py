"""How static files get their hashed names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORT = r'(?P<matched>(?P<lead>\b(?:from|import)\s*\(?\s*)"(?P<url>\.{1,2}/[^"]+\.js)")'


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's, with hashed names in the imports of our own ES modules, too.

    Otherwise a new ``app.js`` could meet an old ``toast.js`` that the browser still holds. Django can do that for all
    scripts, but then stumbles over one that an installed package ships without what it imports.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", ((_IMPORT, '%(lead)s"%(url)s"'),)))
