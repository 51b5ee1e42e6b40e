package org.offprint.methods.compress;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.compress.SliceCodec.Latents;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Moves the latents of one picture to where rounding costs least, with the codec as it is: the
/// decoder needs to know nothing of it.
///
///     y, z ← argmin of λ 255² MSE + bpp with {@link GumbelAnnealing} for rounding, by Adam
///
/// Range: the loss after rounding is never above that of the latents given, which are handed back
/// where nothing better was found.
/// Source: MLICv2+, arXiv:2504.19119; Yang, Bamler and Mandt, arXiv:2006.04240.
/// Differs from the source: the learning rate of 0.005 is that of Yang et al. (UNCERTAIN for
/// MLICv2+); the better of before and after is kept, looked at 20 times on the way.
/// Throws: IllegalArgumentException if steps or rate are not above 0.
///
/// @param steps about 2,000 in the paper
/// @param rate of Adam
@Source(paper = "arXiv:2504.19119", equation = "latent refinement of v2+")
public record LatentRefinement(int steps, double rate, GumbelAnnealing annealing) {
  public LatentRefinement {
    Shapes.require("steps", steps, steps >= 1, "1 or more");
    Shapes.require("rate", rate, rate > 0, "a number above 0");
  }

  /// 2,000 steps at 0.005.
  public static LatentRefinement standard() {
    return new LatentRefinement(2000, 0.005, GumbelAnnealing.standard());
  }

  /// The same with another number of steps, the temperature falling as far.
  public static LatentRefinement ofSteps(int steps) {
    GumbelAnnealing plain = GumbelAnnealing.standard();
    return new LatentRefinement(
        steps,
        0.005,
        new GumbelAnnealing(plain.start(), plain.rate() * 2000 / steps, plain.share()));
  }

  /// @param picture (3, H, W)
  public Latents refine(SliceCodec codec, Tensor picture, RandomGenerator random) {
    Latents before = codec.latents(picture);
    Map<String, Tensor> parameters = codec.parameters();
    List<Tensor> frozen = codec.trainable();
    boolean training = codec.training();
    codec.training(false);
    parameters.values().forEach(Tensor::freeze);
    try {
      return refine(codec, picture, before, random);
    } finally {
      frozen.forEach(Tensor::requireGradient);
      codec.training(training);
    }
  }

  private Latents refine(SliceCodec codec, Tensor picture, Latents before, RandomGenerator random) {
    Tensor y = before.y().copy().requireGradient();
    Tensor z = before.z().copy().requireGradient();
    var moved = new Latents(y, z, before.height(), before.width());
    Optimiser optimiser = Optimiser.adamW(List.of(y, z), rate, 0);
    Latents best = before;
    double least = codec.roundedLoss(picture, before);
    for (int step = 0; step < steps; step++) {
      double temperature = annealing.temperature(step, steps);
      try (var scope = new Scope()) {
        codec
            .softLoss(picture, moved, v -> GumbelAnnealing.sample(v, temperature, random))
            .backward();
        optimiser.step();
      }
      if ((step + 1) % Math.max(1, steps / 20) == 0 || step + 1 == steps) {
        double now = codec.roundedLoss(picture, moved);
        if (now < least) {
          least = now;
          best = new Latents(y.copy(), z.copy(), before.height(), before.width());
        }
      }
    }
    return best;
  }
}
