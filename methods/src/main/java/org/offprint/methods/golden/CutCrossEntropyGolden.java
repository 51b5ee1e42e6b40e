package org.offprint.methods.golden;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.loss.BlockTally;
import org.offprint.methods.loss.CutCrossEntropy;
import org.offprint.methods.loss.CutCrossEntropy.Path;
import org.offprint.methods.loss.GradientFilter;
import org.offprint.methods.loss.Reduction;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import tools.jackson.databind.JsonNode;

/// Cut cross-entropy: loss of each token, mean, sum and all gradients; the plain path in float64,
/// both paths in float32.
final class CutCrossEntropyGolden implements Golden {
  private static final double FLOAT64 = 1e-9;

  @Override
  public String method() {
    return "cut-cross-entropy";
  }

  @Override
  public String paper() {
    return "2411.09009";
  }

  @Override
  public Comparison check(JsonNode goldenCase, double tolerance) {
    Comparison comparison = new Comparison();
    check(goldenCase, Type.FLOAT64, Path.PLAIN, FLOAT64, comparison);
    check(goldenCase, Type.FLOAT32, Path.PLAIN, tolerance, comparison);
    check(goldenCase, Type.FLOAT32, Path.FAST, tolerance, comparison);
    return comparison;
  }

  private static void check(
      JsonNode goldenCase, Type type, Path path, double tolerance, Comparison comparison) {
    JsonNode in = goldenCase.required("inputs");
    JsonNode out = goldenCase.required("outputs");
    CutCrossEntropy loss = lossOf(in, path);
    String how = " (" + type + ", " + path.name().toLowerCase(Locale.ROOT) + ")";
    try (var scope = new Scope()) {
      Tensor embeddings = tensor(in.required("E"), type);
      Tensor classifier = tensor(in.required("C"), type);
      Tensor bias = in.has("bias") ? tensor(in.required("bias"), type) : null;
      JsonNode targets = in.required("targets");
      Tensor labels =
          Tensor.of(
              Arrays.stream(Goldens.numbers(targets)).mapToLong(y -> (long) y).toArray(),
              Goldens.shape(targets));

      Tensor mean = loss.apply(embeddings, classifier, bias, labels);
      comparison.expect("loss_mean" + how, out.required("loss_mean"), mean.toDoubles(), tolerance);
      Tensor sum = loss.withReduction(Reduction.SUM).apply(embeddings, classifier, bias, labels);
      comparison.expect("loss_sum" + how, out.required("loss_sum"), sum.toDoubles(), tolerance);
      (ofSum(goldenCase) ? sum : mean).backward();
      comparison.expect(
          "dE" + how, out.required("dE"), scored(embeddings, loss.shift()), tolerance);
      comparison.expect("dC" + how, out.required("dC"), gradient(classifier), tolerance);
      if (bias != null) {
        comparison.expect("dbias" + how, out.required("dbias"), gradient(bias), tolerance);
      }
      comparison.expectEqual(
          "skipped_blocks" + how, out.required("skipped_blocks").asLong(), loss.tally().skipped());
      Tensor each = loss.withReduction(Reduction.NONE).apply(embeddings, classifier, bias, labels);
      comparison.expect("nll" + how, out.required("nll"), each.toDoubles(), tolerance);
    }
  }

  /// Gradients are those of the mean, except in a case that says otherwise by its name or its
  /// reduction.
  private static boolean ofSum(JsonNode goldenCase) {
    return goldenCase.path("name").asString("").equals("sum")
        || goldenCase.required("inputs").path("reduction").asString("mean").equals("sum");
  }

  private static CutCrossEntropy lossOf(JsonNode in, Path path) {
    boolean filtered = in.has("filter_eps");
    return new CutCrossEntropy(
        -100,
        in.has("softcap") ? in.required("softcap").asDouble() : null,
        Reduction.MEAN,
        in.path("shift").asInt(0),
        filtered ? GradientFilter.below(in.required("filter_eps").asDouble()) : GradientFilter.NONE,
        false,
        in.path("block_tokens").asInt(32),
        in.path("block_vocab").asInt(64),
        path,
        new BlockTally());
  }

  private static Tensor tensor(JsonNode node, Type type) {
    return Tensor.of(Goldens.numbers(node), Goldens.shape(node)).to(type).requireGradient();
  }

  private static double[] gradient(@Nullable Tensor tensor) {
    Tensor gradient = tensor == null ? null : tensor.gradient();
    return gradient == null ? new double[0] : gradient.toDoubles();
  }

  /// The golden gradient covers the positions that are scored: with a shift, all but the last ones
  /// of each sequence.
  private static double[] scored(Tensor embeddings, int shift) {
    Tensor gradient = embeddings.gradient();
    if (gradient == null) {
      return new double[0];
    }
    return shift == 0
        ? gradient.toDoubles()
        : gradient.narrow(-2, 0, gradient.size(-2) - shift).toDoubles();
  }
}
