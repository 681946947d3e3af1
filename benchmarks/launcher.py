"""Starts a program from a process that is small itself, and says what the program took.

A process that is forked begins with the memory of its parent as its peak. A benchmark has numba loaded, and would
find 200 MB in a `pass`. Nothing is imported here that is not needed.
"""

import json
import os
import sys
import time
from pathlib import Path


def main() -> None:
    """Read the file for the answer and the words of a command; standard output and error are the command's own."""
    answer, *words = sys.argv[1:]
    start = time.perf_counter()
    child = os.posix_spawnp(words[0], words, os.environ)
    _, status, used = os.wait4(child, 0)
    taken = {
        "code": os.waitstatus_to_exitcode(status),
        "wall": time.perf_counter() - start,
        "cpu": used.ru_utime + used.ru_stime,
        "peak": used.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
    }
    Path(answer).write_text(json.dumps(taken), encoding="utf-8")


if __name__ == "__main__":
    main()
