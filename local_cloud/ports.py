"""Where `make up` listens: on the same ports each time, so that a bookmark stays good."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from cart_to_order.pages.question import ROOT
from local_cloud.aws.processes import LOOPBACK, free_port, is_taken
from local_cloud.docs_server import PATH


@dataclass(frozen=True)
class Ports:
    """The ports of the store, its admin API and the pages."""

    store: int = 4010
    admin: int = 4011
    docs: int = 4012
    orders: int = 4013

    @classmethod
    def chosen(cls, store: int | None) -> Ports:
        """Return the usual ports, free ones for those that are taken, and the store's as asked."""
        free = {
            name: free_port() if is_taken(usual) or usual == store else usual
            for name, usual in asdict(cls()).items()
        }
        return cls(**free | ({} if store is None else {"store": store}))

    @property
    def admin_url(self) -> str:
        """Return where the store's admin API is."""
        return f"http://{LOOPBACK}:{self.admin}"

    def pages(self) -> dict[str, str]:
        """Return the pages by their names."""
        return {
            "emulator": f"http://{LOOPBACK}:{self.store}/",
            "orders": f"http://{LOOPBACK}:{self.orders}{ROOT}",
            "docs": f"http://{LOOPBACK}:{self.docs}{PATH}",
        }
