"""What is measured on."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("numba", "numpy", "simpy")


def machine() -> str:
    """Return the processor, the system and the libraries."""
    found = Path("/proc/cpuinfo")
    lines = found.read_text(encoding="utf-8").splitlines() if found.exists() else []
    name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    libraries = ", ".join(f"{library} {version(library)}" for library in LIBRARIES)
    return (
        f"{name or platform.processor() or platform.machine()}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, {libraries}"
    )


def load() -> str:
    """Return how many programs want to run at this moment, on average of the last minute."""
    return f"load {os.getloadavg()[0]:.2f}"
