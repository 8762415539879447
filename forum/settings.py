"""All settings, read from the environment. Unsafe production settings stop the start.

| variable | means | default |
|---|---|---|
| DEBUG | development mode; never for the public | 0 (manage.py: 1 where nothing is configured) |
| SECRET_KEY or SECRET_KEY_FILE | signs sessions, cookies, links | needed unless DEBUG |
| SECRET_KEY_FALLBACKS | comma-separated secrets of before, while things made with them still hold | |
| ALLOWED_HOSTS | comma-separated host names | needed unless DEBUG |
| HTTPS | the site is reached by https | 1 unless DEBUG; 0 is refused for hosts beyond this machine |
| HSTS_SECONDS | how long browsers insist on https | a year |
| SITE_URL | where links in mails lead | https:// and the first host |
| DATABASE_URL(_FILE) | postgresql://… | embedded PostgreSQL in FORUM_DATA_DIR |
| FORUM_DATA_DIR | folder of the embedded database | .data |
| FORUM_SEARCH_ENGINE | path of a class that finds questions | qa.search.postgresql.PostgresEngine |
| MEDIA_DIR | folder of the pictures and files in posts | media in FORUM_DATA_DIR |
| CARD_DIR | folder of the pictures for previews of links (forum forgets the oldest) | cards in FORUM_DATA_DIR |
| MEDIA_STORAGE | where pictures and files go: disk, or database (for several web servers) | disk |
| EMAIL_HOST, EMAIL_PORT, EMAIL_USER, EMAIL_PASSWORD(_FILE), EMAIL_TLS | SMTP server | mail goes to the console |
| MAIL_PROVIDER, ANYMAIL_WEBHOOK_SECRET, other ANYMAIL_ names | a service that hands over mail (deploy/README.md) | none |
| DEFAULT_FROM_EMAIL | sender of all mail | no-reply@ the first host |
| POST_FILTERS | own rules for posts, as dotted paths of functions (docs/filters.md) | none |
| TIMED_FORMS | 0 takes forms however quickly they come back: for load tests, never for the public | 1 |
| DISPOSABLE_ADDRESS_CHECK | dotted path of a function (domain) -> bool: whether addresses there are thrown away | none |
| TRUSTED_PROXY_COUNT | proxies in front whose X-Forwarded-For counts | 0 |
| EVENT_LOG_DIR | folder into which the worker writes a file of the event log for each day | none |
| HOOKS_ALLOWED_NETWORKS | private networks that webhooks may lead to all the same, such as 10.1.2.0/24 | none |
| HOOKS_ALLOW_HTTP | 1 lets webhooks lead to http:// addresses: for trying things, never for the public | 0 |
| SIGN_IN_ALLOWED_NETWORKS | private networks in which a provider of sign-ins may be all the same | none |
| SIGN_IN_ALLOW_HTTP | 1 lets providers of sign-ins have http:// addresses: for trying things, never for the public | 0 |
| SIGN_ON_SECRET(_FILE) | signs links with which your own site signs people in (docs/sign-on.md) | none |
| SIGN_ON_URL | where on your site "Sign in" leads | the forum's own page |
| SIGN_ON_HIGHEST_LEVEL | approved, expert, editor, moderator or administrator: the most that your site may give | it gives none |
| SIGN_ON_SISTERS(_FILE) | JSON: forums that members of this one are known to (docs/sign-on.md) | none |
| SIGN_ON_HEADER, SIGN_ON_ADDRESS_HEADER | headers in which a proxy says who signed in there, and their address | none |
| SIGN_ON_LEVEL_HEADER | the header in which it says their level | none |
| SIGN_ON_HEADER_SECRET(_FILE) | what the proxy sends along in SIGN_ON_SECRET_HEADER (X-Sign-On-Secret) | needed then |
| SITE_LANGUAGE, SITE_TIME_ZONE | language code, zone | en, UTC |
"""

