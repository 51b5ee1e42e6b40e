package org.offprint.methods.objective;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// Clip_B: drops the tokens whose entropy discriminator lies far below the batch's mean and whose advantage is negative, since
/// pushing those down lowers the entropy most.
///
///     m, sd = mean and population deviation of S over the batch;  dropped: A < 0 and S − m < −μ sd
///
/// Shapes: a {@link PolicyBatch} with entropies; returns it with fewer tokens in the mask.
/// Range: keeps everything where sd < 1e-12.
/// Source: arXiv:2602.03392, Clip_B, as in its released code.
/// Differs from the source: UNCERTAIN: the paper describes outliers in general, the code those of negative advantage;
///   {@link Outliers} has both. The log-probabilities are those of the policy that sampled.
/// Throws: IllegalArgumentException if the batch has no entropies; from the constructor, if μ is negative.
@Source(paper = "arXiv:2602.03392", equation = "Clip_B")
public record ClipB(double mu, Outliers outliers) implements TokenFilter {
  public ClipB {
    Shapes.require("mu", mu, mu >= 0, "a number ≥ 0");
  }

  /// μ = 2.5.
  public static ClipB standard() {
    return new ClipB(2.5, Outliers.NEGATIVE_ADVANTAGE);
  }

  /// What is looked at.
  ///
  /// @param values of the tokens that count, in row order
  /// @param deviation the population's; 0 without tokens, as is the mean
  public record Spread(double[] values, double mean, double deviation) {
    static Spread of(double[] values) {
      int n = Math.max(1, values.length);
      double mean = Arrays.stream(values).sum() / n;
      double squares = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
      return new Spread(values, mean, Math.sqrt(squares / n));
    }

    boolean flat() {
      return deviation < 1e-12;
    }
  }

  /// S of the batch.
  public static Spread spread(PolicyBatch batch) {
    Tensor entropies = batch.entropies();
    if (entropies == null) {
      throw new IllegalArgumentException(
          "the batch has no entropies: give them with withEntropies, as the filter is made of them.");
    }
    return Spread.of(
        batch.counted(EntropyDiscriminator.of(batch.oldLogProbs().detach(), entropies.detach())));
  }

  @Override
  public PolicyBatch filter(PolicyBatch batch) {
    Spread spread = spread(batch);
    if (spread.flat()) {
      return batch;
    }
    int[] places = batch.places();
    double[] advantages = batch.counted(batch.advantages());
    int[] dropped =
        IntStream.range(0, places.length)
            .filter(i -> outlying(spread.values()[i] - spread.mean(), advantages[i], spread))
            .map(i -> places[i])
            .toArray();
    return batch.withMask(batch.mask().and(batch.allBut(dropped)));
  }

  private boolean outlying(double difference, double advantage, Spread spread) {
    return switch (outliers) {
      case NEGATIVE_ADVANTAGE -> advantage < 0 && difference < -mu * spread.deviation();
      case BOTH_SIDES -> Math.abs(difference) > mu * spread.deviation();
    };
  }
}
