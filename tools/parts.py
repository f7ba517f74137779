"""The parts of `make bench`: each a module of `benchmark` with a `measure()`, and its title."""

PARTS = {
    "warm": "One order, warm",
    "batch": "Many orders: one batch",
    "quota_simulation": "Many orders: at the store's quota, simulated",
    "quota_on_the_local_cloud": "Many orders: at the store's quota, on the local cloud",
    "backlog": "Many orders: a million of one store wait",
    "backlog_on_the_local_cloud": "Many orders: a backlog on the local cloud",
    "isolation": "Many orders: stores do not slow each other",
    "lines": "Many lines and consignments",
    "worst_store": "Many orders: what the worst store costs the others",
    "cold": "Cold start",
    "cost": "Cost",
    "ledger_size": "The ledger at 1 to 100 million keys",
    "growth": "From 10 to 10,000,000 orders a day",
}
