"""The admin API: what a test run asks of the store behind its callers' backs."""

from collections import Counter
from dataclasses import asdict
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.http.controls import Controls
from bigcommerce_emulator.http.emulation import Emulation
from bigcommerce_emulator.http.faults import FaultPlan, FaultPlanError, read_plan
from bigcommerce_emulator.http.wire import parse
from bigcommerce_emulator.state.orders import Order


class Admin:
    """Faults on and off, orders without their customers, counts, and a fresh start."""

    def __init__(self, emulation: Emulation) -> None:
        self._emulation = emulation
        self._store = emulation.store
        self._edge = emulation.edge

    def application(self) -> Starlette:
        """The ASGI application; it asks for no key: the guard before it does."""
        return Starlette(
            routes=[
                Route("/faults", self._read_faults, methods=["GET"]),
                Route("/faults", self._set_faults, methods=["PUT"]),
                Route("/faults", self._clear_faults, methods=["DELETE"]),
                Route("/orders", self._orders, methods=["GET"]),
                Route("/state", self._state, methods=["GET"]),
                Route("/requests", self._requests, methods=["GET"]),
                Route("/reset", self._reset, methods=["POST"]),
                *Controls(self._store, self._emulation.webhooks).routes(),
            ]
        )

    async def _read_faults(self, _request: Request) -> Response:
        return JSONResponse(self._edge.plan.as_document())

    async def _set_faults(self, request: Request) -> Response:
        try:
            self._edge.plan = read_plan(parse(await request.body()))
        except FaultPlanError as error:
            return JSONResponse({"error": str(error)}, status_code=422)
        return JSONResponse(self._edge.plan.as_document())

    async def _clear_faults(self, _request: Request) -> Response:
        self._edge.plan = FaultPlan()
        return Response(status_code=204)

    async def _orders(self, _request: Request) -> Response:
        return JSONResponse([summary(order) for order in self._store.orders])

    async def _state(self, _request: Request) -> Response:
        return JSONResponse(counts(self._store) | self._traffic())

    async def _requests(self, _request: Request) -> Response:
        return JSONResponse([asdict(entry) for entry in self._edge.journal])

    async def _reset(self, _request: Request) -> Response:
        self._emulation.reset()
        return Response(status_code=204)

    def _traffic(self) -> dict[str, Any]:
        return {
            "requests": dict(self._edge.requests),
            "answers": dict(self._edge.answers),
            "faults": dict(self._edge.faults),
        }


def counts(store: Store) -> dict[str, Any]:
    """How many carts and orders there are, and carts with more than one live order."""
    orders = store.orders
    live = Counter(order.cart_id for order in orders if not order.is_deleted)
    return {
        "carts": len(store.carts),
        "orders": len(orders),
        "live_orders": live.total(),
        "archived_orders": len(orders) - live.total(),
        "orders_by_status": dict(Counter(order.status for order in orders)),
        "carts_with_duplicates": sum(count > 1 for count in live.values()),
    }


def summary(order: Order) -> dict[str, Any]:
    """An order without its customer."""
    return {
        "id": order.id,
        "cart_id": order.cart_id,
        "status_id": order.status_id,
        "status": order.status,
        "is_deleted": order.is_deleted,
        "payment_status": order.payment_status,
        "external_order_id": order.external_order_id,
        "created": order.created,
        "total": str(order.price.grand_total),
    }