import os
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from forum.lib.env import read_bool, read_int, read_list, read_networks, read_place, read_secret, read_sisters

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Safety ---------------------------------------------------------------------------------------
DEBUG = read_bool("DEBUG", False)
SECRET_KEY = read_secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = read_list("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = read_list("ALLOWED_HOSTS")
HTTPS = read_bool("HTTPS", not DEBUG)
LOOPBACK_HOSTS = {"127.0.0.1", "localhost", "[::1]"}
DEVELOPMENT_KEY = "development-only-" + "0" * 48

if DEBUG:
    SECRET_KEY = SECRET_KEY or DEVELOPMENT_KEY
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]"]
else:
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or SECRET_KEY == DEVELOPMENT_KEY:
        raise ImproperlyConfigured(
            "SECRET_KEY (or SECRET_KEY_FILE) must hold at least 50 random characters. "
            "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(60))'"
        )
    if not ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts that this site answers to.")
    if {"*", "."} & set(ALLOWED_HOSTS):
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS must name hosts; '*' and '.' would let others poison links in mails."
        )
    if not HTTPS and set(ALLOWED_HOSTS) - LOOPBACK_HOSTS:
        raise ImproperlyConfigured("HTTPS=0 is for trying things on this machine; public hosts need https.")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = VISITOR_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = read_int("HSTS_SECONDS", 31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
TRUSTED_PROXY_COUNT = read_int("TRUSTED_PROXY_COUNT", 0)
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
VISITOR_COOKIE_NAME = "visitor"  # of somebody who wrote without an account (accounts.viewers)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 86_400
SESSION_ENGINE = "accounts.sessions"
CSRF_FAILURE_VIEW = "forum.views.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"  # a question's address says what someone is going through
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
TIMED_FORMS = read_bool("TIMED_FORMS", True)  # forum.defences
DISPOSABLE_ADDRESS_CHECK = read_secret("DISPOSABLE_ADDRESS_CHECK")  # accounts.disposable
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500  # the console sends all options at once
DATA_UPLOAD_MAX_NUMBER_FILES = 1  # each may take CAP_KILOBYTES of memory
FILE_UPLOAD_HANDLERS = ["forum.lib.uploads.CappedUploadHandler"]
# Names as in Django 6, so that its own middleware can take over.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}

# --- Parts ----------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "forum.apps.ForumConfig",
    "accounts.apps.AccountsConfig",
    "qa.apps.QaConfig",
    "qa.search.apps.SearchConfig",
    "qa.feeds.apps.FeedsConfig",
    "qa.news.apps.NewsConfig",
    "qa.talks.apps.TalksConfig",
    "qa.masks.apps.MasksConfig",
    "qa.professionals.apps.ProfessionalsConfig",
    "qa.hooks.apps.HooksConfig",
    "qa.mailings.apps.MailingsConfig",
    "qa.seo.apps.SeoConfig",
    "qa.api.apps.ApiConfig",
    "qa.sealed.apps.SealedConfig",
    "qa.care.apps.CareConfig",
    "qa.privacy.apps.PrivacyConfig",
    "qa.team.apps.TeamConfig",
    "whitenoise.runserver_nostatic",
    "forum.apps.ForumAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "forum.apps.ForumStaticFilesConfig",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.github",
    "crispy_forms",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "forum.middleware.SecurityHeaders",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "qa.api.middleware.ApiAnswers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "qa.views.engines.EnginesMiddleware",
    "forum.middleware.ErrorPages",
    "django.middleware.common.CommonMiddleware",
    "forum.csrf.SenderCheck",
    "accounts.middleware.MemberMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.ViewerMiddleware",
    "qa.news.middleware.NoticeMiddleware",
    "qa.care.middleware.DiscreetMiddleware",
    "qa.api.middleware.TokenMiddleware",
]
ROOT_URLCONF = "forum.urls"
WSGI_APPLICATION = "forum.wsgi.application"
ASGI_APPLICATION = "forum.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "forum.context.site",
                "qa.context.moderation",
                "qa.context.engines",
                "accounts.middleware.stand_in",
            ],
        },
    },
]
CRISPY_TEMPLATE_PACK = "forum"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("forum",)
CRISPY_FAIL_SILENTLY = False

# --- Database, cache ------------------------------------------------------------------------------
# What finds questions: a class as in qa.search.engine.SearchEngine.
FORUM_SEARCH_ENGINE = read_secret("FORUM_SEARCH_ENGINE") or "qa.search.postgresql.PostgresEngine"
DATA_DIR = Path(read_secret("FORUM_DATA_DIR") or BASE_DIR / ".data").resolve()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASE_URL = read_secret("DATABASE_URL")
if DATABASE_URL:
    if not DATABASE_URL.startswith(("postgresql://", "postgres://")):
        raise ImproperlyConfigured("DATABASE_URL must look like postgresql://user:password@host/name.")
    try:
        DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}.") from error
