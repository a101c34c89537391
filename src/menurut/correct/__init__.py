"""Corrections by people: applied to what the machine reads, on every run."""
