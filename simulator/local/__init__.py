"""Local data: a place's own parameters from its booking and release records, and how well they fit."""
