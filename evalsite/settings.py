"""Settings of the site. What an operator may change comes from the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url

from evalsite.environment import env_bool, env_folder, env_int, env_list, read_secret_key
from evalsite.logs import shorten_refusals

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("EVALSITE_VAR", BASE_DIR / "var"))

SECRET_KEY = read_secret_key(VAR_DIR)
DEBUG = env_bool("DEBUG", False)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS", "")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "evalsite.throttling",
    "raters",
    "evalsite.studies",
    "evalsite.encoding",
    "evalsite.recruiting",
    "evalsite.live",
    "elo",
    "evalsite",
]

MIDDLEWARE = [
    "evalsite.live.timing.time_requests",  # first: it times all the others
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "evalsite.middleware.content_security_policy",
    "evalsite.middleware.keep_from_caches",
    "evalsite.middleware.send_no_body_to_head",
    "evalsite.middleware.drop_unreadable_cookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "evalsite.bodies.BoundBodies",  # before the token's check, which reads the whole form
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "evalsite.urls"
WSGI_APPLICATION = "evalsite.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "evalsite" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Immediate transactions: a SQLite writer takes its lock when the transaction begins, so two votes
# queue for up to the busy time-out instead of failing when a read turns into a write.
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}
# PostgreSQL plans each kind of query once for a connection, not for every vote (docs/serving.md).
# No query takes more than one core: counting a million answers for a fit must leave room for votes.
POSTGRES_OPTIONS: dict[str, Any] = {
    "server_side_binding": True,
    "prepare_threshold": 5,
    "options": "-c max_parallel_workers_per_gather=0 -c jit=off",
}
DATABASES: dict[str, Any] = {
    "default": dj_database_url.config(
        default=f"sqlite:///{VAR_DIR / 'evalsite.sqlite3'}",
        conn_max_age=600,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["ENGINE"] = "evalsite.postgres"
    # What the address itself asks for (?sslmode=require) stands.
    DATABASES["default"]["OPTIONS"] = POSTGRES_OPTIONS | DATABASES["default"].get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "pairs"]}}

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "evalsite.static_files.HashedStaticFiles"},
}
SHOWN_ROOT = VAR_DIR / "shown"  # blinded images that raters load, named by random codes
BANK_ROOT = VAR_DIR / "bank"  # images of the artefact check
FITS_ROOT = VAR_DIR / "fits"  # posterior draws and reports
ENCODES_ROOT = VAR_DIR / "encodes"  # photographs received, and what was encoded from them
# A prefix that a proxy in front serves from SHOWN_ROOT itself (nginx: an internal location).
SHOWN_ACCEL_PREFIX = os.environ.get("SHOWN_ACCEL_PREFIX", "")

# Proxies whose X-Forwarded-For is believed, and how many visits an address may begin in 15 minutes
# (0: any number).
TRUSTED_PROXIES = env_list("TRUSTED_PROXIES", "")
JOINS_PER_ADDRESS = env_int("JOINS_PER_ADDRESS", 40)

AUTHENTICATION_BACKENDS = ["evalsite.throttling.backend.PatientBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "studies:start"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Behind HTTPS (HTTPS=1) cookies never travel in the clear.
HTTPS = env_bool("HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "evalsite.views.refuse_forgery"
DATA_UPLOAD_MAX_MEMORY_SIZE = env_int("UPLOAD_MAX_BYTES", 1_000_000)

# Photographs of a study: where the server keeps some for researchers to choose from, and bounds.
PHOTOGRAPHS_ROOT = env_folder("EVALSITE_PHOTOGRAPHS")
PHOTOGRAPHS_MAX = env_int("PHOTOGRAPHS_MAX", 100)  # of one study
PHOTOGRAPH_MAX_BYTES = env_int("PHOTOGRAPH_MAX_BYTES", 200_000_000)
PHOTOGRAPH_MAX_MEGAPIXELS = env_int("PHOTOGRAPH_MAX_MEGAPIXELS", 64)
DATA_UPLOAD_MAX_NUMBER_FILES = PHOTOGRAPHS_MAX
# Encodes run in the worker: how many at a time (0: one for each core), and on which Dask cluster.
ENCODE_WORKERS = env_int("ENCODE_WORKERS", 0)
DASK_SCHEDULER = os.environ.get("DASK_SCHEDULER", "")

# Prolific signs what it tells us by webhook; several secrets while one takes another's place.
PROLIFIC_WEBHOOK_SECRETS = env_list("PROLIFIC_WEBHOOK_SECRET", "")
PROLIFIC_WEBHOOK_MAX_AGE_S = env_int("PROLIFIC_WEBHOOK_MAX_AGE_S", 300)
# How long, in days, until `manage.py forget_screening` forgets.
SCREENING_KEEP_DAYS = env_int("SCREENING_KEEP_DAYS", 365)
EXTERNAL_IDS_KEEP_DAYS = env_int("EXTERNAL_IDS_KEEP_DAYS", 90)  # after a study has closed

# Requests that take longer, in ms, are shown on the live pages; 0 times none.
SLOW_REQUEST_MS = env_int("SLOW_REQUEST_MS", 200)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "refusals": {"()": "django.utils.log.CallbackFilter", "callback": shorten_refusals}
    },
    "loggers": {"django.request": {"filters": ["refusals"]}},
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
