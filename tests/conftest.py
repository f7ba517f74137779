"""What every test finds in its environment before the service is imported."""

import os

os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "CartToOrder")
os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "cart-to-order")
