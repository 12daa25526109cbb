"""What Django is told, made from an instance's settings. The only place that knows Django's option names."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import django
from django.apps import apps
from django.conf import settings

from garant.config import Settings

WEB = Path(__file__).resolve().parent.parent / "web"
SQLITE_START = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"  # B4: intents and evidence survive a power cut
    "PRAGMA secure_delete=ON;"  # C5: a destroyed key is overwritten, not only forgotten
    "PRAGMA foreign_keys=ON;"
)


_TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(WEB / "templates")],
        "APP_DIRS": False,
        "OPTIONS": {"builtins": ["django.templatetags.i18n", "garant.web.tags"]},
    }
]

_SIGN_IN = {
    "PASSWORD_HASHERS": [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ],
    "AUTH_PASSWORD_VALIDATORS": [
        {"NAME": "garant.ledger.passwords.LengthValidator"},
        {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    ],
    "AUTHENTICATION_BACKENDS": [
        "axes.backends.AxesStandaloneBackend",
        "django.contrib.auth.backends.ModelBackend",
    ],
    "AXES_FAILURE_LIMIT": 5,
    "AXES_COOLOFF_TIME": timedelta(minutes=15),
    "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
    "AXES_USERNAME_FORM_FIELD": "username",  # the sign-in's field: else it looks for "email", and locks nobody's name
    "AXES_LOCKOUT_CALLABLE": "garant.web.errors.locked",
    "AXES_RESET_ON_SUCCESS": True,
    "AXES_ENABLE_ADMIN": False,
    "AXES_VERBOSE": False,
    "AXES_DISABLE_ACCESS_LOG": True,  # the event staff.signed-in says it, with its own end (A7)
    "LOGIN_URL": "/office/sign-in",
    "LOGIN_REDIRECT_URL": "/office/",
    "PASSWORD_RESET_TIMEOUT": 3600,
    "SESSION_ENGINE": "django.contrib.sessions.backends.db",
    "SESSION_COOKIE_AGE": 12 * 3600,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "CSRF_COOKIE_HTTPONLY": True,
    "CSRF_COOKIE_SAMESITE": "Lax",
    "X_FRAME_OPTIONS": "DENY",
    "SECURE_CONTENT_TYPE_NOSNIFF": True,
    "SECURE_REFERRER_POLICY": "same-origin",  # A2: a link's secret is not handed on
}

_LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": "garant.ledger.logs.Discreet"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "ERROR", "propagate": True},
        "django.request": {"level": "ERROR", "propagate": True},
        "django.security": {"level": "ERROR", "propagate": True},
        "axes": {"level": "CRITICAL", "propagate": True},
    },
}
"""Warnings and errors to standard error, without paths, values or messages of others (see `logs`)."""

FIXED: dict[str, Any] = {
    "DEBUG": False,
    "INSTALLED_APPS": [
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.sessions",
        "axes",
        "garant.ledger.apps.Ledger",
    ],
    "MIDDLEWARE": [
        "django.middleware.security.SecurityMiddleware",
        "garant.web.middleware.security_headers",
        "garant.web.middleware.language",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "garant.web.middleware.Refusals",
        "axes.middleware.AxesMiddleware",
    ],
    "APPEND_SLASH": False,
    "CSRF_FAILURE_VIEW": "garant.web.errors.forged",
    "ROOT_URLCONF": "garant.web.urls",
    "WSGI_APPLICATION": "garant.web.wsgi.application",
    "TEMPLATES": _TEMPLATES,
    "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
    "AUTH_USER_MODEL": "ledger.StaffRow",
    "LANGUAGES": [("fr", "Français"), ("en", "English")],
    "LANGUAGE_COOKIE_NAME": "garant_language",
    "LOCALE_PATHS": [str(WEB / "locale")],
    "USE_TZ": True,
    "TIME_ZONE": "UTC",  # A3: instants in UTC; legal dates are made by actions
    "STATIC_URL": "/static/",
    "LOGGING": _LOGGING,
    **_SIGN_IN,
}
"""What is the same for every instance."""


def prepare() -> None:
    """Tell Django what is the same for every instance and load the tables; which instance, `setup.start` says.

    So any room may be imported before an instance is named (B1). A tool that brings its own settings keeps them.
    """
    if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
        settings.configure(**FIXED)
    if not apps.ready:
        django.setup()


def of_instance(told: Settings, secret: str) -> dict[str, Any]:
    """The Django options that differ from one instance to another."""
    secure = told.base_url.startswith("https://")
    return {
        "SECRET_KEY": secret,
        "ALLOWED_HOSTS": _hosts(told),
        "CSRF_TRUSTED_ORIGINS": [told.base_url.rstrip("/")] if secure else [],
        "SESSION_COOKIE_SECURE": secure,
        "CSRF_COOKIE_SECURE": secure,
        "SECURE_HSTS_SECONDS": 31_536_000 if secure else 0,
        "DATABASES": {"default": database(told)},
        "LANGUAGE_CODE": told.language,
        **_mail(told),
    }


def database(told: Settings) -> dict[str, Any]:
    """Django's description of the ledger's database: SQLite or PostgreSQL by one setting."""
    if told.database == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(told.sqlite_file),
            # B4: with Django's DEFERRED, 283 of 2,400 concurrent writes were lost; with IMMEDIATE none.
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": SQLITE_START},
        }
    url = urlsplit(told.database)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(url.query)),
    }


def _hosts(told: Settings) -> list[str]:
    named = urlsplit(told.base_url).hostname
    return sorted({"localhost", "127.0.0.1", "[::1]", told.host, *([named] if named else [])})


def _mail(told: Settings) -> dict[str, Any]:
    if told.mail_folder is not None:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(told.mail_folder),
        }
    mail = told.mail
    if mail is None:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": mail.host,
        "EMAIL_PORT": mail.port,
        "EMAIL_HOST_USER": mail.user,
        "EMAIL_HOST_PASSWORD": mail.password,
        "EMAIL_USE_TLS": mail.tls and mail.port != 465,
        "EMAIL_USE_SSL": mail.tls and mail.port == 465,
        "EMAIL_TIMEOUT": 30,
        "DEFAULT_FROM_EMAIL": mail.sender or "garant@localhost",
    }
