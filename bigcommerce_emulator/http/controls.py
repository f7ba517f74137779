"""The admin API's levers: quota, tokens, maintenance, webhooks, stock and orders."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.api.quota import Share
from bigcommerce_emulator.bodies.spelling import did_you_mean
from bigcommerce_emulator.http.webhooks import Webhooks, hooks
from bigcommerce_emulator.http.wire import parse
from bigcommerce_emulator.state.settings import TURNABLE, Settings, pairs

Act = Callable[[Request], Awaitable[object]]


class Controls:
    """What a test run or a benchmark changes in a store while it runs."""

    def __init__(self, store: Store, webhooks: Webhooks) -> None:
        self._store = store
        self._webhooks = webhooks

    def routes(self) -> list[Route]:
        """The routes of the admin API that change the store."""
        return [
            _route("/switches", "GET", self._switches),
            _route("/switches", "PUT", self._turn),
            _route("/quota", "GET", self._quota),
            _route("/quota", "PUT", self._set_quota),
            _route("/quota/spend", "POST", self._spend),
            _route("/tokens", "PUT", self._set_tokens),
            _route("/maintenance", "PUT", self._close),
            _route("/maintenance", "DELETE", self._reopen),
            _route("/webhooks", "GET", self._hooks),
            _route("/webhooks", "PUT", self._set_hooks),
            _route("/stock", "PUT", self._set_stock),
            _route("/orders/{number:int}/status", "PUT", self._move_order),
            _route("/orders/{number:int}/payment", "POST", self._pay_order),
        ]

    async def _switches(self, _request: Request) -> object:
        settings = self._store.settings
        return {name: getattr(settings, name) for name in TURNABLE}

    async def _turn(self, request: Request) -> object:
        self._store.turn(turned(self._store.settings, await _object(request)))
        return await self._switches(request)

    async def _quota(self, _request: Request) -> object:
        quota, now = self._store.quota, self._store.now()
        quota.pass_to(now)
        share = {"low": quota.share.low, "high": quota.share.high, "seconds": quota.share.seconds}
        left = {"left": quota.left, "resets_in_ms": int(quota.resets_in(now) * 1000)}
        return {"limit": quota.limit, "others": share} | left

    async def _set_quota(self, request: Request) -> object:
        body = await _object(request)
        share = self._store.quota.share
        if "others" in body:
            row = body["others"]
            low = float(row.get("low", 0))
            share = Share(low, float(row.get("high", low)), float(row.get("seconds", 300)))
        self._store.quota.limit = int(body.get("limit", self._store.quota.limit))
        self._store.quota.share = share
        return await self._quota(request)

    async def _spend(self, request: Request) -> object:
        body = await _object(request)
        self._store.quota.spend(int(body["requests"]), self._store.now())
        return await self._quota(request)

    async def _set_tokens(self, request: Request) -> object:
        for token, names in (await _object(request)).items():
            if names is None:
                self._store.merchant.revoke_token(token)
            else:
                self._store.merchant.issue_token(token, names)
        return None

    async def _close(self, _request: Request) -> object:
        self._store.merchant.close_for_maintenance()
        return None

    async def _reopen(self, _request: Request) -> object:
        self._store.merchant.reopen()
        return None

    async def _hooks(self, _request: Request) -> object:
        rows = [{"scope": hook.scope, "destination": hook.destination}
                for hook in self._webhooks.hooks]  # fmt: skip
        return {"webhooks": rows, "deliveries": dict(self._webhooks.counts)}

    async def _set_hooks(self, request: Request) -> object:
        rows: Any = parse(await request.body())
        if not isinstance(rows, list):
            raise ValueError("webhooks are a list of objects with scope and destination")
        self._webhooks.hooks = hooks(rows)
        return await self._hooks(request)

    async def _set_stock(self, request: Request) -> object:
        rows = (await _object(request)).items()
        for text, left in rows:
            if not text.isdecimal():
                raise ValueError(f"{text!r} is not the number of a variant")
            if left is not None and (type(left) is not int or left < 0):
                raise ValueError(f"the stock of {text} is a whole number from 0, or null")
        self._store.merchant.set_stocks({int(text): left for text, left in rows})
        return None

    async def _move_order(self, request: Request) -> object:
        status_id = int((await _object(request))["status_id"])
        self._store.merchant.move_order(request.path_params["number"], status_id)
        return None

    async def _pay_order(self, request: Request) -> object:
        self._store.merchant.pay_order(request.path_params["number"])
        return None


def turned(settings: Settings, switches: Mapping[str, object]) -> Settings:
    """Return the settings with these switches turned; ValueError names one that cannot be."""
    for name in switches.keys() - TURNABLE:
        near = did_you_mean(name, TURNABLE)
        raise ValueError(f"{name} is no switch that can be turned while the store runs{near}")
    return settings.with_pairs(pairs(switches))


def _route(path: str, method: str, act: Act) -> Route:
    async def answer(request: Request) -> Response:
        try:
            content = await act(request)
        except (ValueError, TypeError, AttributeError, ArithmeticError) as error:
            return JSONResponse({"error": str(error)}, status_code=422)
        except KeyError as error:
            return JSONResponse({"error": f"{error} is missing or unknown"}, status_code=422)
        return Response(status_code=204) if content is None else JSONResponse(content)

    return Route(path, answer, methods=[method])


async def _object(request: Request) -> Mapping[str, Any]:
    body = parse(await request.body())
    if not isinstance(body, dict):
        raise ValueError("the body is a JSON object")
    return body
