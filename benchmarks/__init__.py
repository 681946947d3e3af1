"""How fast it is, as ratios between two things that are measured in turn in one run: see docs/performance.md."""
