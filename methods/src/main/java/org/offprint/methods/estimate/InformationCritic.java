package org.offprint.methods.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.tensor.Tensor;

/// A learned critic: scores every x against every y of a batch, high for pairs that belong together.
///
///     separable f = g(x) · h(y) | concatenated f = MLP[x, y] | hybrid f = MLP[g(x), h(y)];  g, h: MLPs into K_Z dimensions
///     variational (VSIB): z = μ + e^(½ v) noise with v = log-variance held in [−10, 4];  KL = −½ Σ (1 + v − μ² − e^v) / n
///     loss = −bound, or KL_x + KL_y − β bound;  outside training z = μ
///
/// Shapes: x (n, D), y (n, E) of the model's type; scores (n, n); the loss is a scalar.
/// Range: scores are any real.
/// Source: Abdelaleem et al., arXiv:2506.00330; two hidden layers of 64, K_Z chosen, β = 1024 as in the first author's code.
/// Differs from the source: the activation is ReLU, which the specification does not settle (UNCERTAIN).
/// Throws: IllegalArgumentException if x or y has other columns or rows; from the settings, if a size is below 1, β ≤ 0, or a variational critic
/// is concatenated, which has no embeddings.
@Source(paper = "arXiv:2506.00330", equation = "critics, VSIB")
public final class InformationCritic extends Block {
  /// How x and y meet.
  public enum Form {
    SEPARABLE,
    CONCATENATED,
    HYBRID
  }

  /// @param embedding K_Z, the dimensions of g and h
  /// @param beta the weight of the bound beside the KL terms; null for a critic that is not
  ///   variational
  public record Settings(Form form, int hidden, int layers, int embedding, @Nullable Double beta) {
    public Settings {
      Shapes.require("hidden", hidden, hidden >= 1, "at least 1 unit");
      Shapes.require("layers", layers, layers >= 1, "at least 1 hidden layer");
      Shapes.require("embedding", embedding, embedding >= 1, "at least 1 dimension");
      if (beta != null) {
        Shapes.require("beta", beta, beta > 0, "β > 0");
        if (form == Form.CONCATENATED) {
          throw new IllegalArgumentException(
              "a concatenated critic has no embeddings to be variational; choose separable or hybrid.");
        }
      }
    }

    /// Separable, two hidden layers of 64.
    public static Settings of(int embedding) {
      return new Settings(Form.SEPARABLE, 64, 2, embedding, null);
    }

    /// The same, variational with β = 1024.
    public static Settings variational(int embedding) {
      return new Settings(Form.SEPARABLE, 64, 2, embedding, 1024.0);
    }
  }

  private static final double LEAST_LOG_VARIANCE = -10;
  private static final double GREATEST_LOG_VARIANCE = 4;

  private final Settings settings;
  private final RandomGenerator random;
  private final List<Linear> g;
  private final List<Linear> h;
  private final List<Linear> joint;
  private final long xWidth;
  private final long yWidth;

  public InformationCritic(Initial initial, Settings settings, long xWidth, long yWidth) {
    Shapes.require("columns of x", xWidth, xWidth >= 1, "1 or more");
    Shapes.require("columns of y", yWidth, yWidth >= 1, "1 or more");
    this.settings = settings;
    this.random = initial.random();
    this.xWidth = xWidth;
    this.yWidth = yWidth;
    boolean embeds = settings.form() != Form.CONCATENATED;
    long out = settings.beta() == null ? settings.embedding() : 2L * settings.embedding();
    g = blocks("g", embeds ? mlp(initial, xWidth, out) : List.of());
    h = blocks("h", embeds ? mlp(initial, yWidth, out) : List.of());
    joint =
        blocks(
            "joint",
            switch (settings.form()) {
              case SEPARABLE -> List.of();
              case CONCATENATED -> mlp(initial, xWidth + yWidth, 1);
              case HYBRID -> mlp(initial, 2L * settings.embedding(), 1);
            });
  }

  private List<Linear> mlp(Initial initial, long in, long out) {
    var layers = new ArrayList<Linear>();
    long width = in;
    for (int i = 0; i < settings.layers(); i++) {
      layers.add(new Linear(initial, width, settings.hidden()));
      width = settings.hidden();
    }
    layers.add(new Linear(initial, width, out));
    return layers;
  }

  private static Tensor through(List<Linear> layers, Tensor x) {
    Tensor out = layers.getFirst().apply(x);
    for (Linear layer : layers.subList(1, layers.size())) {
      out = layer.apply(out.relu());
    }
    return out;
  }

  /// f(x_i, y_j).
  public Tensor scores(Tensor x, Tensor y) {
    requireInput(x, y);
    return settings.form() == Form.CONCATENATED
        ? meet(x, y)
        : join(sample(through(g, x)), sample(through(h, y)));
  }

  /// What training lowers.
  public Tensor loss(Tensor x, Tensor y, MutualInformationBound bound) {
    requireInput(x, y);
    if (settings.beta() == null) {
      return bound.objective(scores(x, y)).neg();
    }
    Tensor ofX = through(g, x);
    Tensor ofY = through(h, y);
    Tensor information = bound.objective(join(sample(ofX), sample(ofY)));
    return divergence(ofX).add(divergence(ofY)).sub(information.mul(settings.beta()));
  }

  private Tensor join(Tensor zx, Tensor zy) {
    return settings.form() == Form.SEPARABLE ? zx.matmul(zy.transpose(0, 1)) : meet(zx, zy);
  }

  /// The joint network on all n² pairs.
  private Tensor meet(Tensor x, Tensor y) {
    long n = x.size(0);
    Tensor rows = x.unsqueeze(1).expand(n, n, x.size(1));
    Tensor columns = y.unsqueeze(0).expand(n, n, y.size(1));
    return through(joint, Tensor.concat(2, rows, columns)).squeeze(-1);
  }

  private Tensor mean(Tensor encoded) {
    return encoded.narrow(1, 0, settings.embedding());
  }

  private Tensor logVariance(Tensor encoded) {
    return encoded
        .narrow(1, settings.embedding(), settings.embedding())
        .clamp(LEAST_LOG_VARIANCE, GREATEST_LOG_VARIANCE);
  }

  private Tensor sample(Tensor encoded) {
    if (settings.beta() == null) {
      return encoded;
    }
    Tensor mean = mean(encoded);
    if (!training()) {
      return mean;
    }
    Tensor noise = Tensor.normal(random, 1, mean.type(), mean.shape());
    return mean.add(logVariance(encoded).mul(0.5).exp().mul(noise));
  }

  private Tensor divergence(Tensor encoded) {
    Tensor v = logVariance(encoded);
    Tensor terms = v.add(1).sub(mean(encoded).square()).sub(v.exp());
    return terms.sum().mul(-0.5 / encoded.size(0));
  }

  private void requireInput(Tensor x, Tensor y) {
    Shapes.requireRank("x", x, 2, "(n, D)");
    Shapes.requireRank("y", y, 2, "(n, E)");
    Shapes.requireSize("x", x, 1, xWidth, "the critic was built for");
    Shapes.requireSize("y", y, 1, yWidth, "the critic was built for");
    Shapes.requireSize("y", y, 0, x.size(0), "the rows of x");
  }
}
