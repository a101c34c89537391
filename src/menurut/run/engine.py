"""Daft as it is used here: started here or on Ray, many times the same work, and tables that are brought together."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from menurut.errors import UNFORESEEN, InputError, MenurutError
from menurut.run.shelf import Shelf

if TYPE_CHECKING:
    import daft
    import pyarrow as pa

_Made = TypeVar("_Made")
_FAILURES = 3  # in a row without anything being finished: then there is no use in trying again
# Neither reports to its makers what is done with it.
_QUIET = {"DO_NOT_TRACK": "true", "SCARF_NO_ANALYTICS": "true", "RAY_USAGE_STATS_ENABLED": "0"}
_INSTALL = "pip install 'menurut[cluster]'"


class Work(Protocol):
    """What workers do: made ready once in each of their processes, then done item by item."""

    def begin(self) -> Callable[[Any], Any]:
        """Makes ready what items need, such as models, and returns what does one (an Arrow scalar)."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A started Daft, and in how many processes it works."""

    workers: int

    def frame(self, items: Sequence[str]) -> daft.DataFrame:
        """A table of one column ``item``, spread over the workers."""
        import daft

        frame = daft.from_pydict({"item": list(items)})
        return frame.into_partitions(min(len(items), 4 * self.workers)) if _on_ray() else frame

    def done(
        self, frame: daft.DataFrame, work: Work, returns: pa.DataType, column: str = "item", at_once: int = 1
    ) -> daft.DataFrame:
        """The table with a column ``done``: what the work makes of each value of a column, in the workers' processes.

        The work gets Arrow scalars; so many rows go to a process at once.
        """
        import daft

        kind = daft.DataType.from_arrow_type(returns)

        class Worker:
            def __init__(self, work: Work) -> None:
                self.do = work.begin()

            def each(self, items: daft.Series) -> list[Any]:
                return [self.do(value) for value in items.to_arrow()]

        Worker.each = daft.method.batch(return_dtype=kind, batch_size=at_once)(Worker.each)  # type: ignore[method-assign]
        made = daft.cls(max_concurrency=self.workers, use_process=True)(Worker)
        return frame.with_column("done", made(work).each(daft.col(column)))

    def read(self, shelf: Shelf, files: Sequence[str], columns: Mapping[str, pa.DataType]) -> daft.DataFrame:
        """A table with a column ``done``: of each file on a shelf a list of its rows, as structures of some columns."""
        import daft
        import pyarrow as pa
        import pyarrow.parquet as pq

        kind = pa.list_(pa.struct(list(columns.items())))

        def rows(items: daft.Series) -> pa.Array:
            tables = []
            for name in items.to_pylist():
                with shelf.open(name) as file:
                    tables.append(pq.read_table(file, columns=list(columns), use_threads=False).combine_chunks())
            ends = list(accumulate((len(table) for table in tables), initial=0))
            whole = pa.concat_tables(tables).to_struct_array().combine_chunks()
            return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), whole)

        frame = self.frame(files)
        read = daft.func.batch(return_dtype=daft.DataType.from_arrow_type(kind), batch_size=1)(rows)
        return frame.select(read(frame["item"]).alias("done"))

    def finish(self, items: Sequence[str], work: Work, missing: Callable[[], Sequence[str]]) -> None:
        """Has the work done that ``missing`` names, again what a worker did not finish because it died.

        Raises ``MenurutError`` where nothing gets done any more.
        """
        import pyarrow as pa

        left, failures = list(items), 0
        while left:
            engine = Engine(min(self.workers, len(left)))
            frame = engine.done(engine.frame(left), work, pa.int64())
            error = _tried(frame.select("done").to_arrow)
            still = list(missing())
            failures = failures + 1 if len(still) == len(left) else 0
            if failures == _FAILURES or (error is None and still):
                raise MenurutError(f"the workers do not finish their parts ({_first_line(error)})") from error
            left = still

    def kept(self, frame: daft.DataFrame) -> daft.DataFrame:
        """The table made and held with the workers, for more than one that is made of it; raises as ``rows``."""
        return self._again(frame.collect)

    def rows(self, frame: daft.DataFrame) -> pa.Table:
        """The rows of a table; made again where a worker died meanwhile. Raises ``MenurutError`` at last."""
        return self._again(frame.to_arrow)

    def _again(self, make: Callable[[], _Made]) -> _Made:
        for _ in range(_FAILURES):
            made: list[_Made] = []
            error = _tried(lambda made=made: made.append(make()))  # type: ignore[misc]
            if error is None:
                return made[0]
        raise MenurutError(f"the workers do not finish what they bring together ({_first_line(error)})") from error


def start(workers: int | None, ray_address: str | None, *, local_ray: bool = False) -> Engine:
    """Starts Daft: in processes of this machine, on Ray on this machine (``local_ray``), or on a Ray that runs.

    Args:
        workers: in how many processes; by default one a core, of this machine or of all that Ray has.
        ray_address: of a Ray cluster (``ray://head:10001``, or ``auto`` on one of its machines).
        local_ray: whether to start Ray here.

    Raises ``InputError`` where what is needed is not installed or no cluster answers.
    """
    os.environ.update({name: value for name, value in _QUIET.items() if name not in os.environ})
    os.environ.setdefault("DAFT_PROGRESS_BAR", "0")
    try:
        import daft
    except ImportError as error:
        raise InputError(f"to read on a cluster Daft is needed: {_INSTALL}") from error
    on_ray = local_ray or ray_address is not None
    count = _ray(workers, ray_address) if on_ray else workers or _cores()
    with suppress(ValueError):  # Daft was started in this process before, which it can be once
        daft.set_runner_ray(noop_if_initialized=True) if on_ray else daft.set_runner_native()
    if _on_ray() is not on_ray:
        raise InputError("Daft works elsewhere in this process already; start another process")
    return Engine(count)


def _ray(workers: int | None, address: str | None) -> int:
    """Connects to a Ray, or starts one; the number of processes."""
    try:
        import ray
    except ImportError as error:
        raise InputError(f"to read on Ray it must be installed: {_INSTALL}") from error
    if not ray.is_initialized():
        options: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
        if address is None:
            options |= {"include_dashboard": False, "num_cpus": max(workers or _cores(), 1)}
        try:
            ray.init(address or "local", **options)
        except (ConnectionError, TimeoutError, RuntimeError, ValueError, OSError) as error:
            raise InputError(f"no Ray cluster answers at {address}: {_first_line(error)}") from error
    return workers or max(1, int(ray.cluster_resources().get("CPU", 1)))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _on_ray() -> bool:
    import daft

    return bool(daft.get_or_infer_runner_type() == "ray")


def _tried(run: Callable[[], object]) -> Exception | None:
    """What went wrong with the workers, if anything did."""
    from daft.exceptions import DaftCoreException

    failures: list[type[Exception]] = [DaftCoreException, OSError, *UNFORESEEN]
    if "ray" in sys.modules:
        failures.append(sys.modules["ray"].exceptions.RayError)
    try:
        run()
    except tuple(failures) as error:
        return error
    return None


def _first_line(error: BaseException | None) -> str:
    return (str(error).strip().splitlines() or ["?"])[-1][:300] if error is not None else "some were lost"
