# Redraws the headline figure from a folder of results in CSV, and checks its numbers against differences.csv.
#
#   inteso compare --out headline
#   Rscript figure.R headline headline.pdf
#
# It is the figure of figure.py, with data.table and base graphics.

suppressPackageStartupMessages(library(data.table))

arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[[1]]
to <- arguments[[2]]
dimensions <- c("culturation", "placement", "interaction", "identification")
read <- function(name) fread(file.path(folder, paste0(name, ".csv")), encoding = "UTF-8")

points <- read("points")
series <- read("series")[district == "all"]
shown <- max(max(series$week) %/% 52L, 1L)

ends <- melt(series[week == shown * 52L], id.vars = c("point", "replicate"), measure.vars = dimensions,
             variable.name = "measure", variable.factor = FALSE)
first <- ends[point == min(point), .(replicate, measure, of_first = value)]
# The same dice fall for all points of a replicate, so that replicates are pairs.
pairs <- ends[point != min(point)][first, on = .(replicate, measure), nomatch = NULL]
found <- pairs[, {
  difference <- value - of_first
  reach <- qt(0.975, .N - 1L) * sd(difference) / sqrt(.N)
  .(difference = mean(difference), low = mean(difference) - reach, high = mean(difference) + reach)
}, by = .(point, measure)]

written <- read("differences")[district == "all" & year == shown & against == min(against)]
both <- found[written, on = .(point, measure), nomatch = NULL]
if (nrow(both) != nrow(found) || nrow(both) == 0L) stop(nrow(both), " of ", nrow(found), " differences are declared contrasts")
for (column in c("difference", "low", "high")) {
  gap <- max(abs(both[[column]] - both[[paste0("i.", column)]]))
  if (gap > 1e-12) stop(column, ": off by ", gap)
}
cat(sprintf("year %d: %d differences and their intervals are those of the table\n", shown, nrow(both)))

pdf(to, width = 11, height = 0.45 * uniqueN(found$point) + 1.6)
par(mfrow = c(1L, length(dimensions)), mar = c(4, 1, 2, 1), oma = c(0, 9, 0, 0))
for (dimension in dimensions) {
  rows <- found[measure == dimension][order(-point)]
  height <- seq_len(nrow(rows))
  plot(rows$difference, height, xlim = range(rows$low, rows$high, -0.01, 0.01), yaxt = "n", ylab = "",
       xlab = "difference", main = dimension, pch = 19)
  abline(v = c(-0.01, 0, 0.01), lty = c(3L, 1L, 3L), col = "grey")
  segments(rows$low, height, rows$high, height)
  if (dimension == dimensions[[1L]]) {
    axis(2L, height, points[match(rows$point, points$point), label], las = 1L, tick = FALSE, outer = TRUE)
  }
}
invisible(dev.off())
