"""The environment, read once; whatever is missing or wrong is named."""

import os
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field, ValidationError


def _safe_url(url: str) -> str:
    parts = urlsplit(url)
    if not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError("must be a plain base URL")
    if parts.scheme != "https" and not (parts.scheme == "http" and _loopback(parts.hostname)):
        raise ValueError("must be https, since it carries the store's token (or loopback)")
    return url.rstrip("/")


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class SettingsError(Exception):
    """The environment lacks something or holds something unusable."""


class Settings(BaseModel):
    """What the function needs to know; each field is the environment variable of that name."""

    LEDGER_TABLE: Annotated[str, Field(min_length=1)]
    ATTENTION_TABLE: Annotated[str, Field(min_length=1)]
    QUEUE_URL: Annotated[str, Field(min_length=1)]
    DEAD_LETTER_QUEUE_URL: Annotated[str, Field(min_length=1)]
    QUEUE_ROLE_ID: str = ""
    MAX_RECEIVE_COUNT: Annotated[int, Field(ge=1)] = 500
    EVENT_BUS_NAME: Annotated[str, Field(min_length=1)] = "default"
    CALLBACK_SECRET: str = ""
    SECRET_PREFIX: Annotated[str, Field(min_length=1)] = "bigcommerce/"
    BIGCOMMERCE_URL: Annotated[str, AfterValidator(_safe_url)] = "https://api.bigcommerce.com"
    B2B_URL: Annotated[str, AfterValidator(_safe_url)] = "https://api-b2b.bigcommerce.com"
    SETTLE_SECONDS: Annotated[float, Field(ge=1, le=3600)] = 300
    KEYS_BELONG_TO_CALLERS: bool = False
    CALLER_REQUESTS_PER_MINUTE: Annotated[int, Field(ge=0)] = 0
    AUDIT_DAYS: Annotated[int, Field(ge=1, le=90)] = 3
    KEEP_REFUSED_DAYS: Annotated[int, Field(ge=0, le=90)] = 14
    LEDGER_TTL_DAYS: Annotated[int, Field(ge=1, le=3650)] = 90


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings; raises SettingsError naming every variable to correct."""
    known = {name: environment[name] for name in Settings.model_fields if name in environment}
    try:
        return Settings.model_validate(known)
    except ValidationError as error:
        wrong = [f"{found['loc'][0]}: {found['msg']}" for found in error.errors()]
        raise SettingsError("Correct these environment variables: " + "; ".join(wrong)) from None
