"""Every setting of the portal. Values come from the environment; wrong ones stop the start."""

from ipaddress import ip_network
from pathlib import Path
from urllib.parse import quote

import environ
import structlog
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from portal.beat import schedule
from portal.environment import mailer_at, read_files_into_environment, scanner, strong_secret
from portal.web.logged import without_keys

BASE_DIR = Path(__file__).resolve().parent.parent

read_files_into_environment()
env = environ.Env()

SUNDIAL_ENV = env.str("SUNDIAL_ENV", "development")
if SUNDIAL_ENV not in {"development", "test", "production"}:
    raise ImproperlyConfigured(
        f"SUNDIAL_ENV is {SUNDIAL_ENV!r}; it must be development, test or production."
    )
PRODUCTION = SUNDIAL_ENV == "production"
DEBUG = env.bool("DEBUG", False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured(
        "DEBUG shows code and settings to visitors: leave it off in production."
    )

SECRET_KEY = env.str("SECRET_KEY", "")
if SUNDIAL_ENV != "development" or SECRET_KEY:
    SECRET_KEY = strong_secret(SECRET_KEY)
else:
    SECRET_KEY = "development only: anyone who reads the source can sign sessions with this key"  # noqa: S105 - not a secret: it says so
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / ".data")))
SUNDIAL_DEMO = env.bool(
    "SUNDIAL_DEMO", False
)  # the demo world: no second factor asked of its staff
if PRODUCTION and SUNDIAL_DEMO:
    raise ImproperlyConfigured("SUNDIAL_DEMO switches second factors off: not in production.")

# Operators' read-only look at one vendor's rows, at /operator/.
OPERATOR_ADMIN = env.bool("OPERATOR_ADMIN", True)

ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"]
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts this portal answers to.")

INSTALLED_APPS = [
    "pghistory",  # it listens for models that are made, so it comes before them
    "pgtrigger",
    "portal",
    "portal.tenancy",
    "portal.audit",
    "portal.notify",
    "portal.web",
    "portal.people",
    "portal.auditing",
    "portal.feeds",
    "portal.admin",
    "contracts",
    "knowledgebase",
    "incidents",
    "availability",
    "sla",
    "credits",
    "reports",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_structlog",
    "rest_framework",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "portal.web.middleware.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.web.seen.SessionSeenMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "portal.web.middleware.PrivatePagesMiddleware",
    "portal.web.middleware.SecondFactorMiddleware",
    "portal.tenancy.middleware.VendorMiddleware",
    "portal.audit.middleware.OriginMiddleware",
]

ROOT_URLCONF = "portal.urls"
VENDOR_URLCONF = "portal.vendor_urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",  # asked for by the admin
                "django.contrib.messages.context_processors.messages",
                "portal.web.context.page",
            ],
            "builtins": ["portal.web.templatetags.sundial"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Several connections for the application's own, unprivileged role. Nothing here can migrate:
# migrations run with the owner's address in DATABASE_URL.
DATABASES = {
    "default": env.db_url(
        "DATABASE_URL",
        default=f"postgres://sundial_app@{quote(str(DATA_DIR / 'run'), safe='')}/sundial",
        engine="django.db.backends.postgresql",
    )
}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"].setdefault("application_name", "sundial")
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASE_APP_ROLE = env.str("DATABASE_APP_ROLE", "sundial_app")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
# Redis URLs name a socket as unix:///path; Celery's transport calls the same redis+socket.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900}  # longer than any task may run
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # however long it is away, workers come back to it
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
SWEEP_SECONDS = env.int("SWEEP_SECONDS", 15)
CELERY_BEAT_SCHEDULE = schedule(SWEEP_SECONDS)

# What either falls back on while Valkey is away: portal/web/steady_cache.py.
CACHES = {
    name: {
        "BACKEND": "portal.web.steady_cache.SteadyCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"meanwhile": meanwhile},
    }
    for name, meanwhile in {
        "default": "portal.web.table_cache.TableCache",  # limits on sign-in, codes that were used
        "pages": "django.core.cache.backends.locmem.LocMemCache",  # what saves work only
    }.items()
}

AUTH_USER_MODEL = "tenancy.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "portal.web.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts come from invitations, which prove the address
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Sundial"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = True

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.web.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    # The proxy in front terminates TLS and says so; it strips the header from outside.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]  # probes come from inside, without TLS
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 1 if PRODUCTION else 0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

MAILERS = {"default": mailer_at(env.str("EMAIL_URL", "consolemail://"), DATA_DIR / "mail")}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", "Sundial <portal@sundial.invalid>"
)
PORTAL_URL = env.str("PORTAL_URL", "http://127.0.0.1:8000")  # written into mail

# Mail in (docs/operations.md, Mail in): the domain of reply addresses and of `<vendor>@…`, or an
# address of a vendor's own; whose Authentication-Results are believed, and from which peers.
MAILIN_DOMAIN = env.str("MAILIN_DOMAIN", "")
MAILIN_ADDRESSES = env.dict("MAILIN_ADDRESSES", default={})  # lumeon=help@example.com,…
MAILIN_AUTHSERV_IDS = env.list("MAILIN_AUTHSERV_IDS", default=[])
MAILIN_TRUSTED = env.list("MAILIN_TRUSTED", default=["127.0.0.0/8", "::1/128"])
MAILIN_BOUNCES = env.bool("MAILIN_BOUNCES", True)  # return addresses are signed ones of that domain
MAILIN_IMAP = env.dict("MAILIN_IMAP", default={})  # lumeon=imaps://user:password@host/INBOX,…
# Mails that came in lie sealed by the first of these; the others open what was sealed before.
MAIL_ARCHIVE_KEYS = env.list("MAIL_ARCHIVE_KEYS", default=[])
ANYMAIL_WEBHOOK_SECRET = env.str("ANYMAIL_WEBHOOK_SECRET", "")  # user:password; empty: no webhook

# Networks that probes may ask although they are not public, such as 10.20.0.0/16.
PROBE_PRIVATE_ADDRESSES = [
    str(ip_network(one, strict=False)) for one in env.list("PROBE_PRIVATE_ADDRESSES", default=[])
]

LANGUAGE_CODE = "en-gb"
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

FILES_DIR = env.str("FILES_DIR", str(DATA_DIR / "files"))
FILES_QUOTA_MB = env.int("FILES_QUOTA_MB", 20_000)  # of each vendor; 0: as much as the disk holds
SCANNER = scanner(env.str("SCANNER", ""))  # clamd://host:3310, clamd:///a/socket, module:function

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = (
    DATA_DIR / "static" if PRODUCTION else None
)  # elsewhere files are found where they are
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {  # what is sent with messages: below no address, for this process alone
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": FILES_DIR,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "portal.web.api_tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["portal.web.api_tokens.TokenThrottle"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["portal.web.parsing.WholeTextParser"],
    "EXCEPTION_HANDLER": "portal.web.api.problem",
}

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.format_exc_info,
        without_keys,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(),
            "foreign_pre_chain": [
                structlog.contextvars.merge_contextvars,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.stdlib.add_logger_name,
                structlog.stdlib.add_log_level,
                without_keys,
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
}
DJANGO_STRUCTLOG_CELERY_ENABLED = True
# The name that RequestIdMiddleware gave, so that the page and the log say the same.
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True
