"""The floor of a cold start: a function with what any such service needs, and nothing else.

Lambda's runtime client imports it beside the functions, and finds none of the project's tools.
"""

import json
import os
from typing import Any

import boto3
import httpx
from aws_lambda_powertools import Logger

from order_service.request.order import OrderRequest

OPTIONS = "consignments.available_shipping_options"
PHASES = ("begun", "cart", "intent", "placed")

logger = Logger()
dynamodb = boto3.client("dynamodb")
secrets = boto3.client("secretsmanager")
client = httpx.Client()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Place the order of one message: read the secret, four writes and the store's five calls."""
    sent = json.loads(event["Records"][0]["body"])
    order, key = sent["order"], sent["idempotency_key"]
    OrderRequest.model_validate(order)
    found = secrets.get_secret_value(SecretId=f"bigcommerce/{sent['store']}")
    secret = json.loads(found["SecretString"])
    headers = {"X-Auth-Token": secret["access_token"], "Accept": "application/json"}
    base = f"{os.environ['BIGCOMMERCE_URL']}/stores/{secret['store_hash']}/v3"

    def ask(method: str, path: str, body: Any = None) -> Any:
        answer = client.request(method, base + path, json=body, headers=headers)
        return answer.raise_for_status().json()["data"]

    begun, with_cart, intent, placed = PHASES
    _write(key, begun)
    items = {"custom_items": order["custom_items"]}
    cart = ask("POST", "/carts?include=redirect_urls", items)
    _write(key, with_cart)
    path, address = f"/checkouts/{cart['id']}", order["billing_address"]
    ask("POST", f"{path}/billing-address", address)
    lines = [{"item_id": cart["line_items"]["custom_items"][0]["id"], "quantity": 1}]
    whole = [{"address": address, "line_items": lines}]
    (made,) = ask("POST", f"{path}/consignments?include={OPTIONS}", whole)["consignments"]
    chosen = {"shipping_option_id": _delivering(made["available_shipping_options"])}
    ask("PUT", f"{path}/consignments/{made['id']}", chosen)
    _write(key, intent)
    number = ask("POST", f"{path}/orders")["id"]
    _write(key, placed)
    logger.info("order placed", extra={"order_id": number})
    return {"batchItemFailures": []}


def _delivering(offers: list[dict[str, Any]]) -> str:
    return next(str(offer["id"]) for offer in offers if offer["type"] != "shipping_pickupinstore")


def _write(key: str, phase: str) -> None:
    dynamodb.update_item(
        TableName=os.environ["LEDGER_TABLE"],
        Key={"id": {"S": key}},
        UpdateExpression="SET phase = :phase",
        ConditionExpression="attribute_not_exists(id) OR phase <> :phase",
        ExpressionAttributeValues={":phase": {"S": phase}},
    )
