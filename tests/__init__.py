"""All tests; some parts are programs too (`python -m tests.simulation`)."""

import sys

from cart_to_order.ending import quiet_interrupt

# Ctrl-C while a program still imports what it needs.
sys.excepthook = quiet_interrupt
