"""Loads a seed file: YAML, or JSON, which is YAML as well."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from bigcommerce_emulator.state import seed_offers
from bigcommerce_emulator.state.catalog import (
    Method,
    Option,
    Product,
    Promotion,
    Seed,
    Tax,
    Variant,
)
from bigcommerce_emulator.state.companies import read_companies, read_extra_fields
from bigcommerce_emulator.state.seed_offers import amount

PICKUP = Method(type="shipping_pickupinstore", description="Pickup In Store", cost=Decimal(0))
EXAMPLE = Path(__file__).with_name("seed.example.yaml")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one that libyaml parses for where there is one: a tenth of a start's time."""


class SeedError(Exception):
    """A seed file that cannot be used, in words for the person who wrote it."""


@cache
def default_seed() -> Seed:
    """The seed of the example file, loaded once."""
    return load_seed(EXAMPLE)


def load_seed(path: Path) -> Seed:
    """The seed in the file; SeedError says what is wrong with it."""
    try:
        # Both loaders are safe ones.
        document = yaml.load(path.read_text(encoding="utf-8"), _LOADER)  # noqa: S506
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SeedError(f"{path} cannot be read as YAML or JSON: {error}") from error
    try:
        return read_seed(document)
    except KeyError as error:
        raise SeedError(f"{path}: {error.args[0]!r} is missing") from error
    except (TypeError, ValueError, AttributeError, InvalidOperation) as error:
        raise SeedError(f"{path}: {error}") from error


def read_seed(document: Mapping[str, Any]) -> Seed:
    """The seed that a parsed document describes."""
    store = document["store"]
    domain = str(store["domain"])
    products = [_product(entry, domain) for entry in document["products"]]
    promotion = document.get("promotion")
    return Seed(
        products={product.id: product for product in products},
        shipping=_shipping(document),
        taxes={_place(name): _tax(entry) for name, entry in document.get("taxes", {}).items()},
        origin=_origin(store["origin"]),
        domain=domain,
        currencies=tuple(_keys(store.get("currencies", ["USD"]), "code")),
        channels=tuple(_keys(store.get("channels", [1]), "id")),
        promotion=Promotion(**promotion) if promotion else None,
        automatic_discount=amount(document.get("automatic_discount", 0)) / 100,
        coupons=seed_offers.coupons(document.get("coupons", [])),
        wraps=seed_offers.wraps(document.get("gift_wrapping", [])),
        pickups=seed_offers.pickups(document.get("pickup_methods", [])),
        customers=seed_offers.customers(
            document.get("customers", []), document.get("customer_groups", [])
        ),
        rates={row["code"]: amount(row["rate"]) for row in _tables(store, "currencies")},
        form_fields=tuple(str(name) for name in document.get("required_form_fields", ())),
        companies=read_companies(document.get("companies", [])),
        extra_fields=read_extra_fields(document.get("order_extra_fields", [])),
        everywhere=(PICKUP,) if document.get("pickup_in_store") else (),
        domains={row["id"]: str(row["domain"]) for row in _tables(store, "channels")},
    )


def _product(entry: Mapping[str, Any], domain: str) -> Product:
    name = str(entry["name"])
    slug = name.lower().replace(" ", "-")
    return Product(
        id=int(entry["id"]),
        name=name,
        type=_type(entry.get("type", "physical")),
        variants=tuple(_variants(entry)),
        options=tuple(_option(option, required=True) for option in entry.get("options", ())),
        modifiers=tuple(_option(option, required=False) for option in entry.get("modifiers", ())),
        taxable=bool(entry.get("taxable", True)),
        weight=amount(entry.get("weight", 0)),
        minimum=int(entry.get("minimum", 1)),
        maximum=None if entry.get("maximum") is None else int(entry["maximum"]),
        sku=str(entry.get("sku", "")),
        url=f"https://{domain}/{slug}/",
        image_url=f"https://{domain}/images/{slug}.png",
    )


def _type(word: str) -> Literal["physical", "digital"]:
    if word == "physical":
        return "physical"
    if word == "digital":
        return "digital"
    raise ValueError(f"a product is physical or digital, not {word!r}")


def _variants(entry: Mapping[str, Any]) -> list[Variant]:
    rows = entry.get("variants") or [{**entry, "id": entry["variant_id"]}]
    return [
        Variant(
            id=int(row["id"]),
            sku=str(row["sku"]),
            price=amount(row.get("price", entry["price"])),
            stock=None if row.get("stock") is None else int(row["stock"]),
            values=frozenset(row.get("values", ())),
        )
        for row in rows
    ]


def _option(entry: Mapping[str, Any], *, required: bool) -> Option:
    return Option(
        id=int(entry["id"]),
        name=str(entry["name"]),
        type="text" if entry.get("type") == "text" else "choice",
        required=bool(entry.get("required", required)),
        values={int(value): str(label) for value, label in entry.get("values", {}).items()},
        adds={int(value): int(product) for value, product in entry.get("adds", {}).items()},
    )


def _shipping(document: Mapping[str, Any]) -> dict[str, tuple[Method, ...]]:
    return {
        country: tuple(seed_offers.method(row) for row in rows)
        for country, rows in document.get("shipping", {}).items()
    }


def _tax(entry: Mapping[str, Any]) -> Tax:
    return Tax(name=str(entry["name"]), rate=amount(entry["rate"]) / 100)


def _place(name: str) -> tuple[str, str]:
    country, _, state = name.partition("-")
    return country, state


def _origin(entry: Mapping[str, Any]) -> tuple[str, str]:
    return str(entry["country_code"]), str(entry.get("state_or_province_code", ""))


def _keys(rows: list[Any], name: str) -> list[Any]:
    return [row[name] if isinstance(row, dict) else row for row in rows]


def _tables(store: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return [row for row in store.get(name, ()) if isinstance(row, dict)]
