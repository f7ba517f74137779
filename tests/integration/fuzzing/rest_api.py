"""What the deployed API Gateway does of itself: a route, or a refusal without the function.

Routes and refusals are those of template.yaml, so that a request gets no further here than there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from traceback import print_exc
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.fakes.lambda_events import api_event, context
from tests.template.stack import ACCOUNT, filled

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]
Headers = list[tuple[str, str]]
MOST_BYTES = 10 * 1024 * 1024
"""API Gateway takes no larger request."""
SIGNED = "/execute-api/aws4_request"
REFUSED, FAILED = "DEFAULT_4XX", "DEFAULT_5XX"
ROOT_USER = {
    "accountId": ACCOUNT,
    "caller": ACCOUNT,
    "userArn": f"arn:aws:iam::{ACCOUNT}:root",
    "sourceIp": "127.0.0.1",
}


@dataclass(frozen=True)
class Request:
    """One request as it came."""

    method: str
    url: str
    headers: Headers
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What goes back over the wire."""

    status: int
    headers: Headers
    body: bytes


class RestApi:
    """The API of template.yaml with its parameters' defaults, before one handler."""

    def __init__(self, handler: Handler) -> None:
        api = filled()["Resources"]["OrderApi"]["Properties"]
        self._routes = api["DefinitionBody"]["paths"]
        self._refusals = api["GatewayResponses"]
        self._stage = f"/{api['StageName']}"
        self._handler = handler

    def answer(self, request: Request) -> Answer:
        """Answer as the gateway, or as the function that stands behind it."""
        parts = urlsplit(request.url)
        found = self._route(request.method, parts.path)
        sent = {name.lower(): value for name, value in request.headers}
        if found is None or SIGNED not in sent.get("authorization", ""):
            return self._refusal("MISSING_AUTHENTICATION_TOKEN", 403)
        if len(request.body) > MOST_BYTES:
            return self._refusal("REQUEST_TOO_LARGE", 413)
        return self._invoked(_event(request, *found, self._stage))

    def _route(self, method: str, path: str) -> tuple[str, dict[str, str]] | None:
        """Find a path's resource: an encoded slash is part of a name, an empty part is none."""
        if not path.startswith(f"{self._stage}/"):
            return None
        parts = path.removeprefix(self._stage).split("/")[1:]
        for resource, methods in self._routes.items():
            names = _names(resource.split("/")[1:], parts)
            if names is not None and method.lower() in methods:
                return resource, names
        return None

    def _invoked(self, event: dict[str, Any]) -> Answer:
        try:
            made = self._handler(event, context())
            headers = [(name, v) for name, vs in made["multiValueHeaders"].items() for v in vs]
            return Answer(int(made["statusCode"]), headers, made["body"].encode())
        # Whatever a function raises, and an answer without these parts, is the gateway's 502.
        except Exception:
            print_exc()
            return self._refusal("API_CONFIGURATION_ERROR", 502)

    def _refusal(self, kind: str, status: int) -> Answer:
        otherwise = REFUSED if status < 500 else FAILED
        made = self._refusals.get(kind) or self._refusals[otherwise]
        headers = {n: v.strip("'") for n, v in made["ResponseParameters"]["Headers"].items()}
        body = made["ResponseTemplates"]["application/json"]
        return Answer(int(made.get("StatusCode", status)), list(headers.items()), body.encode())


def _names(resource: list[str], parts: list[str]) -> dict[str, str] | None:
    if len(resource) != len(parts) or not all(parts):
        return None
    names = {}
    for pattern, part in zip(resource, parts, strict=True):
        if pattern.startswith("{"):
            names[pattern.strip("{}")] = unquote(part)
        elif pattern != unquote(part):
            return None
    return names


def _event(request: Request, resource: str, names: Mapping[str, str], stage: str) -> dict[str, Any]:
    parts = urlsplit(request.url)
    path = unquote(parts.path).removeprefix(stage)
    queries = parse_qs(parts.query, keep_blank_values=True)
    lists: dict[str, list[str]] = {}
    for name, value in request.headers:
        lists.setdefault(name, []).append(value)
    event = api_event(request.method, path, request.body.decode(errors="replace") or None)
    event["requestContext"] |= {"resourcePath": resource, "identity": ROOT_USER}
    return event | {
        "resource": resource,
        "pathParameters": dict(names),
        "headers": {name: values[-1] for name, values in lists.items()},
        "multiValueHeaders": lists,
        "queryStringParameters": {n: vs[-1] for n, vs in queries.items()} or None,
        "multiValueQueryStringParameters": queries or None,
    }
