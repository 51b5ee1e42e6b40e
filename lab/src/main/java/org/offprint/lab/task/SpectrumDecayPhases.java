package org.offprint.lab.task;

import java.util.SequencedMap;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Corpora;

/// Does the decay of the features' spectrum grow steep in the collapse and flat again in the
/// expansion?
public final class SpectrumDecayPhases implements Experiment {
  private static final double CLEARLY = 0.2;

  private static final Task TASK =
      Task.named("spectrum-decay-phases", "Decay of the spectrum while a language model learns")
          .dataset("tinyshakespeare", Corpora.TINY_SHAKESPEARE)
          .split("training on the first 90 % of its characters, features on windows of the rest")
          .baseline("the same model before training")
          .protocol(
              TracedGeometry.PROTOCOL
                  + """
                  Collapse: the largest α lies more than 0.2 above the one before training. Expansion: the last α lies more than 0.2 below the
                  largest. A large α means that few directions carry the variance.
                  """)
          .metrics(
              Metric.difference("steeper", "largest decay less the first", "1", Direction.HIGHER),
              Metric.difference("flatter", "largest decay less the last", "1", Direction.HIGHER),
              Metric.difference("decay", "decay α after training", "1", Direction.EQUAL),
              Metric.amount(
                  "steepest-step", "steps to the largest decay", "steps", Direction.EQUAL))
          .agreesWhen(Condition.above("steeper", CLEARLY), Condition.above("flatter", CLEARLY))
          .claim(Claims.of("2509.23024", 2));

  @Override
  public String method() {
    return "alpha-req";
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
    double[] decay = traced.decay();
    double steepest = traced.largestAfter(decay, 0);
    int at = 0;
    while (decay[at] < steepest) {
      at++;
    }
    return new Trial()
        .ours("steeper", steepest - decay[0])
        .ours("flatter", steepest - TracedGeometry.last(decay))
        .both("decay", TracedGeometry.last(decay), decay[0])
        .ours("steepest-step", traced.steps()[at])
        .curve("decay of the spectrum", "steps", "α", traced.steps(), decay, null);
  }
}
