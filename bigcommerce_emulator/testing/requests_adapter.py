"""Leads clients that are built on `requests` to the emulator, whatever address they know."""

from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter


class ToTheEmulator(HTTPAdapter):
    """Sends what is meant for another host to the emulator."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> Any:
        """Send the request there, by HTTP on loopback."""
        parts = urlsplit(request.url or "")
        request.url = f"{self._url}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        # A proxy of this machine must not be asked for what never leaves it.
        return super().send(request, *args, **(options | {"proxies": {}}))
