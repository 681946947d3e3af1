"""What happens: people, chance, rules and the engines.

Importing this package does one thing: it gives compiled code a cache folder named by the content of the
files it is compiled from. numba stamps only a function's own file, so without this an edited rule would be
served stale to every compiled caller in another file.
"""

from __future__ import annotations

import hashlib
import os
import platform
from pathlib import Path

import numba
import numpy as np
import platformdirs

COMPILED_SOURCES = ("streams.py", "rules.py", "events.py")


def compile_cache_folder() -> Path:
    """Return the cache folder that belongs to the present text of the compiled files and libraries."""
    digest = hashlib.sha256()
    for name in COMPILED_SOURCES:
        digest.update(Path(__file__).with_name(name).read_bytes())
    digest.update(f"{numba.__version__} {np.__version__} {platform.python_version()}".encode())
    return Path(platformdirs.user_cache_dir("leadsim", appauthor=False)) / digest.hexdigest()[:16]


if "NUMBA_CACHE_DIR" not in os.environ:
    numba.config.CACHE_DIR = str(compile_cache_folder())  # type: ignore[attr-defined]
