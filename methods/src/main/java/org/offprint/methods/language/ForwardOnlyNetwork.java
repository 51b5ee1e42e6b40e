package org.offprint.methods.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Structured knowledge accumulation: a sigmoid network that changes without labels and without a
/// backward pass, while the same batch is shown to it again and again.
///
///     Z_l = D_(l−1) W_l + b_l,  D_l = σ(Z_l),  D_0 = X;  ΔD, ΔZ = change since the showing before
///     G_l = −(Z_l ⊙ D_l ⊙ (1 − D_l) + ΔD_l) / ln 2
///     W_l ← W_l − η Inᵀ G_l / n,  b_l ← b_l − η mean of G_l's rows
///     In = X for the first layer, else D_(l−1) of the showing BEFORE
///     H_l = −Σ Z_l ΔD_l / ln 2 (bits);  flow_l = ‖ΔZ_l‖ / η;  L_l = −Σ Z D(1 − D) ΔZ / η
///     net_l = Σ ΔZ (D − ∇H) with ∇H = +Z D(1 − D) / ln 2 (code) or − (paper's text)
///
/// Shapes: X (n, inputs), n ≥ 1, no NaN; layers of any widths.
/// Range: H in bits, of either sign; cos in [−1, 1]; no bound on the weights: stop at the flow's peak
/// or at a fixed η · showings.
/// Source: Quantiota, Structured Knowledge Accumulation, arXiv:2504.03214 (and arXiv:2503.13942),
/// with the authors' released code.
/// Differs from the source: text and code disagree on the sign of ∇H; {@link LayerStep} has both.
/// Throws: IllegalArgumentException if X is empty, has NaN or another width.
///
/// What it is not: its features carry no more of the class than random ones do, and its outputs pick
/// the same unit for every image; do not use it as a classifier. See the page of this family.
@Source(paper = "arXiv:2504.03214", equation = "sections 2 and 3, released code")
public final class ForwardOnlyNetwork {
  private static final double LN2 = Math.log(2);

  private final Settings settings;
  private final Weights weights;

  /// @param inputs width of X
  /// @param widths of the layers
  /// @param rate η
  public record Settings(long inputs, List<Long> widths, double rate) {
    public Settings {
      widths = List.copyOf(widths);
      Shapes.require("inputs", inputs, inputs >= 1, "1 or more");
      Shapes.require("layers", widths.size(), !widths.isEmpty(), "1 or more");
      for (long width : widths) {
        Shapes.require("a layer's width", width, width >= 1, "1 or more");
      }
      Shapes.require("rate", rate, rate > 0, "a number above 0");
    }

    /// The authors': 256, 128, 64 and 10 units at η = 0.01.
    public static Settings standard(long inputs) {
      return new Settings(inputs, List.of(256L, 128L, 64L, 10L), 0.01);
    }
  }

  /// What one layer did at one showing.
  ///
  /// @param entropy H in bits
  /// @param cosine of Z and ΔD; 0 where one of them is 0
  /// @param netOfCode with the sign of the released code
  /// @param netOfPaper with the sign of the paper's text
  /// @param knowledge ‖Z‖
  public record LayerStep(
      double entropy,
      double cosine,
      double netOfCode,
      double netOfPaper,
      double flow,
      double knowledge,
      double lagrangian) {}

  /// Told after each change of the weights.
  @FunctionalInterface
  public interface Progress {
    /// @param step from 1
    void step(int step, List<LayerStep> layers);
  }

  private static final class Weights extends Block {
    final List<Tensor> weight = new ArrayList<>();
    final List<Tensor> bias = new ArrayList<>();

    Weights(Initial initial, Settings settings) {
      long in = settings.inputs();
      for (int l = 0; l < settings.widths().size(); l++) {
        long out = settings.widths().get(l);
        weight.add(state("weight." + l, initial.normal(0.01, in, out)));
        bias.add(state("bias." + l, initial.zeros(out)));
        in = out;
      }
    }
  }

  /// What a showing computed: pre-activations and outputs of all layers.
  private record Pass(List<Tensor> z, List<Tensor> d) {}

