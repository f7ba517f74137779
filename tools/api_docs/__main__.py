"""Writes docs/openapi.json and the page of it: run after changing models, errors or events.

python -m tools.api_docs
"""

import sys

from tools.api_docs.files import FILES, written

if __name__ == "__main__":
    for path in FILES:
        path.write_text(written(path))
    sys.exit(0)
