"""What Lambda calls; the only place that wires real collaborators.

On Lambda the garbage collector rests until the first invocation: all that init makes stays, and to
look through it again and again was 5 % of a cold start. Nor does pydantic look for plugins.
"""

import gc
import os

if "AWS_LAMBDA_RUNTIME_API" in os.environ:
    gc.disable()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
