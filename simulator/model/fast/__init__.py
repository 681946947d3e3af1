"""The compiled engine: the same transitions as the reference, over flat memory, module by module and name by name."""

from simulator.model.fast.compiling import compile_now
from simulator.model.fast.engine import FastEngine

__all__ = ["FastEngine", "compile_now"]
