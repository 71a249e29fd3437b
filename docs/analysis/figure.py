"""Redraws the headline figure from a folder of results, CSV or Parquet, and checks its numbers against the table `differences`.

    inteso compare --out headline
    python figure.py headline headline.svg

For each dimension it shows what a configuration changes against the first point of the experiment: the mean of the paired differences
of replicates in the last complete year, all districts together, with its 95 % interval.
"""

import sys
from pathlib import Path

import matplotlib
import polars as pl
from scipy import stats

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

DIMENSIONS = ["culturation", "placement", "interaction", "identification"]
WEEKS_OF_YEAR = 52


def table(folder: Path, name: str) -> pl.DataFrame:
    """Reads a table of a folder, in whichever format it is there."""
    parquet = folder / f"{name}.parquet"
    if parquet.exists():
        return pl.read_parquet(parquet)
    return pl.read_csv(folder / f"{name}.csv", infer_schema_length=None, try_parse_dates=True)


def paired_differences(folder: Path, year: int) -> pl.DataFrame:
    """Computes what each point changes against the first one, from the rows of single runs."""
    ends = table(folder, "series").filter((pl.col("district") == "all") & (pl.col("week") == year * WEEKS_OF_YEAR))
    values = ends.select("point", "replicate", *DIMENSIONS).unpivot(
        DIMENSIONS, index=["point", "replicate"], variable_name="measure"
    )
    first = values.filter(pl.col("point") == values["point"].min()).drop("point").rename({"value": "of_first"})
    # The same dice fall for all points of a replicate, so that replicates are pairs.
    pairs = values.filter(pl.col("point") != values["point"].min()).join(first, on=["replicate", "measure"])
    pairs = pairs.with_columns(difference=pl.col("value") - pl.col("of_first"))
    summed = pairs.group_by("point", "measure").agg(
        pl.col("difference").mean(), error=pl.col("difference").std() / pl.len().sqrt(), n=pl.len()
    )
    reach = stats.t.ppf(0.975, summed["n"].to_numpy() - 1) * summed["error"].to_numpy()
    reach = pl.Series("reach", reach)
    return summed.with_columns(low=summed["difference"] - reach, high=summed["difference"] + reach)


def check(found: pl.DataFrame, folder: Path, year: int) -> None:
    """Compares what was computed here with what the program wrote."""
    written = table(folder, "differences").filter((pl.col("district") == "all") & (pl.col("year") == year))
    both = found.join(written, on=["point", "measure"], suffix="_written").filter(pl.col("against") == written["against"].min())
    if len(both) != len(found) or both.is_empty():
        raise SystemExit(f"{len(both)} of {len(found)} differences are declared contrasts")
    for column in ["difference", "low", "high"]:
        gap = (both[column] - both[f"{column}_written"]).abs().max()
        if gap > 1e-12:
            raise SystemExit(f"{column}: off by {gap}")
    print(f"year {year}: {len(both)} differences and their intervals are those of the table")


def draw(found: pl.DataFrame, labels: dict[int, str], year: int, to: Path) -> None:
    """Draws the figure; the format is that of the ending, and the same numbers give the same bytes."""
    matplotlib.rcParams["svg.hashsalt"] = "inteso"
    points = sorted(found["point"].unique())
    figure, axes = pyplot.subplots(1, len(DIMENSIONS), sharey=True, figsize=(11, 0.45 * len(points) + 1.4))
    for axis, measure in zip(axes, DIMENSIONS):
        rows = found.filter(pl.col("measure") == measure).sort("point")
        heights = [points.index(point) for point in rows["point"]]
        axis.axvspan(-0.01, 0.01, color="0.9")
        axis.axvline(0, color="0.5", linewidth=0.8)
        axis.errorbar(rows["difference"], heights, xerr=rows["high"] - rows["difference"], fmt="o", capsize=3)
        axis.set_title(measure.capitalize())
    axes[0].set_yticks(range(len(points)), [labels[point] for point in points])
    axes[0].invert_yaxis()
    figure.supxlabel(f"difference from “{labels[1]}” in year {year}, 95 % interval; grey: too small to matter")
    figure.tight_layout()
    figure.savefig(to, metadata={"Date": None} if to.suffix == ".svg" else None)


def main(folder: Path, to: Path) -> None:
    points = table(folder, "points")
    year = max(int(table(folder, "series")["week"].max()) // WEEKS_OF_YEAR, 1)
    found = paired_differences(folder, year)
    check(found, folder, year)
    draw(found, dict(zip(points["point"], points["label"])), year, to)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
