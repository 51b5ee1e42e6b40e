package org.offprint.lab.task;

import java.util.SequencedMap;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Corpora;

/// Do the features of a small language model first collapse, then expand, then compress?
public final class RepresentationPhases implements Experiment {
  private static final double CLEARLY = 1.3;
  private static final double AGAIN = 1.1;

  private static final Task TASK =
      Task.named(
              "representation-phases", "Effective rank of features while a language model learns")
          .dataset("tinyshakespeare", Corpora.TINY_SHAKESPEARE)
          .split("training on the first 90 % of its characters, features on windows of the rest")
          .baseline("the same model before training")
          .protocol(
              TracedGeometry.PROTOCOL
                  + """
                  Three phases are asked for. Collapse: the rank before training is more than 1.3 times the least. Expansion: the largest rank
                  after the least is more than 1.3 times the least. Compression: that largest rank is more than 1.1 times the last. The paper's
                  models see at least a thousand million times as much text, so the third phase need not be reached here.
                  """)
          .metrics(
              Metric.amount("collapse", "first rank over the least", "1", Direction.HIGHER),
              Metric.amount(
                  "expansion", "largest rank after the least over it", "1", Direction.HIGHER),
              Metric.amount(
                  "compression",
                  "largest rank after the least over the last",
                  "1",
                  Direction.HIGHER),
              Metric.amount("rank", "effective rank after training", "1", Direction.EQUAL),
              Metric.amount("collapse-step", "steps to the least rank", "steps", Direction.EQUAL),
              Metric.amount("loss", "held-out loss after training", "nats", Direction.LOWER))
          .agreesWhen(
              Condition.above("collapse", CLEARLY),
              Condition.above("expansion", CLEARLY),
              Condition.above("compression", AGAIN))
          .claim(Claims.of("2509.23024", 1));

  @Override
  public String method() {
    return "rankme";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    return TracedGeometry.settings();
  }

  @Override
  public Trial run(long seed, Lab lab) {
    TracedGeometry traced = TracedGeometry.of(seed, lab);
    double[] rank = traced.rank();
    int least = traced.collapse();
    double peak = traced.largestAfter(rank, least);
    return new Trial()
        .ours("collapse", rank[0] / rank[least])
        .ours("expansion", peak / rank[least])
        .ours("compression", peak / TracedGeometry.last(rank))
        .both("rank", TracedGeometry.last(rank), rank[0])
        .ours("collapse-step", traced.steps()[least])
        .both("loss", TracedGeometry.last(traced.loss()), traced.loss()[0])
        .curve("effective rank", "steps", "RankMe", traced.steps(), rank, null)
        .curve("held-out loss", "steps", "loss in nats", traced.steps(), traced.loss(), null);
  }
}
