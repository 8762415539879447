"""Static files with their content hash in the name, module imports included; the site's style sheets as one file."""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# What every page needs before its first paint, in this order.
STYLES = (
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/forms.css",
    "css/parts.css",
    "css/posts.css",
)
BUNDLE = "css/site.css"
QUOTED = re.compile(r"(\"[^\"]*\"|'[^']*'|url\([^)]*\))")


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Rewrites `import … from` in our small modules too, so every file may be cached for ever.

    The style sheets of STYLES are also written one after the other into BUNDLE: one request in place of six, and a third
    fewer bytes before the first paint.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run and all(name in paths for name in STYLES):
            sheets = []
            for name in STYLES:
                storage, path = paths[name]
                with storage.open(path) as sheet:
                    sheets.append(sheet.read().decode())
            self.delete(BUNDLE)
            self.save(BUNDLE, ContentFile(squeeze("\n".join(sheets)).encode()))
            paths[BUNDLE] = (self, BUNDLE)
        yield from super().post_process(paths, dry_run, **options)


def squeeze(css: str) -> str:
    """Return a style sheet without comments and the white space that means nothing; what is quoted stays as it is."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    parts = QUOTED.split(css)
    for number in range(0, len(parts), 2):
        part = re.sub(r"\s+", " ", parts[number])
        parts[number] = re.sub(r" ?([{};,]) ?", r"\1", part).replace(";}", "}")
    return "".join(parts).strip()


def list_styles() -> tuple[str, ...]:
    """Return the addresses of the style sheets for every page: in development as they are written, else the one file."""
    names = STYLES if settings.DEBUG or not isinstance(staticfiles_storage, HashedStaticFiles) else (BUNDLE,)
    return tuple(staticfiles_storage.url(name) for name in names)
