"""Drives a sweep with SALib: it makes the parameter sets, `inteso sweep` runs them, and it says what the outcome depends on.

    python sensitivity.py FOLDER [--trajectories N] [--weeks W] [--replicates R]

The sets are Morris trajectories; `saltelli` below does the same with Sobol indices. What is here is the way with tools that know nothing
of INTESO; a design that INTESO draws itself needs no list (`method = "morris"`).
"""

import argparse
import csv
import os
import subprocess
from collections import defaultdict
from pathlib import Path

import numpy
from SALib.analyze import morris as morris_indices
from SALib.analyze import sobol as sobol_indices
from SALib.sample import morris, sobol

INTESO = os.environ.get("INTESO", "inteso")
OUTCOME = "visits"

# Parameters with their ranges, as `inteso explain KEY` tells them.
RANGES = {
    "parameters.counselling.minutes_first_contact": [40, 100],
    "parameters.awareness.pass_on_per_friend_and_week": [0.0003, 0.004],
    "parameters.awareness.forgetting_per_week": [0.004, 0.025],
}

EXPERIMENT = """
name = "salib"
weeks = {weeks}
replicates = {replicates}
every = {weeks}
set = {{ "intermediary.opens" = 2015-01-05 }}

[[point]]
name = "guide"
set = {{ "intermediary.approach" = "guide" }}

[sample]
method = "list"
file = "sets.csv"
"""


def run(folder: Path, sets: numpy.ndarray, weeks: int, replicates: int) -> numpy.ndarray:
    """Runs parameter sets and returns the mean outcome of each over replicates, in their order."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "sets.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(RANGES)
        writer.writerows([float(value) for value in row] for row in sets)
    (folder / "experiment.toml").write_text(EXPERIMENT.format(weeks=weeks, replicates=replicates))
    command = [INTESO, "sweep", str(folder / "experiment.toml"), "--out", str(folder / "out"), "--quiet", "--yes"]
    # Calls again do only what is missing; other sets are another sweep, which replaces the one before.
    subprocess.run([*command, "--tables", "series", "--measures", OUTCOME, "--force"], check=True, stdout=subprocess.DEVNULL)
    outcomes = defaultdict(list)
    with open(folder / "out" / "series.csv", newline="") as file:
        for row in csv.DictReader(file):
            if row["district"] == "all" and int(row["week"]) == weeks:
                outcomes[row["point"]].append(float(row[OUTCOME]))
    # Sets that are alike are one point, so that points are found by what they say.
    with open(folder / "out" / "points.csv", newline="") as file:
        of_set = {tuple(float(row[key]) for key in RANGES): numpy.mean(outcomes[row["point"]]) for row in csv.DictReader(file)}
    return numpy.array([of_set[tuple(float(value) for value in row)] for row in sets])


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("folder", type=Path)
    options.add_argument("--trajectories", type=int, default=20)
    options.add_argument("--weeks", type=int, default=104)
    options.add_argument("--replicates", type=int, default=4)
    options.add_argument("--saltelli", type=int, help="sets to begin with, a power of two, for Sobol indices as well")
    given = options.parse_args()
    problem = {"num_vars": len(RANGES), "names": list(RANGES), "bounds": list(RANGES.values())}
    sets = morris.sample(problem, given.trajectories, num_levels=4, seed=1)
    outcomes = run(given.folder / "morris", sets, given.weeks, given.replicates)
    found = morris_indices.analyze(problem, sets, outcomes, num_levels=4, seed=1)
    print(f"{OUTCOME}, {len(sets)} sets: mean absolute elementary effect, and its spread")
    for name, effect, spread in zip(RANGES, found["mu_star"], found["sigma"]):
        print(f"  {name:<48} {effect:10.3f} {spread:10.3f}")
    if given.saltelli:
        sets = sobol.sample(problem, given.saltelli, calc_second_order=False, seed=1)
        outcomes = run(given.folder / "saltelli", sets, given.weeks, given.replicates)
        found = sobol_indices.analyze(problem, outcomes, calc_second_order=False, seed=1)
        print(f"{OUTCOME}, {len(sets)} sets: first-order and total index")
        for name, first, total in zip(RANGES, found["S1"], found["ST"]):
            print(f"  {name:<48} {first:10.3f} {total:10.3f}")


if __name__ == "__main__":
    main()
