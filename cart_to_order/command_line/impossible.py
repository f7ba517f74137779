"""What ends a command with a sentence and not with a traceback.

By itself, for an operator's command has no use for what callers' commands import.
"""

from botocore.exceptions import BotoCoreError, ClientError

from cart_to_order.problems import CannotAsk
from order_service.errors import OrderError

IMPOSSIBLE = (CannotAsk, OrderError, ClientError, BotoCoreError)
