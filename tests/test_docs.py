"""What is documented is what there is."""

from __future__ import annotations

import re

import click

from menurut.cli.main import main
from tests.conftest import ROOT


def commands(group: click.Group, prefix: str = "menurut") -> dict[str, click.Command]:
    context = click.Context(group)
    found: dict[str, click.Command] = {}
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            found |= commands(command, f"{prefix} {name}")
        else:
            found[f"{prefix} {name}"] = command
    return found


def test_every_command_and_option_is_documented() -> None:
    text = (ROOT / "docs/commands.md").read_text("utf-8")
    for name, command in commands(main).items():
        _, found, section = text.partition(f"## {name}")
        assert found, f"{name} has no section"
        section = section.partition("\n## ")[0]
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                for option in parameter.opts:
                    assert option in section, f"{name} {option} is not documented"


def test_every_code_of_a_problem_is_documented() -> None:
    text = (ROOT / "docs/codebook.md").read_text("utf-8")
    source = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "src/menurut").rglob("*.py")))
    codes = set(re.findall(r"(?:Problem|StepError)\(\s*(?:\"\w+\"|step|\w+), \"(\w+)\"", source))
    assert {"broken_json", "language_not_read", "internal_error"} <= codes
    for code in sorted(codes):
        assert f"`{code}`" in text, f"{code} is not documented"
