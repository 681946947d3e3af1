"""What a command prints for machines."""

from __future__ import annotations

import json
from typing import Any


def print_json(data: Any) -> None:
    """Print data as one JSON object."""
    print(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))  # noqa: T201 - this is the command line
