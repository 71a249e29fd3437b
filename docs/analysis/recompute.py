"""Computes published figures from the tables of a run, on its own, and compares them with what `inteso validate` says.

    inteso run welcome_points --weeks 300 --replicates 3 --panel --out historical
    inteso validate --replicates 3 --json > found.json
    python recompute.py historical found.json
"""

import json
import sys
from pathlib import Path

import pandas as pd

WAVES = {2016: 90, 2017: 142, 2018: 195, 2019: 247, 2020: 299}
WEEKS_PER_MONTH = 52.18 / 12


def week_of(date: str) -> int:
    """Returns the week that holds a day, counted from Monday 2015-01-05."""
    return (pd.Timestamp(date) - pd.Timestamp("2015-01-05")).days // 7


def figures(panel: pd.DataFrame, series: pd.DataFrame) -> dict[str, float]:
    """Computes figures from the rows of single persons and weeks, all replicates together."""
    panel = panel[panel["present"] == 1]
    cohort = panel[panel["arrival_week"].between(week_of("2013-01-01"), week_of("2016-12-31"))]
    at = {year: cohort[(cohort["week"] == week) & (cohort["age"] >= 18)] for year, week in WAVES.items()}
    worker = cohort[cohort["age"].between(18, 64) & cohort["week"].isin([WAVES[year] for year in range(2016, 2020)])]

    def employed(years: int) -> float:
        since = worker["years_since_arrival"]
        return worker.loc[(since >= years - 0.5) & (since < years + 0.5), "employed"].mean()

    person = ["replicate", "person"]
    both = at[2017].merge(at[2020], on=person, suffixes=("", "_later"))
    change = {name: both[f"{name}_later"].mean() - both[name].mean() for name in ["welcome", "employed", "good_german"]}

    whole = series[series["district"] == "all"]
    during = whole[whole["week"].between(week_of("2017-01-01") + 1, week_of("2017-12-31") + 1)]
    active = whole.set_index(["replicate", "week"])["volunteers_active"].unstack()
    seen = at[2017].groupby("sex")["frequent_contact"].mean()
    return {
        "F1a": employed(1),
        "F1b": employed(2),
        "F1c": employed(3),
        "F1d": employed(4),
        "F3b": at[2017]["good_german"].mean(),
        "F3d": (at[2018]["self_rating"] == "none").mean(),
        "F6b": (at[2018]["dwelling"] == "private").mean(),
        "F6d": during["left_accommodation"].sum() / (during["in_accommodation"].sum() / WEEKS_PER_MONTH),
        "F7b": at[2017]["no_contact"].mean(),
        "F7d": seen["male"] - seen["female"],
        "F7e-work": (at[2017]["meetings_work"] >= 2).mean(),
        "F9c": at[2020]["welcome"].mean(),
        "F9d": max(change["welcome"], -change["employed"], -change["good_german"]),
        "F29": active[week_of("2016-05-15")].sum() / active[week_of("2015-11-15")].sum(),
    }


def main(folder: Path, found: Path) -> None:
    targets = {target["id"]: target for target in json.loads(found.read_text())["targets"]}
    # Columns of many cells are read once; what is missing is no number.
    own = figures(pd.read_csv(folder / "panel.csv", low_memory=False), pd.read_csv(folder / "series.csv", low_memory=False))
    for name, value in own.items():
        gap = abs(value - targets[name]["value"])
        print(f"{name:9} {value:.6f}")
        if gap > 1e-9:
            raise SystemExit(f"{name}: {value} here, {targets[name]['value']} by the program")
    print(f"{len(own)} figures are those of `inteso validate`")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
