"""The version of menurut; part of the key of every run."""

__version__ = "0.1.0"