  /// W from 0.01 · N(0, 1), b = 0.
  public ForwardOnlyNetwork(Initial initial, Settings settings) {
    this.settings = settings;
    weights = new Weights(initial, settings);
  }

  /// `weight.l` (in, out) and `bias.l` (out), for a checkpoint.
  public Map<String, Tensor> tensors() {
    return weights.tensors();
  }

  public void load(Map<String, Tensor> values) {
    weights.load(values);
  }

  /// The outputs of every layer, without learning.
  public List<Tensor> apply(Tensor x) {
    require(x);
    return forward(x).d();
  }

  /// Shows a batch so many times; every showing but the first changes the weights.
  ///
  /// @return the outputs of every layer at the last showing, before its change
  public List<Tensor> learn(Tensor x, int showings, Progress progress) {
    require(x);
    Shapes.require("showings", showings, showings >= 1, "1 or more");
    try (var whole = Scope.withoutGradients()) {
      Pass before = forward(x);
      for (int k = 1; k < showings; k++) {
        try (var step = new Scope()) {
          Pass now = forward(x);
          progress.step(k, report(before, now));
          update(x, before, now);
          now.z().forEach(step::keep);
          now.d().forEach(step::keep);
          before.z().forEach(Tensor::release);
          before.d().forEach(Tensor::release);
          before = now;
        }
      }
      before.d().forEach(whole::keep);
      return before.d();
    }
  }

  public List<Tensor> learn(Tensor x, int showings) {
    return learn(x, showings, (step, layers) -> {});
  }

  private void require(Tensor x) {
    Shapes.requireRank("X", x, 2, "(n, inputs)");
    Shapes.requireSize("X", x, 1, settings.inputs(), "the network's inputs");
    Shapes.require("rows of X", x.size(0), x.size(0) >= 1, "1 or more");
    if (x.isNan().any().toDoubles()[0] != 0) {
      throw new IllegalArgumentException(
          "X has NaN, which would spread to every weight: remove those rows first");
    }
  }

  private Pass forward(Tensor x) {
    var z = new ArrayList<Tensor>();
    var d = new ArrayList<Tensor>();
    Tensor in = x;
    for (int l = 0; l < weights.weight.size(); l++) {
      z.add(in.matmul(weights.weight.get(l)).add(weights.bias.get(l)));
      in = z.getLast().sigmoid();
      d.add(in);
    }
    return new Pass(z, d);
  }

  private List<LayerStep> report(Pass before, Pass now) {
    var layers = new ArrayList<LayerStep>();
    for (int l = 0; l < now.z().size(); l++) {
      Tensor z = now.z().get(l);
      Tensor d = now.d().get(l);
      Tensor changeD = d.sub(before.d().get(l));
      Tensor changeZ = z.sub(before.z().get(l));
      Tensor slope = z.mul(d).mul(d.neg().add(1)); // Z D (1 − D)
      double aligned = z.mul(changeD).sum().value();
      double knowledge = length(z);
      double moved = length(changeD);
      double outputs = changeZ.mul(d).sum().value();
      double curved = changeZ.mul(slope).sum().value();
      layers.add(
          new LayerStep(
              -aligned / LN2,
              knowledge > 0 && moved > 0 ? aligned / (knowledge * moved) : 0,
              outputs - curved / LN2,
              outputs + curved / LN2,
              length(changeZ) / settings.rate(),
              knowledge,
              -curved / settings.rate()));
    }
    return layers;
  }

  private static double length(Tensor x) {
    return Math.sqrt(x.square().sum().value());
  }

  private void update(Tensor x, Pass before, Pass now) {
    double rate = settings.rate();
    for (int l = 0; l < now.z().size(); l++) {
      Tensor d = now.d().get(l);
      Tensor slope = now.z().get(l).mul(d).mul(d.neg().add(1));
      Tensor g = slope.add(d.sub(before.d().get(l))).div(-LN2);
      Tensor in = l == 0 ? x : before.d().get(l - 1);
      weights.weight.get(l).addInPlace(in.transpose(0, 1).matmul(g), -rate / x.size(0));
      weights.bias.get(l).addInPlace(g.mean(0, false), -rate);
    }
  }
}
