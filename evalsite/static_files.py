from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed names also inside ES modules, so that a page's modules can be cached for ever."""

    support_js_module_import_aggregation = True
