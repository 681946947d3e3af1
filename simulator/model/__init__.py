"""What happens: people, chance, rules and the engines.

Importing this package does one thing: it gives compiled code a cache folder named by the content of the
files it is compiled from. numba stamps only a function's own file, so without this an edited rule would be
served stale to every compiled caller in another file.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import platform
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import llvmlite
import numba
import numpy as np
import platformdirs
from llvmlite.binding import get_host_cpu_name

import simulator.units


def compiled_sources() -> list[Path]:
    """Return the files that compiled code can be made from: all of the model but the reference, and units."""
    folder = Path(__file__).parent
    return [Path(simulator.units.__file__), *sorted(folder.glob("*.py")), *sorted(folder.glob("fast/*.py"))]


def compile_cache_folder() -> Path:
    """Return the cache folder that belongs to the present text of the compiled files, to libraries and processor.

    It lies in the user's cache, or in the folder that `NUMBA_CACHE_DIR` names.
    """
    digest = hashlib.sha256()
    for path in compiled_sources():
        digest.update(path.read_bytes())
    versions = (numba.__version__, llvmlite.__version__, np.__version__, platform.python_version())
    digest.update(" ".join((*versions, get_host_cpu_name())).encode())
    given = os.environ.get("NUMBA_CACHE_DIR") or platformdirs.user_cache_dir("leadsim", appauthor=False)
    return Path(given) / digest.hexdigest()[:16]


def _usable(folder: Path) -> Path:
    """Return a folder that can be written; where none is kept, everything is compiled at each start."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    passing = tempfile.mkdtemp(prefix="leadsim-")
    atexit.register(shutil.rmtree, passing, ignore_errors=True)
    return Path(passing)


numba.config.CACHE_DIR = str(_usable(compile_cache_folder()))  # type: ignore[attr-defined]
