"""INTESO for Python: runs and sweeps whose tables come as Arrow tables.

>>> import inteso
>>> tables = inteso.run(weeks=52, settings={"intermediary.approach": "provide"})
>>> tables["series"].to_pandas()

What is wrong with a scenario, an experiment or a setting is raised as `InputError`, in the words of the program.
"""

from __future__ import annotations

import datetime
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

from . import _inteso

__all__ = ["InputError", "OutputError", "check", "parameters", "run", "sweep", "tables"]


class InputError(ValueError):
    """A scenario, an experiment or a setting is faulty; `german` says it in German."""

    def __init__(self, english: str, german: str) -> None:
        super().__init__(english)
        self.german = german


class OutputError(OSError):
    """A folder cannot be written or holds something else; `german` says it in German."""

    def __init__(self, english: str, german: str) -> None:
        super().__init__(english)
        self.german = german


def run(
    scenario: str | os.PathLike[str] | None = None,
    *,
    settings: Mapping[str, Any] | None = None,
    seed: int | None = None,
    replicates: int | None = None,
    weeks: int | None = None,
    every: int | None = None,
    threads: int | None = None,
    panel_weeks: Iterable[int] = (),
    residents: int = 0,
    episodes: bool = False,
) -> dict[str, pyarrow.Table]:
    """Runs one scenario and returns its tables by name.

    `scenario` is the name of an embedded one or the path of a file; the default one if there is none. `settings` are keys and values
    as `--set` takes them, such as `{"intermediary.siting": "decentral", "parameters.counselling.minutes_first_contact": 40}`. No number
    depends on `threads`. `panel_weeks` are the waves of the table `panel`, which is there with them alone; at the same waves so many
    `residents` of each district are looked at one by one. `episodes` asks for the table of all referrals.
    """
    name = "default" if scenario is None else os.fspath(scenario)
    given = _settings(settings, seed=seed, replicates=replicates, weeks=weeks, every=1 if every is None else every)
    traces = (panel_weeks, residents, episodes)
    return _sweep(name, given, threads, None, traces, force=False)


def sweep(
    experiment: str | os.PathLike[str] = "headline",
    *,
    settings: Mapping[str, Any] | None = None,
    seed: int | None = None,
    replicates: int | None = None,
    weeks: int | None = None,
    every: int | None = None,
    threads: int | None = None,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    panel_weeks: Iterable[int] = (),
    residents: int = 0,
    episodes: bool = False,
) -> dict[str, pyarrow.Table]:
    """Runs an experiment and returns its tables by name.

    With `out` the folder stays, and a call that was interrupted goes on where it stopped; `force` replaces what else is in it. The rest
    is as in `run`.
    """
    given = _settings(settings, seed=seed, replicates=replicates, weeks=weeks, every=every)
    traces = (panel_weeks, residents, episodes)
    return _sweep(os.fspath(experiment), given, threads, out, traces, force=force)


def check(name: str | os.PathLike[str] = "default", *, settings: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Returns what a scenario or an experiment resolves to, and raises what is wrong with it; nothing is run.

    `points` are pairs: the label of each point, and what its budget cannot pay, `None` if it can.
    """
    found, replicates, weeks, points = _inteso.check(os.fspath(name), _settings(settings))
    runs = replicates * sum(reason is None for _, reason in points)
    return {"name": found, "replicates": replicates, "weeks": weeks, "runs": runs, "points": points}


def parameters(
    name: str | os.PathLike[str] = "default", *, settings: Mapping[str, Any] | None = None
) -> pyarrow.Table:
    """Returns all parameters with their provenance: what a design of experiments samples from.

    `key` is what `inteso explain` takes; with `parameters.` before it, it is a key of `settings`. `distribution` is `fixed`, `uniform`,
    `log_uniform` or `triangular` over `low` to `high`, the last with its peak at `value`.
    """
    columns = ["key", "value", "low", "high", "distribution", "unit", "kind", "source", "note"]
    rows = _inteso.parameters(os.fspath(name), _settings(settings))
    return pyarrow.table(dict(zip(columns, map(list, zip(*rows)))))


def tables(folder: str | os.PathLike[str]) -> dict[str, pyarrow.Table]:
    """Returns the tables of a folder of results that were written as Parquet, by name."""
    return {path.stem: pyarrow.parquet.read_table(path) for path in sorted(Path(folder).glob("*.parquet"))}


def _sweep(
    name: str,
    settings: list[tuple[str, str]],
    threads: int | None,
    out: str | os.PathLike[str] | None,
    traces: tuple[Iterable[int], int, bool],
    *,
    force: bool,
) -> dict[str, pyarrow.Table]:
    if threads is not None and threads < 1:
        raise ValueError("threads must be at least 1")
    panel_weeks, residents, episodes = traces
    weeks = sorted(set(panel_weeks))
    if residents and not weeks:
        raise ValueError("residents are looked at in the weeks of panel_weeks, and there are none")
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    with tempfile.TemporaryDirectory(prefix="inteso-") as scratch:
        folder = scratch if out is None else os.fspath(out)
        _inteso.sweep(name, settings, folder, threads or os.cpu_count() or 1, weeks, residents, episodes, force, now)
        return tables(folder)


def _settings(settings: Mapping[str, Any] | None, **named: int | None) -> list[tuple[str, str]]:
    given = [(key, _text(value)) for key, value in (settings or {}).items()]
    return given + [(key, _text(value)) for key, value in named.items() if value is not None]


def _text(value: Any) -> str:
    """Returns a value as it stands behind `--set key=`."""
    if hasattr(value, "item") and not isinstance(value, (list, tuple)):
        value = value.item()  # A number of NumPy.
    if isinstance(value, str):
        return value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (bool, int, float, list, tuple)):
        return json.dumps(value)
    raise TypeError(f"a setting is a text, a number, a yes or no, a date or a list, not {type(value).__name__}")
