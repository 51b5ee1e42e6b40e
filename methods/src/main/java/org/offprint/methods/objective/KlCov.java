package org.offprint.methods.objective;

import java.util.Arrays;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.Moments;
import org.offprint.methods.numeric.Order;
import org.offprint.methods.tensor.Tensor;

/// KL-Cov: the unclipped surrogate, with a penalty for moving on the tokens whose log-probability and advantage vary together
/// most.
///
///     cov_t = (A_t − mean A)(ln π_t − mean ln π);  selected: the ⌊n percent / 100⌋ largest of n, at least one
///     loss = mean of −r_t A_t + [t selected] coefficient |ln π_t − ln π_old,t|
///
/// Shapes: a {@link PolicyBatch}; returns a scalar.
/// Range: any number; lower is better. Finite in float32 while |ln r| < 88.
/// Source: Cui et al., The Entropy Mechanism of Reinforcement Learning for Reasoning Language Models, arXiv:2505.22617, §4.2.
/// Differs from the source: nothing from its code, of which two things surprise. The percentage is capped by the NUMBER of tokens:
///   30 percent of 9 tokens is taken as 9 percent. And |x| has slope 0 at 0, so the penalty does nothing in the first update after
///   sampling: several updates per sample are needed. Of equal covariances the earlier token is selected.
/// Throws: from the constructor, IllegalArgumentException if the percentage is not in [0, 100] or the coefficient is negative.
@Source(paper = "arXiv:2505.22617", equation = "§4.2, KL-Cov")
public record KlCov(double percent, double coefficient) implements PolicyObjective {
  public KlCov {
    Shapes.require("percent", percent, percent >= 0 && percent <= 100, "a percentage");
    Shapes.require("coefficient", coefficient, coefficient >= 0, "a number ≥ 0");
  }

  /// 0.2 percent, as for the model of 7 billion parameters; 0.02 for 32 billion.
  public static KlCov standard() {
    return new KlCov(0.2, 1);
  }

  @Override
  public Tensor loss(PolicyBatch batch) {
    Tensor logRatio = batch.logRatio();
    Tensor gain = logRatio.exp().mul(batch.padded(batch.advantages().detach()));
    Tensor penalty = logRatio.abs().mul(coefficient).maskedFill(batch.allBut(selected(batch)), 0);
    return batch.tokenMean(penalty.sub(gain));
  }

  /// Places of the selected tokens, the largest covariance first, counted in row order through the
  /// (B, T) of the batch.
  public int[] selected(PolicyBatch batch) {
    int[] places = batch.places();
    double[] covariances = covariances(batch);
    double capped = Math.min(percent, places.length);
    int count = capped == 0 ? 0 : Math.max(1, (int) (places.length * capped / 100));
    return Arrays.stream(Order.descending(covariances)).limit(count).map(i -> places[i]).toArray();
  }

  /// cov_t of the tokens that count, in row order.
  public static double[] covariances(PolicyBatch batch) {
    double[] advantages = batch.counted(batch.advantages());
    double[] logProbs = batch.counted(batch.logProbs());
    double meanAdvantage = Moments.mean(advantages);
    double meanLogProb = Moments.mean(logProbs);
    double[] covariances = new double[advantages.length];
    for (int i = 0; i < covariances.length; i++) {
      // + 0.0, as −0 would sort before 0
      covariances[i] = (advantages[i] - meanAdvantage) * (logProbs[i] - meanLogProb) + 0.0;
    }
    return covariances;
  }
}
