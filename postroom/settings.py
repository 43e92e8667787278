"""Django settings; all that an operator may set comes from environment.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from postroom import environment
from postroom.database import Embedded
from postroom.errors import BadConfiguration
from postroom.seal import key_ring

ENVIRONMENT = environment.read()
BASE = Path(__file__).parent
URL_SHAPE = (
    "DATABASE_URL must look like postgres://user:password@host:5432/name "
    "(in the password, # / ? @ and % are written %23 %2F %3F %40 %25)."
)


def database_options(env: environment.Environment) -> dict[str, Any]:
    """Django's DATABASES entry: the server of DATABASE_URL, or the embedded one of the data folder."""
    if env.database_url:
        return from_url(env.database_url)
    server = Embedded.place(env.data)
    return {
        "HOST": str(server.socket_folder),
        "PORT": server.port,
        "NAME": server.database,
        "USER": server.user,
    }


def from_url(url: str) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        port = parts.port or 5432
    except ValueError:
        raise BadConfiguration(URL_SHAPE) from None
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise BadConfiguration(URL_SHAPE)
    return {
        "HOST": unquote(parts.hostname or ""),
        "PORT": port,
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def with_pool(options: dict[str, Any], size: int) -> dict[str, Any]:
    """Connections are shared by threads and checked before use, so a restarted server is met by none."""
    pool = {
        "min_size": 0,
        "max_size": size,
        "timeout": 10,
        "max_idle": 15,
        "reconnect_timeout": 8,  # its pauses double: a long outage must not be followed by a long pause
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        **options,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        # Bound on the server, mail goes as bytes and not as hexadecimal text that PostgreSQL has to parse.
        "OPTIONS": {
            **options.get("OPTIONS", {}),
            "pool": pool,
            "server_side_binding": True,
            "prepare_threshold": 3,
        },
    }


DATABASES = {"default": with_pool(database_options(ENVIRONMENT), ENVIRONMENT.concurrency + 2)}


def signing_keys(env: environment.Environment) -> list[str]:
    """Session keys derived from the ring. Without a ring nothing that signs can run, but `--help` can."""
    try:
        return [key.hex() for key in key_ring(env).derive("django")]
    except BadConfiguration:
        return [""]


SECRET_KEY, *SECRET_KEY_FALLBACKS = signing_keys(ENVIRONMENT)
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = [*ENVIRONMENT.hosts, *filter(None, [urlsplit(ENVIRONMENT.public_url).hostname])]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "postroom",
]
MIDDLEWARE = [
    "postroom.web.headers.strict",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "postroom.urls"
WSGI_APPLICATION = "postroom.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "web" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE / "web" / "static"]
WHITENOISE_USE_FINDERS = True
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "inbound-messages"
LOGOUT_REDIRECT_URL = "sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.https
if ENVIRONMENT.https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""  # only the worker needs the tasks, and imports them

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "postroom": {"level": "INFO"},
        "procrastinate": {"level": "WARNING"},
        # Anybody can send a Host header that is not ours; a traceback for each would fill the log.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