else:
    DATABASES = {
        "default": {"ENGINE": "forum.embedded", "NAME": "forum", "USER": "forum", "CONN_MAX_AGE": 60}
    }
# Shared by all workers, so that sign-in limits hold whichever worker answers.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "forum_cache",
        # With Django's own bound of 300 rows, a few hundred strangers would wash the limits away.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

# --- People ---------------------------------------------------------------------------------------
# W004: names are unique by their normalised key, not by the column itself. W003: forum.csrf.SenderCheck is that middleware.
SILENCED_SYSTEM_CHECKS = ["auth.W004", "security.W003"]
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    # Of members who were brought over from elsewhere: written anew when they first sign in.
    "accounts.hashers.PortableHasher",
    "accounts.hashers.BcryptHasher",
    "accounts.hashers.WordPressHasher",
]
PASSWORD_MIN_LENGTH = 8
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_MIN_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
# The address is optional: nobody should have to leave one to be helped. Membership is never revealed.
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USERNAME_MIN_LENGTH = 2
ACCOUNT_USERNAME_VALIDATORS = "accounts.validators.username_validators"
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignupForm",
    "login": "accounts.forms.LoginForm",
    "add_email": "accounts.forms.AddEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "request_login_code": "accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "accounts.forms.ConfirmLoginCodeForm",
}
# Codes by mail are on or off by a site option (accounts.gate closes the page).
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# New accounts and tries to sign in are counted by network in accounts.forms; to allauth is left what goes by account, and forms
# for signing up that are refused again and again.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/300s/key"}
ACCOUNT_MAX_EMAIL_ADDRESSES = 5  # each one added sends a mail to a place that did not ask for it
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

# Second steps. An address need not be confirmed for them: nobody needs one here at all.
MFA_ADAPTER = "accounts.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = (
    1  # clocks of telephones that are half a minute off; a code is good once all the same (accounts.factors)
)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # which only this very machine may do without
MFA_FORMS = {
    "authenticate": "accounts.factor_forms.AuthenticateForm",
    "reauthenticate": "accounts.factor_forms.ReauthenticateForm",
    "activate_totp": "accounts.factor_forms.ActivateTOTPForm",
    "deactivate_totp": "accounts.factor_forms.DeactivateTOTPForm",
    "generate_recovery_codes": "accounts.factor_forms.GenerateRecoveryCodesForm",
    "add_webauthn": "accounts.factor_forms.AddWebAuthnForm",
    "authenticate_webauthn": "accounts.factor_forms.AuthenticateWebAuthnForm",
    "login_webauthn": "accounts.factor_forms.LoginWebAuthnForm",
    "reauthenticate_webauthn": "accounts.factor_forms.ReauthenticateWebAuthnForm",
    "edit_webauthn": "accounts.factor_forms.EditWebAuthnForm",
}

# Signing in with an account of elsewhere; who may be asked stands in the database (the console's page for that).
SOCIALACCOUNT_ADAPTER = "accounts.elsewhere.ElsewhereAdapter"
SOCIALACCOUNT_FORMS = {
    "signup": "accounts.elsewhere_forms.SignupForm",
    "disconnect": "accounts.elsewhere_forms.DisconnectForm",
}
SOCIALACCOUNT_AUTO_SIGNUP = (
    False  # everybody chooses a name here, which need not be the one they have elsewhere
)
SOCIALACCOUNT_EMAIL_REQUIRED = False
SOCIALACCOUNT_QUERY_EMAIL = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True},
    "github": {"OAUTH_PKCE_ENABLED": True},
}
SIGN_IN_ALLOWED_NETWORKS = read_networks("SIGN_IN_ALLOWED_NETWORKS")
SIGN_IN_ALLOW_HTTP = read_bool("SIGN_IN_ALLOW_HTTP", False)
# One sign-on with the owner's own site (accounts.sign_on, docs/sign-on.md): a link it signs, and a header its proxy sets.
SIGN_ON_SECRET = read_secret("SIGN_ON_SECRET")
SIGN_ON_URL = read_place("SIGN_ON_URL")
SIGN_ON_LEVELS = ("approved", "expert", "editor", "moderator", "administrator")
SIGN_ON_HIGHEST_LEVEL = read_secret("SIGN_ON_HIGHEST_LEVEL").lower()
if SIGN_ON_HIGHEST_LEVEL and SIGN_ON_HIGHEST_LEVEL not in SIGN_ON_LEVELS:
    raise ImproperlyConfigured(f"SIGN_ON_HIGHEST_LEVEL must be one of {', '.join(SIGN_ON_LEVELS)}.")
