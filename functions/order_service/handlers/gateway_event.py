"""Pure: an API Gateway event whose parts are what they claim, whatever Lambda was handed."""

import re
from collections.abc import Mapping
from typing import Any

_PARAMETER = re.compile(r"\{(\w+)\}")


def sanitised(event: Any) -> dict[str, Any]:
    """Return the event with every part that has another type than it should left empty.

    Anybody who may invoke the function can send it anything; what is no request of API Gateway
    becomes one for a path that does not exist.
    """
    given = event if isinstance(event, dict) else {}
    context = given.get("requestContext")
    resource, names = _text(given.get("resource"), "/"), _texts(given.get("pathParameters"))
    return {
        "resource": resource,
        "httpMethod": _text(given.get("httpMethod"), "NONE"),
        "path": _routed(resource, names, _text(given.get("path"), "/")),
        "headers": _texts(given.get("headers")),
        "multiValueHeaders": _lists(given.get("multiValueHeaders")),
        "queryStringParameters": _texts(given.get("queryStringParameters")),
        "multiValueQueryStringParameters": _lists(given.get("multiValueQueryStringParameters")),
        "pathParameters": names,
        "stageVariables": _texts(given.get("stageVariables")),
        "requestContext": context if isinstance(context, dict) else {},
        "body": given.get("body"),
        "isBase64Encoded": given.get("isBase64Encoded") is True,
    }


def url_of(event: Mapping[str, Any], path: str) -> str:
    """Return where a caller finds this path below the one it used, as an absolute URL.

    Without a domain, as on the local cloud, the path alone.
    """
    context = event["requestContext"]
    used = _text(context.get("path"), event["path"]).rstrip("/")
    domain = _text(context.get("domainName"), "")
    return f"https://{domain}{used}/{path}" if domain else f"{used}/{path}"


def _routed(resource: str, names: Mapping[str, str], path: str) -> str:
    """Return a resource's path: the event's own begins with the base path of a domain."""
    if "/" in (resource, path) or not set(_PARAMETER.findall(resource)) <= set(names):
        return path
    return _PARAMETER.sub(lambda found: names[found[1]].replace("/", "%2F"), resource)


def sent_values(event: dict[str, Any], header: str) -> set[str]:
    """Return the different values with which a request sent one header."""
    lists = event["multiValueHeaders"]
    return {value for name, values in lists.items() if name.lower() == header for value in values}


def _text(value: Any, otherwise: str) -> str:
    return value if isinstance(value, str) else otherwise


def _texts(value: Any) -> dict[str, str]:
    items = value.items() if isinstance(value, dict) else ()
    return {name: text for name, text in items if isinstance(name, str) and isinstance(text, str)}


def _lists(value: Any) -> dict[str, list[str]]:
    items = value.items() if isinstance(value, dict) else ()
    return {
        name: [text for text in texts if isinstance(text, str)]
        for name, texts in items
        if isinstance(name, str) and isinstance(texts, list)
    }
