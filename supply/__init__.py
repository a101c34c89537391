"""What menurut is made of beside its own code: locked packages, licences, bundled files. ``python -m supply``."""