SIGN_ON_SISTERS = read_sisters("SIGN_ON_SISTERS")
SIGN_ON_HEADER = read_secret("SIGN_ON_HEADER")
SIGN_ON_ADDRESS_HEADER = read_secret("SIGN_ON_ADDRESS_HEADER")
SIGN_ON_LEVEL_HEADER = read_secret("SIGN_ON_LEVEL_HEADER")
SIGN_ON_SECRET_HEADER = read_secret("SIGN_ON_SECRET_HEADER") or "X-Sign-On-Secret"
SIGN_ON_HEADER_SECRET = read_secret("SIGN_ON_HEADER_SECRET")
for name, secret in (("SIGN_ON_SECRET", SIGN_ON_SECRET), ("SIGN_ON_HEADER_SECRET", SIGN_ON_HEADER_SECRET)):
    if secret and len(secret) < 32:
        raise ImproperlyConfigured(f"{name} must hold at least 32 characters.")
if SIGN_ON_HEADER and not SIGN_ON_HEADER_SECRET:
    raise ImproperlyConfigured(
        "SIGN_ON_HEADER needs SIGN_ON_HEADER_SECRET: without it, anybody could say who they are."
    )

# --- Mail -----------------------------------------------------------------------------------------
EMAIL_HOST = read_secret("EMAIL_HOST")
EMAIL_PORT = read_int("EMAIL_PORT", 587)
EMAIL_HOST_USER = read_secret("EMAIL_USER")
EMAIL_HOST_PASSWORD = read_secret("EMAIL_PASSWORD")
EMAIL_USE_TLS = read_bool("EMAIL_TLS", True)
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
MAIL_PROVIDER = read_secret("MAIL_PROVIDER")
ANYMAIL_NAMES = {name.removesuffix("_FILE") for name in os.environ if name.startswith("ANYMAIL_")}
ANYMAIL = {name.removeprefix("ANYMAIL_"): read_secret(name) for name in ANYMAIL_NAMES}
if MAIL_PROVIDER and ":" not in ANYMAIL.get("WEBHOOK_SECRET", ""):
    raise ImproperlyConfigured(
        "MAIL_PROVIDER needs ANYMAIL_WEBHOOK_SECRET, name:secret, which the service shows."
    )
SITE_URL = read_secret("SITE_URL") or (
    f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0].lstrip('.')}" + (":8000" if DEBUG else "")
)
DEFAULT_FROM_EMAIL = read_secret("DEFAULT_FROM_EMAIL") or f"no-reply@{ALLOWED_HOSTS[0].lstrip('.')}"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Language, time: one language a site, chosen by its owner -------------------------------------
LANGUAGE_CODE = read_secret("SITE_LANGUAGE") or "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = read_secret("SITE_TIME_ZONE") or "UTC"
USE_I18N = USE_TZ = True

# --- Static files ---------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "forum.storage.MediaStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "forum.lib.static.HashedStaticFiles"
    },
}

# --- Pictures in posts: never served from here as files, but by qa.views.images, which asks who may see them ----
MEDIA_ROOT = Path(read_secret("MEDIA_DIR") or DATA_DIR / "media").resolve()
MEDIA_STORAGE = read_secret("MEDIA_STORAGE") or "disk"
if MEDIA_STORAGE not in ("disk", "database"):
    raise ImproperlyConfigured("MEDIA_STORAGE must be disk or database.")

# Pictures that previews of links show (qa.seo): drawn when asked for, kept here. Losing them costs the drawing.
CARD_DIR = Path(read_secret("CARD_DIR") or DATA_DIR / "cards").resolve()

# --- Filters of posts, added by whoever runs the site ---------------------------------------------
POST_FILTERS = read_list("POST_FILTERS")

# --- Events and webhooks (qa.hooks). Set here and not in the console: they open what protects the machine itself ----
EVENT_LOG_DIR = read_secret("EVENT_LOG_DIR")
HOOKS_ALLOWED_NETWORKS = read_networks("HOOKS_ALLOWED_NETWORKS")
HOOKS_ALLOW_HTTP = read_bool("HOOKS_ALLOW_HTTP", False)

# --- Logs -----------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django_tasks": {"level": "WARNING"},  # else a line for every task
    },
}
