"""The SimPy engine: the specification of what happens, written to be read, one module for each strand."""

from simulator.model.reference.engine import ReferenceEngine

__all__ = ["ReferenceEngine"]
