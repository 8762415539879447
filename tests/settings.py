"""Settings of the test run: the real ones, with a quick password hasher and mail kept in memory."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("DEBUG", "1")
os.environ["HTTPS"] = "0"
os.environ["TIMED_FORMS"] = "0"

from forum.settings import *  # noqa: F403

DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
MEDIA_STORAGE = "disk"
MEDIA_ROOT = tempfile.mkdtemp(prefix="forum-test-media-")
atexit.register(shutil.rmtree, MEDIA_ROOT, ignore_errors=True)
CARD_DIR = Path(tempfile.mkdtemp(prefix="forum-test-cards-"))  # noqa: F405
atexit.register(shutil.rmtree, CARD_DIR, ignore_errors=True)
STATIC_ROOT = STATICFILES_DIRS[0]  # noqa: F405 - nothing is collected for tests
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True  # also files that libraries bring
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "forum.storage.MediaStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if DATABASES["default"]["ENGINE"] == "forum.embedded":  # noqa: F405
    # Test rows may be lost with the power: twice as quick without waiting for the disk.
    DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off"}  # noqa: F405
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
