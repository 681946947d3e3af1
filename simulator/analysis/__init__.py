"""What we may conclude: arrays in, estimates out. Nothing here runs a model."""
