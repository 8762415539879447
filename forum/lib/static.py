"""Static files with their content hash in the name, module imports included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Rewrites `import … from` in our small modules too, so every file may be cached for ever."""

    support_js_module_import_aggregation = True
