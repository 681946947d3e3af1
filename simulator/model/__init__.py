"""What happens: people, chance, rules and the engines.

Importing this package does one thing: it gives compiled code a cache folder named by the content of the
files it is compiled from. numba stamps only a function's own file, so without this an edited rule would be
served stale to every compiled caller in another file.
"""

from __future__ import annotations

import hashlib
import os
import platform
import tempfile
from pathlib import Path

import numba
import numpy as np
import platformdirs

import simulator.units


def compiled_sources() -> list[Path]:
    """Return the files that compiled code can be made from: all of the model but the reference, and units."""
    folder = Path(__file__).parent
    return [Path(simulator.units.__file__), *sorted(folder.glob("*.py")), *sorted(folder.glob("fast/*.py"))]


def compile_cache_folder() -> Path:
    """Return the cache folder that belongs to the present text of the compiled files and libraries."""
    digest = hashlib.sha256()
    for path in compiled_sources():
        digest.update(path.read_bytes())
    digest.update(f"{numba.__version__} {np.__version__} {platform.python_version()}".encode())
    return Path(platformdirs.user_cache_dir("leadsim", appauthor=False)) / digest.hexdigest()[:16]


def _usable(folder: Path) -> Path:
    """Return a folder that can be written; where none is kept, everything is compiled at each start."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="leadsim-"))
    return folder if os.access(folder, os.W_OK) else Path(tempfile.mkdtemp(prefix="leadsim-"))


if "NUMBA_CACHE_DIR" not in os.environ:
    numba.config.CACHE_DIR = str(_usable(compile_cache_folder()))  # type: ignore[attr-defined]
