"""Settings: every value comes from the environment, or from var/portal.env that `make run` writes."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, NONE, SELF

from accounts import logs
from accounts.programs import document

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
environ.Env.read_env(env("PORTAL_ENV", default=str(VAR_DIR / "portal.env")))

DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
SECRET_KEY = env("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BEHIND_TLS = env.bool("BEHIND_TLS", False)

# Keys of personal data: key id to 32 bytes in base64; the first one encrypts. Kept outside the database.
DATA_KEYS = env.dict("DATA_KEYS")
BLIND_INDEX_KEY = env("BLIND_INDEX_KEY")
# Which algorithms make new ciphertexts, seals and signatures: "international", or "national" for SM2, SM3 and SM4.
CRYPTO_SUITE = env("CRYPTO_SUITE", default="international")
# The key that seals what we file for customers, in base64, from `manage.py seal_key`. Without it nothing is sealed.
SEAL_KEY = env("SEAL_KEY", default="")

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_filters",
    "django_fsm",
    "django_htmx",
    "csp",
    "js_lib_bootstrap5",
    "js_lib_leaflet",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "connectors",
    "accounts",
    "notifications",
    "deadlines",
    "gridhealth",
    "customers",
    "outages",
    "approvals",
    "applications",
    "portal",
]

MIDDLEWARE = [
    "accounts.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads by chance, and the form token is masked anew each time
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SessionMiddleware",
    "accounts.programs.changes.SaysWhatGoes",
    "accounts.programs.limits.SaysHowManyAreLeft",
    "portal.errors.RefusalMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "notifications.views.unread",
                "portal.home.county",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "options": "-c statement_timeout=30000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000"
        },
    }
}
WEB_DATABASE_URL = env("WEB_DATABASE_URL", default="")  # who the web is there: see `manage.py grant_web`
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL")
QUEUE_URL = env("QUEUE_URL", default=REDIS_URL)  # not BROKER_URL: the celery command would take that for its own
# What is only remembered keeps nobody waiting: a cache that is silent is one that is away.
IMPATIENT = {"socket_timeout": 0.3, "socket_connect_timeout": 0.3}
REDIS_CACHE = "django.core.cache.backends.redis.RedisCache"
CACHES = {"default": {"BACKEND": REDIS_CACHE, "LOCATION": REDIS_URL, "OPTIONS": IMPATIENT}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["accounts.hashers.ModerateArgon2Hasher"]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
CUSTOMER_HOME_URL = "/applications/"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
MFA_ADAPTER = "accounts.signin.totp.SealedMfaAdapter"

# One-time codes: at most (count, in so many seconds) to one number, from one connection, and altogether.
CODE_LIMITS = {
    "phone": [(1, 60), (5, 3_600), (10, 86_400)],
    "ip": [(env.int("CODES_PER_IP_AN_HOUR", 1_000 if DEMO else 20), 3_600)],
    "all": [(env.int("CODES_A_MINUTE", 300), 60)],
}
# How many of our own proxies stand before us, each adding to X-Forwarded-For.
TRUSTED_PROXY_HOPS = env.int("TRUSTED_PROXY_HOPS", 0)

SESSION_ENGINE = "accounts.sessions"
STAFF_SESSION = {
    "idle": timedelta(minutes=env.int("STAFF_IDLE_MINUTES", 15)),
    "absolute": timedelta(hours=env.int("STAFF_HOURS", 8)),
}
CUSTOMER_SESSION = {
    "idle": timedelta(minutes=env.int("CUSTOMER_IDLE_MINUTES", 30)),
    "absolute": timedelta(hours=env.int("CUSTOMER_HOURS", 12)),
}
SESSION_COOKIE_AGE = int(max(STAFF_SESSION["absolute"], CUSTOMER_SESSION["absolute"]).total_seconds())

LOGGING = logs.settings(env("LOG_LEVEL", default="INFO"))

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR_DIR / "media")))
# Where the public pages are published as files: shared by whoever renders them, serves them, and by nginx.
PUBLISHED_ROOT = Path(env("PUBLISHED_ROOT", default=str(VAR_DIR / "published")))
# The heads of all chains of events, a file a day. Copy it where the database's administrators cannot write.
HEADS_ROOT = Path(env("HEADS_ROOT", default=str(VAR_DIR / "heads")))
# The address people use, for what must name its own place: feeds, warnings, calendars.
PUBLIC_URL = env("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
# A virus scanner for what customers hand in: the unix socket of clamd. Without one nothing is scanned.
CLAMD_SOCKET = env("CLAMD_SOCKET", default="")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "object-src": [NONE],
    }
}
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
    ("__Host-sessionid", "__Host-csrftoken") if BEHIND_TLS else ("sessionid", "csrftoken")
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)"]  # probes come from inside, without TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None

REST_FRAMEWORK = {
    "EXCEPTION_HANDLER": "portal.errors.exception_handler",
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.BearerTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_SCHEMA_CLASS": "accounts.programs.schema.Described",
    "DEFAULT_PARSER_CLASSES": [
        "accounts.programs.body.PlainJSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_THROTTLE_CLASSES": ["accounts.programs.limits.MinuteLimit"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = document.SETTINGS

# Outside systems: where each is, which hosts it may be on, the key that signs both directions.
# The demo has simulators and known keys; anywhere else a system without address and key is simply not called.
SIMULATOR_URL = env("SIMULATOR_URL", default="http://127.0.0.1:8900")


def _connector(system: str) -> dict[str, Any]:
    url = env(f"{system.upper()}_URL", default=f"{SIMULATOR_URL}/{system}" if DEMO else "")
    return {
        "base_url": url,
        "hosts": env.list(f"{system.upper()}_HOSTS", default=[urlsplit(url).hostname] if DEMO else []),
        "secret": env(f"{system.upper()}_SECRET", default=f"demo-key-of-{system}" if DEMO else ""),
        "suite": env(f"{system.upper()}_SUITE", default=CRYPTO_SUITE),
    }


SYSTEMS = ("app", "construction", "elicence", "hotline", "identity", "investment", "marketing", "sms", "wechat")
CONNECTORS = {system: _connector(system) for system in SYSTEMS}
# WeChat's official account: its secret is the AppSecret. What comes in is sealed with the EncodingAESKey.
WECHAT_BASE = CONNECTORS["wechat"]["base_url"]
CONNECTORS["wechat"] |= {
    "is_signed": False,
    "app_id": env("WECHAT_APP_ID", default="wx-demo-account" if DEMO else ""),
    "token": env("WECHAT_TOKEN", default="demo-token" if DEMO else ""),
    "aes_key": env("WECHAT_AES_KEY", default="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG" if DEMO else ""),
    "authorize_url": env(
        "WECHAT_AUTHORIZE_URL",
        default=f"{WECHAT_BASE if DEMO else 'https://open.weixin.qq.com'}/connect/oauth2/authorize",
    ),
    # Under which numbers the platform approved our three texts: notice=...,once=...,lasting=...
    "templates": env.dict("WECHAT_TEMPLATES", default={n: f"tpl-{n}" for n in ("notice", "once", "lasting")}),
}
# The province's unified identity (OpenID Connect): its address is the issuer, its secret the client's.
CONNECTORS["identity"] |= {
    "is_signed": False,
    "client_id": env("IDENTITY_CLIENT_ID", default="xinxian-power-portal" if DEMO else ""),
}
# The further doors for customers, beside number and code: each module knows how to send them there and back.
DOORS = {"wechat": "connectors.wechat.signin", "province": "connectors.identity.signin"}

# To which hosts programs may have news pushed: names, .suffixes, or * for every public one. Never inside.
WEBHOOK_HOSTS = env.list("WEBHOOK_HOSTS", default=["127.0.0.1"] if DEMO else [])

# The broker that terminals in the network report to, for example mqtts://portal:secret@broker.example:8883.
MQTT_URL = env("MQTT_URL", default="")

# The county that runs this portal. Any county may.
COUNTY = {
    "code": env("COUNTY_CODE", default="411523"),
    "name_zh": env("COUNTY_NAME_ZH", default="新县"),
    "name_en": env("COUNTY_NAME_EN", default="Xin County"),
    "prefix": env("COUNTY_PREFIX", default="XC"),
}

# The sender name registered for our SMS.
SMS_SIGNATURE = env("SMS_SIGNATURE", default=f"{COUNTY['name_zh']}供电")
# Whoever wants to choose an account manager has so long; then the least loaded one of the area is named.
MANAGER_CHOICE_HOURS = env.int("MANAGER_CHOICE_HOURS", 24)
