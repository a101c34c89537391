"""Hostile inputs for every parser of menurut: ``make fuzz``, or ``python -m fuzz --help``."""
