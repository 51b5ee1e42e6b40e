package org.offprint.lab.task;

import java.util.List;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.CrossEvalTable;
import org.offprint.methods.estimate.WeakestLink;
import org.offprint.methods.estimate.WeakestLink.Model;
import org.offprint.methods.estimate.WeakestLink.Placement;
import org.offprint.methods.estimate.WeakestLink.Tally;

/// Does the paper's printed table give the counts that its abstract states?
public final class WeakestLinkRecount implements Experiment {
  private static final int SCENARIOS = 58;
  private static final int BELOW = 38;
  private static final int BETWEEN = 20;
  private static final int LARGEST_GAP = 10;

  private static final Task TASK =
      Task.named("weakest-link-recount", "The counts of the abstract, counted again in the table")
          .dataset("the printed table 3 of the paper: 17 models, seven abilities, seven pairs")
          .split("none: every model and pair whose two abilities differ by more than 3")
          .baseline("the counts that the abstract states: 58, 38 and 20")
          .protocol(
              """
              Of every model and pair with both abilities and the pair scored, those count whose abilities differ by more than 3 points. A
              pair's score is below both if it is less than the lower ability, else nearer to the weaker if it is less than their middle.
              Agrees when exactly 38 of them are below both. Nothing here is random: a seed changes only the order in which the models are
              counted, so every seed must give the same counts, and the interval has no width. The scores are the printed ones, with two
              digits; a count that hangs on rounding can differ from the authors' own.
              """)
          .metrics(
              Metric.amount("below-both", "scores below both abilities", "1", Direction.EQUAL),
              Metric.amount(
                  "nearer-weaker", "scores between, nearer to the weaker", "1", Direction.EQUAL),
              Metric.amount("scenarios", "scores that count", "1", Direction.EQUAL),
              Metric.amount(
                  "elsewhere",
                  "scores in the middle, nearer to the stronger, or above",
                  "1",
                  Direction.EQUAL))
          .agreesWhen(
              Condition.above("below-both", BELOW - 0.5),
              Condition.below("below-both", BELOW + 0.5))
          .claim(Claims.of("2409.19951", 1));

  @Override
  public String method() {
    return "weakest-link-statistics";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    List<Model> models = WeakestLinkBootstrap.shuffled(CrossEvalTable.read(), seed);
    Tally tally = WeakestLink.standard().tallyOf(models);
    int below = tally.of(Placement.BELOW_BOTH);
    int between = tally.of(Placement.CLOSER_TO_WEAKER);
    double[] gaps = new double[LARGEST_GAP + 1];
    double[] belowShares = new double[gaps.length];
    double[] weakShares = new double[gaps.length];
    for (int gap = 0; gap <= LARGEST_GAP; gap++) {
      Tally at = new WeakestLink(gap).tallyOf(models);
      gaps[gap] = gap;
      belowShares[gap] = at.of(Placement.BELOW_BOTH) / (double) at.scenarios();
      weakShares[gap] =
          belowShares[gap] + at.of(Placement.CLOSER_TO_WEAKER) / (double) at.scenarios();
    }
    return new Trial()
        .both("below-both", below, BELOW)
        .both("nearer-weaker", between, BETWEEN)
        .both("scenarios", tally.scenarios(), SCENARIOS)
        .both("elsewhere", tally.scenarios() - below - between, SCENARIOS - BELOW - BETWEEN)
        .curve(
            "below both", "least difference in points", "share of scores", gaps, belowShares, null)
        .curve(
            "below both or nearer to the weaker",
            "least difference in points",
            "share of scores",
            gaps,
            weakShares,
            null)
        .note(
            "counted %d below both and %d between, where the abstract says %d and %d"
                .formatted(below, between, BELOW, BETWEEN));
  }
}
