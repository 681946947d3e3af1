"""Does it match what was published? Evaluations simulated as they were designed, and targets to hold them to."""
