"""One small justice workload in several simulators: the same answers, and what an event of it takes in each."""
