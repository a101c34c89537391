"""``python -m menurut`` is the ``menurut`` command."""

from menurut.cli.main import main

main(prog_name="menurut")
