"""How the project is built, tested and measured."""

import sys

from cart_to_order.ending import quiet_interrupt

sys.excepthook = quiet_interrupt
