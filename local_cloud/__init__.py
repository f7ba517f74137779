"""The whole template on this machine: the emulator, a local AWS, pages."""

import sys
from pathlib import Path

from cart_to_order.ending import quiet_interrupt

sys.excepthook = quiet_interrupt

# The timeline reads the service's table of phases. Not by PYTHONPATH: the functions inherit that,
# and are to run what was built of them.
sys.path.append(str(Path(__file__).parents[1] / "functions"))
