"""The SimPy engine: the specification of what happens, written to be read, one module for each strand."""

from simulator.model.reference.engine import ReferenceEngine, collect_garbage_rarely, lazy_garbage_collection

__all__ = ["ReferenceEngine", "collect_garbage_rarely", "lazy_garbage_collection"]
