package org.offprint.methods.objective;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.Order;
import org.offprint.methods.objective.ClipB.Spread;
import org.offprint.methods.tensor.Tensor;

/// Clip_V: as {@link ClipB}, but by how far the discriminator lies below what the policy itself expects at that position, and never
/// more than a small share of the tokens.
///
///     D = N − S;  sd = population deviation of D;  dropped: A < 0 and D > μ sd, at most max(1, ⌊share · tokens⌋), the largest D
///
/// Shapes: a {@link PolicyBatch} with entropies and discriminator means; returns it with fewer tokens in the mask.
/// Range: D itself is compared, not its distance from the mean, as in the released code. Keeps everything where sd < 1e-12.
/// Source: arXiv:2602.03392, Clip_V, as in its released code.
/// Differs from the source: μ = 8.5 by default, which the released settings use, and not the 2.0 of the class there. UNCERTAIN: one or
///   both sides, see {@link Outliers}. The cap holds only where more than its share would go, as there. Of equal D the earlier goes.
/// Throws: IllegalArgumentException if the batch has no entropies or means; from the constructor, if μ is negative or the share is not
///   in [0, 1].
@Source(paper = "arXiv:2602.03392", equation = "Clip_V")
public record ClipV(double mu, double share, Outliers outliers) implements TokenFilter {
  public ClipV {
    Shapes.require("mu", mu, mu >= 0, "a number ≥ 0");
    Shapes.require("share", share, share >= 0 && share <= 1, "a share in [0, 1]");
  }

  /// μ = 8.5, at most one token in ten thousand.
  public static ClipV standard() {
    return new ClipV(8.5, 1e-4, Outliers.NEGATIVE_ADVANTAGE);
  }

  /// D of the batch.
  public static Spread spread(PolicyBatch batch) {
    Tensor entropies = batch.entropies();
    Tensor means = batch.discriminatorMeans();
    if (entropies == null || means == null) {
      throw new IllegalArgumentException(
          "the batch has no entropies or no discriminatorMeans: give both with withEntropies, as the filter is made of them.");
    }
    Tensor s = EntropyDiscriminator.of(batch.oldLogProbs().detach(), entropies.detach());
    return Spread.of(batch.counted(means.detach().sub(s)));
  }

  @Override
  public PolicyBatch filter(PolicyBatch batch) {
    Spread spread = spread(batch);
    if (spread.flat()) {
      return batch;
    }
    int[] places = batch.places();
    double[] advantages = batch.counted(batch.advantages());
    double[] d = spread.values();
    double[] size = outliers == Outliers.BOTH_SIDES ? Arrays.stream(d).map(Math::abs).toArray() : d;
    int[] outlying =
        IntStream.of(Order.descending(size))
            .filter(i -> size[i] > mu * spread.deviation())
            .filter(i -> outliers == Outliers.BOTH_SIDES || advantages[i] < 0)
            .toArray();
    double found = outlying.length / (double) Math.max(1, places.length);
    int most = found > share ? Math.max((int) (share * places.length), 1) : outlying.length;
    int[] dropped = Arrays.stream(outlying).limit(most).map(i -> places[i]).toArray();
    return batch.withMask(batch.mask().and(batch.allBut(dropped)));
  }
}
