package org.offprint.methods.golden.loss;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.loss.BlockTally;
import org.offprint.methods.loss.CutCrossEntropy;
import org.offprint.methods.loss.CutCrossEntropy.Path;
import org.offprint.methods.loss.GradientFilter;
import org.offprint.methods.loss.Reduction;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Cut cross-entropy: loss of each token, mean, sum and all gradients; the plain path in float64,
/// both paths in float32.
final class CutCrossEntropyGolden implements Golden {
  private static final double FLOAT32 = 1e-5;

  @Override
  public Entry entry() {
    return new Entry(2, "2411.09009", "cut-cross-entropy", List.of(CutCrossEntropy.class), "");
  }

  @Override
  public void check(Node file) {
    if (file.has("auto_filter_eps")) {
      for (Map.Entry<String, Node> one : file.at("auto_filter_eps").entries().entrySet()) {
        if (!one.getKey().equals("rule")) {
          Type type = Type.valueOf(one.getKey().toUpperCase(Locale.ROOT));
          one.getValue().expect(GradientFilter.AUTO.epsilonFor(type));
        }
      }
    }
    for (Node one : file.at("cases").list()) {
      check(one, Type.FLOAT64, Path.PLAIN, Node.TOLERANCE);
      check(one, Type.FLOAT32, Path.PLAIN, FLOAT32);
      check(one, Type.FLOAT32, Path.FAST, FLOAT32);
    }
  }

  private static void check(Node one, Type type, Path path, double tolerance) {
    Node in = one.at("inputs");
    Node out = one.at("outputs");
    CutCrossEntropy loss = lossOf(in, path);
    check(one, in, out, loss, type, tolerance);
    if (one.has("exact_outputs")) {
      Node exact = one.at("exact_outputs");
      CutCrossEntropy unfiltered = lossOf(in, path).withFilter(GradientFilter.NONE);
      check(one, in, exact, unfiltered, type, tolerance);
    }
  }

  private static void check(
      Node one, Node in, Node out, CutCrossEntropy loss, Type type, double tolerance) {
    try (var scope = new Scope()) {
      Tensor embeddings = in.at("E").tensor().to(type).requireGradient();
      Tensor classifier = in.at("C").tensor().to(type).requireGradient();
      Tensor bias = in.has("bias") ? in.at("bias").tensor().to(type).requireGradient() : null;
      Tensor labels = in.at("targets").longTensor();

      Tensor mean = loss.apply(embeddings, classifier, bias, labels);
      out.at("loss_mean").expectWithin(tolerance, mean);
      Tensor sum = loss.withReduction(Reduction.SUM).apply(embeddings, classifier, bias, labels);
      out.at("loss_sum").expectWithin(tolerance, sum);
      (ofSum(one, in) ? sum : mean).backward();
      out.at("skipped_blocks").expect(loss.tally().skipped());
      out.at("dE").expectWithin(tolerance, scored(embeddings, loss.shift()));
      out.at("dC").expectWithin(tolerance, gradient(classifier));
      if (bias != null) {
        out.at("dbias").expectWithin(tolerance, gradient(bias));
      } else if (out.has("dbias")) {
        Tensor zeros = Tensor.zeros(type, classifier.size(0)).requireGradient();
        CutCrossEntropy wanted = ofSum(one, in) ? loss.withReduction(Reduction.SUM) : loss;
        wanted.apply(embeddings, classifier, zeros, labels).backward();
        out.at("dbias").expectWithin(tolerance, gradient(zeros));
      }
      Tensor each = loss.withReduction(Reduction.NONE).apply(embeddings, classifier, bias, labels);
      out.at("nll").expectWithin(tolerance, each);
      if (out.has("lse")) {
        out.at("lse")
            .expectWithin(tolerance, lse(loss, embeddings, classifier, bias, labels, each));
      }
    }
  }

  /// lse_i = loss_i + a_(i, y_i) of the entries that count.
  private static double[] lse(
      CutCrossEntropy loss,
      Tensor embeddings,
      Tensor classifier,
      @Nullable Tensor bias,
      Tensor labels,
      Tensor each) {
    int shift = loss.shift();
    long columns = labels.size(-1) - shift;
    long[] targets = labels.narrow(-1, shift, columns).toLongs();
    double[] losses = each.toDoubles();
    Tensor rows = embeddings.narrow(-2, 0, columns).reshape(-1, embeddings.size(-1));
    return IntStream.range(0, targets.length)
        .filter(i -> targets[i] != loss.ignoreIndex())
        .mapToDouble(i -> {
          Tensor z = rows.select(0, i).mul(classifier.select(0, targets[i])).sum();
          double a = z.value() + (bias == null ? 0 : bias.select(0, targets[i]).value());
          Double cap = loss.softCap();
          return losses[i] + (cap == null ? a : cap * Math.tanh(a / cap));
        })
        .toArray();
  }

  /// Gradients are those of the mean, except in a case that says otherwise by its name or its
  /// reduction.
  private static boolean ofSum(Node one, Node in) {
    return (one.has("name") && one.at("name").text().equals("sum"))
        || (in.has("reduction") && in.at("reduction").text().equals("sum"));
  }

  private static CutCrossEntropy lossOf(Node in, Path path) {
    return new CutCrossEntropy(
        -100,
        in.has("softcap") ? in.at("softcap").number() : null,
        Reduction.MEAN,
        in.has("shift") ? in.at("shift").integer() : 0,
        in.has("filter_eps")
            ? GradientFilter.below(in.at("filter_eps").number())
            : GradientFilter.NONE,
        false,
        in.has("block_tokens") ? in.at("block_tokens").integer() : 32,
        in.has("block_vocab") ? in.at("block_vocab").integer() : 64,
        path,
        new BlockTally());
  }

  private static double[] gradient(Tensor tensor) {
    Tensor gradient = tensor.gradient();
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
