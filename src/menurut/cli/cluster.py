"""``menurut read --on cluster``: its options, and what they start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from menurut.config import Config
from menurut.errors import InputError
from menurut.pipeline import run_key
from menurut.records import Problem
from menurut.store import StoreWriter
from menurut.version import __version__

if TYPE_CHECKING:
    from menurut.read import Source
    from menurut.run.local import Summary

_HERE = "ray"  # as an address: Ray that is started on this machine


def cluster_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of reading elsewhere; without ``--on cluster`` they mean nothing, and are refused."""
    for option in (
        click.option(
            "--partitions",
            type=click.IntRange(1),
            help="With --on cluster: cut the sources into about so many pieces; by default one every 4 MB of text.",
        ),
        click.option(
            "--parts",
            metavar="DIR",
            help="With --on cluster: the folder or s3:// address where what is read is left, by default STORE.parts.",
        ),
        click.option(
            "--cluster",
            "address",
            metavar="ADDRESS",
            help="With --on cluster: of a Ray cluster (ray://HOST:10001; auto on one of its machines), or ray to start "
            "Ray on this machine. By default Daft works in processes of this machine.",
        ),
        click.option(
            "--on",
            "where",
            type=click.Choice(("here", "cluster")),
            default="here",
            show_default=True,
            help="Read here, or by Daft in many processes or on many machines (pip install 'menurut[cluster]').",
        ),
    ):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class There:
    """What was asked for: where the store is, where parts go, on which cluster, in how many pieces and processes."""

    store: Path
    parts: str
    address: str | None
    partitions: int | None
    workers: int | None


def asked_for(options: Mapping[str, Any], store: Path, jobs: int | None) -> There | None:
    """What the options ask for; ``None`` for reading here. Raises ``InputError`` where they do not fit each other."""
    if options["where"] == "cluster":
        parts = options["parts"] or f"{store}.parts"
        return There(store, parts, options["address"], options["partitions"], jobs)
    for name, option in (("parts", "--parts"), ("address", "--cluster"), ("partitions", "--partitions")):
        if options[name] is not None:
            raise InputError(f"{option} is for reading on a cluster; add --on cluster")
    return None


def read_there(
    there: There,
    sources: Sequence[Source],
    problems: Sequence[Problem],
    config: Config,
    fields: Mapping[str, str],
    summary: Summary,
    on_progress: Callable[[Source, int], None],
) -> Callable[[], object]:
    """Reads sources into parts there, and from these into the store; what is returned links it."""
    from menurut.run.chosen import parts_of
    from menurut.run.cluster import ReadWork, keep_parts, read_parts
    from menurut.run.engine import start
    from menurut.run.linking import link_parts
    from menurut.run.parts import partitions_of
    from menurut.run.shelf import Shelf

    key = run_key(config)
    partitions = partitions_of(sources, fields, config, key, there.partitions)
    engine = start(there.workers, None if there.address == _HERE else there.address, local_ray=there.address == _HERE)
    work = ReadWork(Shelf.at(there.parts), config, tuple(sorted(fields.items())))
    read_parts(partitions, work, engine)
    with StoreWriter(there.store, key, __version__) as store:
        keep_parts(partitions, work, store, problems=problems, summary=summary, on_progress=on_progress)

    def linking() -> object:
        return link_parts(there.store, parts_of(there.store, partitions, work.shelf, key), work.shelf, engine)

    return linking
