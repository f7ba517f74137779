"""Pure: the document as a page to read: one file, no script, nothing loaded from anywhere."""

import json
from collections.abc import Iterator
from typing import Any

from bigcommerce_emulator.page.markup import Html, join, table, tag
from tools.api_docs.page_order import by_use, in_words
from tools.api_docs.page_schemas import fields_table, kind_of, spelt
from tools.api_docs.style import STYLE

METHODS = ("post", "get", "put", "delete")
"""In the order of the page: a reader comes to send an order."""
CONTENTS = "contents"


def page(document: dict[str, Any]) -> str:
    """Return the whole page."""
    operations = list(_operations(document))
    head = tag(
        "head",
        Html('<meta charset="utf-8">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        tag("title", document["info"]["title"]),
        tag("style", Html(STYLE)),
    )
    main = tag("main", _intro(document), *map(_operation, operations), *_schemas(document))
    # A narrow window shows them in this order: what the page is about, before its contents.
    layout = tag("div", main, _contents(document, operations), class_="page")
    return f"<!doctype html>{tag('html', head, tag('body', layout), lang='en')}\n"


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                parameters = item.get("parameters", []) + item[method].get("parameters", [])
                yield item[method] | {"method": method, "path": path, "parameters": parameters}


def _contents(document: dict[str, Any], operations: list[dict[str, Any]]) -> Html:
    calls = [
        tag("a", f"{found['method'].upper()} {found['path']}", href=f"#{found['operationId']}")
        for found in operations
    ]
    groups = [
        join([tag("h2", use), *(tag("a", in_words(name), href=f"#{name}") for name in names)])
        for use, names in by_use(document).items()
    ]
    title = tag("strong", document["info"]["title"])
    return tag("nav", title, tag("h2", "Calls"), *calls, *groups, id=CONTENTS)


def _intro(document: dict[str, Any]) -> Html:
    info, server = document["info"], document["servers"][0]["url"]
    schemes = document["components"]["securitySchemes"].values()
    return join(
        [
            tag("h1", info["title"]),
            tag("p", f"{info['summary']} Version {info['version']}.", class_="lead"),
            tag("p", info["description"]),
            tag("p", tag("a", "Calls and objects", href=f"#{CONTENTS}"), class_="to-contents"),
            tag("p", "Address: ", tag("code", server), class_="address"),
            *(tag("p", "Who gets in: ", scheme["description"]) for scheme in schemes),
        ]
    )


def _operation(found: dict[str, Any]) -> Html:
    method = found["method"]
    route = tag(
        "div",
        tag("span", method.upper(), class_=f"verb {method}"),
        tag("code", found["path"]),
        class_="route",
    )
    parts = [tag("h2", route, id=found["operationId"]), tag("p", found["summary"])]
    parts += [tag("h3", "Parameters"), _parameters(found["parameters"])]
    if "requestBody" in found:
        (content,) = found["requestBody"]["content"].values()
        parts += [tag("h3", "Body: ", kind_of(content["schema"])), *_examples(content)]
    answers = [_answer(status, said) for status, said in sorted(found["responses"].items())]
    return join([*parts, tag("h3", "Answers"), *answers])


def _parameters(parameters: list[dict[str, Any]]) -> Html:
    rows = [
        (
            join([tag("code", found["name"]), " ", _must(found["required"])]),
            found["in"],
            join([spelt(found["description"]), " ", _pattern(found["schema"])]),
        )
        for found in parameters
    ]
    return table(["name", "in", "meaning"], rows)


def _pattern(schema: dict[str, Any]) -> Html:
    return tag("code", schema["pattern"]) if "pattern" in schema else Html("")


def _must(required: bool) -> Html:
    return tag("span", "required", class_="must") if required else Html("")


def _answer(status: str, said: dict[str, Any]) -> Html:
    good = "ok" if status < "4" else "no"
    summary = tag(
        "summary", tag("span", status, class_=f"status {good}"), " ", spelt(said["description"])
    )
    headers = [
        (tag("code", name), spelt(header["description"]))
        for name, header in said.get("headers", {}).items()
    ]
    parts = [table(["header", "meaning"], headers)] if headers else []
    for kind, content in said.get("content", {}).items():
        parts += [tag("p", tag("code", kind), " ", kind_of(content["schema"]))]
        parts += _examples(content)
    return tag("details", summary, *parts)


def _examples(content: dict[str, Any]) -> list[Html]:
    return [
        tag(
            "details",
            tag("summary", "Example: ", tag("code", name)),
            tag("pre", json.dumps(example["value"], indent=2, ensure_ascii=False)),
        )
        for name, example in content.get("examples", {}).items()
    ]


def _schemas(document: dict[str, Any]) -> Iterator[Html]:
    schemas = document["components"]["schemas"]
    for name in (name for names in by_use(document).values() for name in names):
        schema = schemas[name]
        yield tag("h2", in_words(name), " ", tag("code", name), id=name)
        yield tag("p", spelt(schema.get("description", "").replace("``", "`")))
        yield fields_table(schema)
