package org.offprint.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.offprint.methods.ctr.Entmax;
import org.offprint.methods.decode.Mirostat2;
import org.offprint.methods.distill.PlackettLuce;
import org.offprint.methods.estimate.DiffusionSpectralEntropy;
import org.offprint.methods.estimate.RankMe;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Rotary;
import org.offprint.methods.layer.SelfAttention;
import org.offprint.methods.loss.CompSumLoss;
import org.offprint.methods.loss.CutCrossEntropy;
import org.offprint.methods.loss.EarthMoverLoss;
import org.offprint.methods.loss.EditInvariantLoss;
import org.offprint.methods.loss.OrthogonalProjectionLoss;
import org.offprint.methods.tensor.Convolution;
import org.offprint.methods.tensor.LinearAlgebra;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.vision.EfficientChannelAttention;

/// The methods that are measured, each beside what one would write without it.
final class MethodPairs {
  private MethodPairs() {}

  /// A forward pass to a single number and the backward pass to the inputs; without inputs, a call.
  record Step(Supplier<Tensor> forward, List<Tensor> inputs) {
    Tensor run() {
      inputs.forEach(Tensor::clearGradient);
      Tensor value = forward.get();
      if (!inputs.isEmpty()) {
        value.backward();
      }
      return value;
    }
  }

  /// @param plainly what it stands beside, in words
  /// @param tolerance of values and gradients, relative to the largest
  /// @param note why it may be slower
  record Pair(String method, String plainly, Step ours, Step plain, double tolerance, String note) {
    static Pair of(
        String method,
        String plainly,
        List<Tensor> inputs,
        Supplier<Tensor> ours,
        Supplier<Tensor> plain,
        double tolerance,
        String note) {
      return new Pair(
          method, plainly, new Step(ours, inputs), new Step(plain, inputs), tolerance, note);
    }
  }

  static List<Pair> all() {
    return List.of(
        cutCrossEntropy(),
        compSum(),
        earthMover(),
        editInvariant(),
        plackettLuce(),
        orthogonalProjection(),
        channelAttention(),
        rotaryAttention(),
        entmax(),
        mirostat(),
        spectralEntropy(),
        rankMe());
  }

  private static Tensor normal(long seed, double deviation, long... shape) {
    return Tensor.normal(new SplittableRandom(seed), deviation, shape);
  }

  private static Tensor labels(long seed, int classes, long... shape) {
    long count = 1;
    for (long size : shape) {
      count *= size;
    }
    return Tensor.of(new SplittableRandom(seed).longs(count, 0, classes).toArray(), shape);
  }

  private static Tensor of(Tensor columns, Tensor labels) {
    return columns.gather(1, labels.unsqueeze(1)).squeeze(1);
  }

  private static Pair cutCrossEntropy() {
    int d = 256;
    Tensor c = normal(1, 2 / Math.sqrt(d), 8192, d).requireGradient();
    Tensor y = labels(2, 8192, 512);
    Tensor e = normal(3, 1, 512, d).requireGradient();
    var loss = CutCrossEntropy.standard();
    return Pair.of(
        "CutCrossEntropy",
        "matmul, cross_entropy",
        List.of(e, c),
        () -> loss.apply(e, c, null, y),
        () -> e.matmul(c.transpose(0, 1)).crossEntropy(y, -100, 1),
        1e-4,
        "computes the logits twice, as the method does to save their memory");
  }

  private static Pair compSum() {
    Tensor logits = normal(1, 2, 512, 4096).requireGradient();
    Tensor y = labels(2, 4096, 512);
    var loss = CompSumLoss.generalisedCrossEntropy(0.7);
    return Pair.of(
        "CompSumLoss",
        "log_softmax, gather, exp",
        List.of(logits),
        () -> loss.apply(logits, y),
        () -> of(logits.logSoftmax(1), y).mul(0.7).exp().neg().add(1).div(0.7).mean(),
        1e-4,
        "");
  }

  private static Pair earthMover() {
    Tensor logits = normal(1, 2, 512, 4096).requireGradient();
    Tensor y = labels(2, 4096, 512);
    Tensor embedding = normal(3, 1, 4096, 128);
    var loss = EarthMoverLoss.standard();
    return Pair.of(
        "EarthMoverLoss",
        "cost matrix, softmax, sum",
        List.of(logits),
        () -> loss.apply(logits, y, embedding),
        () -> {
          Tensor unit = embedding.div(embedding.norm(-1, true).clampMin(1e-12));
          Tensor logQ = logits.logSoftmax(1);
          Tensor q = logQ.exp();
          Tensor cost = unit.indexSelect(0, y).matmul(unit.transpose(0, 1)).neg().add(1);
          Tensor mle = of(logQ, y).neg();
          Tensor emo = q.mul(cost).sum(1, false).add(of(q, y).detach());
          Tensor factor = mle.detach().div(emo.detach().add(1e-10));
          return factor.mul(emo).add(mle).div(2).mean();
        },
        1e-4,
        "");
  }

  private static Pair editInvariant() {
    Tensor logits = normal(1, 2, 8, 64, 4000).requireGradient();
    Tensor y = labels(2, 4000, 8, 64);
    var loss = EditInvariantLoss.standard();
    Tensor[] diagonal = new Tensor[5];
    for (int n = 1; n <= 4; n++) {
      diagonal[n] = Tensor.eye(n, Type.FLOAT32).div(n).reshape(1, 1, n, n);
    }
    return Pair.of(
        "EditInvariantLoss",
        "gather, conv2d an order",
        List.of(logits),
        () -> loss.apply(logits, y),
        () -> {
          Tensor fits =
              logits.logSoftmax(2).gather(2, y.unsqueeze(1).expand(8, 64, 64)).clampMin(-20);
          Tensor sum = Tensor.scalar(0, Type.FLOAT32);
          for (int n = 1; n <= 4; n++) {
            Tensor g = Convolution.conv2d(fits.unsqueeze(1), diagonal[n], null, 1, 0, 1).squeeze(1);
            sum = sum.sub(g.softmax(1).mul(g).sum(1, false).mean());
          }
          return sum.div(4);
        },
        1e-4,
        "");
  }

  private static Pair plackettLuce() {
    int classes = 100;
    Tensor student = normal(1, 2, 256, classes).requireGradient();
    Tensor teacher = normal(2, 2, 256, classes);
    Tensor y = labels(3, classes, 256);
    var loss = PlackettLuce.standard();
    return Pair.of(
        "PlackettLuce",
        "a logsumexp for each rank",
        List.of(student),
        () -> loss.apply(student, teacher, y),
        () -> {
          Tensor first = y.oneHot(classes).isEqual(1);
          Tensor order = teacher.maskedFill(first, 1e9).argsortDescending(1);
          Tensor alpha = teacher.softmax(1).gather(1, order);
          Tensor ranked = student.gather(1, order);
          Tensor sum = Tensor.zeros(Type.FLOAT32, 256);
          for (int k = 0; k < classes; k++) {
            Tensor left = ranked.narrow(1, k, classes - k).logSumExp(1, false);
            sum = sum.add(alpha.select(1, k).mul(left.sub(ranked.select(1, k))));
          }
          return sum.mean();
        },
        1e-4,
        "");
  }

  private static Pair orthogonalProjection() {
    Tensor features = normal(1, 1, 1024, 256).requireGradient();
    Tensor y = labels(2, 100, 1024);
    var loss = OrthogonalProjectionLoss.standard();
    return Pair.of(
        "OrthogonalProjectionLoss",
        "norm, matmul, two masks",
        List.of(features),
        () -> loss.apply(features, y),
        () -> {
          Tensor f = features.div(features.norm(1, true).clampMin(1e-12));
          Tensor equal = y.unsqueeze(1).isEqual(y.unsqueeze(0));
          Tensor self = Tensor.eye(1024, Type.FLOAT32).isEqual(1);
          Tensor positive = equal.maskedFill(self, 0).to(Type.FLOAT32);
          Tensor negative = equal.not().to(Type.FLOAT32);
          Tensor cosines = f.matmul(f.transpose(0, 1));
          Tensor s = positive.mul(cosines).sum().div(positive.sum().add(1e-6));
          Tensor d = negative.mul(cosines).sum().div(negative.sum().add(1e-6));
          return s.neg().add(1).add(d.abs().mul(0.5));
        },
        1e-4,
        "");
  }

  private static Pair channelAttention() {
    Tensor x = normal(1, 1, 16, 256, 28, 28).requireGradient();
    Tensor seen = normal(2, 1, 16, 256, 28, 28);
    int k = EfficientChannelAttention.kernelSize(256);
    var attention = new EfficientChannelAttention(Initial.seeded(3), k);
    Tensor kernel = parameter(attention.parameters(), "kernel");
    return Pair.of(
        "EfficientChannelAttention",
        "mean, windows, matmul, mul",
        List.of(x, kernel),
        () -> attention.apply(x).mul(seen).sum(),
        () -> {
          Tensor means = x.mean(3, false).mean(2, false).pad(0, (k - 1) / 2, (k - 1) / 2);
          Tensor gate = means.windows(1, k, 1).matmul(kernel.reshape(k)).sigmoid();
          return x.mul(gate.unsqueeze(2).unsqueeze(3)).mul(seen).sum();
        },
        1e-4,
        "");
  }

  private static Pair rotaryAttention() {
    int length = 256;
    int heads = 8;
    int width = 32;
    Tensor x = normal(1, 1, 2, length, heads * width).requireGradient();
    Tensor seen = normal(2, 1, 2, length, heads * width);
    var rotary = new Rotary(Type.FLOAT32, width, 10_000, length);
    var attention = new SelfAttention(Initial.seeded(3), heads * width, heads, heads, true, rotary);
    Map<String, Tensor> weights = attention.parameters();
    Tensor angles =
        Tensor.range(length)
            .to(Type.FLOAT32)
            .unsqueeze(1)
            .mul(Tensor.range(width / 2).to(Type.FLOAT32).mul(-2 * Math.log(10_000) / width).exp());
    Tensor cos = angles.cos().repeatInterleave(2, 1);
    Tensor sin = angles.sin().repeatInterleave(2, 1);
    Tensor later = Tensor.ones(Type.FLOAT32, length, length).upperTriangle(1).isEqual(1);
    List<Tensor> inputs = new java.util.ArrayList<>(List.of(x));
    inputs.addAll(weights.values());
    return Pair.of(
        "SelfAttention with Rotary",
        "matmul, mask, softmax, matmul",
        inputs,
        () -> attention.apply(x).mul(seen).sum(),
        () -> {
          Tensor q = turned(heads(x, weights, "query", heads), cos, sin);
          Tensor k = turned(heads(x, weights, "key", heads), cos, sin);
          Tensor v = heads(x, weights, "value", heads);
          Tensor scores = q.matmul(k.transpose(2, 3)).div(Math.sqrt(width));
          Tensor heard = scores.maskedFill(later, Double.NEGATIVE_INFINITY).softmax(-1).matmul(v);
          return heard
              .transpose(1, 2)
              .reshape(x.shape())
              .matmul(parameter(weights, "out.weight").transpose(0, 1))
              .mul(seen)
              .sum();
        },
        1e-4,
        "");
  }

  private static Tensor parameter(Map<String, Tensor> weights, String name) {
    return Objects.requireNonNull(weights.get(name), name);
  }

  private static Tensor heads(Tensor x, Map<String, Tensor> weights, String name, int heads) {
    return x.matmul(parameter(weights, name + ".weight").transpose(0, 1))
        .reshape(x.size(0), x.size(1), heads, x.size(2) / heads)
        .transpose(1, 2);
  }

  private static Tensor turned(Tensor x, Tensor cos, Tensor sin) {
    Tensor pairs = x.reshape(x.size(0), x.size(1), x.size(2), x.size(3) / 2, 2);
    Tensor across =
        Tensor.stack(-1, pairs.select(-1, 1).neg(), pairs.select(-1, 0)).reshape(x.shape());
    return x.mul(cos).add(across.mul(sin));
  }

  /// The plain form lets autograd through one Newton step at the end of the bisection.
  private static Pair entmax() {
    double alpha = 1.7;
    Tensor x = normal(1, 2, 2048, 64).requireGradient();
    Tensor seen = normal(2, 1, 2048, 64);
    var entmax = new Entmax(alpha);
    return Pair.of(
        "Entmax",
        "bisection, autograd",
        List.of(x),
        () -> entmax.apply(x).mul(seen).sum(),
        () -> {
          Tensor z = x.mul(alpha - 1);
          Tensor tau = bisected(z.detach(), alpha);
          Tensor above = z.sub(tau).relu();
          Tensor slope = above.detach().pow(1 / (alpha - 1) - 1).sum(1, true).div(alpha - 1);
          Tensor over = above.pow(1 / (alpha - 1)).sum(1, true).sub(1);
          Tensor p = z.sub(tau.add(over.div(slope))).relu().pow(1 / (alpha - 1));
          return p.mul(seen).sum();
        },
        1e-3,
        "");
  }

  private static Tensor bisected(Tensor z, double alpha) {
    try (var scope = Scope.withoutGradients()) {
      Tensor low = z.max(1, true).sub(1);
      double width = 1 - Math.pow(z.size(1), 1 - alpha);
      for (int i = 0; i < 50; i++) {
        width /= 2;
        Tensor middle = low.add(width);
        Tensor sum = z.sub(middle).relu().pow(1 / (alpha - 1)).sum(1, true);
        low = sum.isAtLeast(1).where(middle, low);
      }
      return scope.keep(low);
    }
  }

  private static Pair mirostat() {
    double[] logits = normal(1, 3, 50_000).toDoubles();
    var mirostat = Mirostat2.standard();
    double uniform = 0.6;
    return Pair.of(
        "Mirostat2, one token",
        "softmax, sort, cumsum",
        List.of(),
        () -> {
          mirostat.restart();
          return Tensor.scalar(mirostat.step(logits, uniform).token(), Type.FLOAT64);
        },
        () -> {
          Tensor p = Tensor.of(logits, logits.length).softmax(0);
          Tensor order = p.argsortDescending(0);
          Tensor sorted = p.gather(0, order);
          long kept = sorted.isAtLeast(Math.pow(2, -10)).positions().count(); // μ₀ = 10 bits
          Tensor sums = sorted.narrow(0, 0, Math.max(1, kept)).cumulativeSum(0);
          double threshold = uniform * sums.select(0, sums.count() - 1).value();
          long rank = sums.isAtMost(threshold).positions().count();
          return order.select(0, rank).to(Type.FLOAT64);
        },
        0,
        "");
  }

  private static Pair spectralEntropy() {
    Tensor x = normal(1, 1, 384, 64).to(Type.FLOAT64);
    var entropy = DiffusionSpectralEntropy.standard();
    return Pair.of(
        "DiffusionSpectralEntropy",
        "cdist, exp, eigvalsh",
        List.of(),
        () -> Tensor.scalar(entropy.of(x), Type.FLOAT64),
        () -> {
          Tensor g = x.distances(x).square().div(-2 * 10 * 10).exp();
          Tensor root = g.sum(1, true).rsqrt();
          Tensor k = g.mul(root).mul(root.transpose(0, 1));
          return bits(LinearAlgebra.eigenvaluesSymmetric(k).abs());
        },
        1e-8,
        "distances by differences, where those of cdist cancel");
  }

  private static Tensor bits(Tensor spectrum) {
    Tensor p = spectrum.div(spectrum.sum()).add(0x1p-52);
    return p.mul(p.log()).sum().div(-Math.log(2));
  }

  private static Pair rankMe() {
    Tensor x = normal(1, 1, 1024, 128).to(Type.FLOAT64);
    var rank = RankMe.standard();
    return Pair.of(
        "RankMe",
        "covariance, eigvalsh",
        List.of(),
        () -> Tensor.scalar(rank.of(x), Type.FLOAT64),
        () -> {
          Tensor z = x.sub(x.mean(0, true));
          Tensor lambda =
              LinearAlgebra.eigenvaluesSymmetric(z.transpose(0, 1).matmul(z)).clampMin(0);
          Tensor p = lambda.div(lambda.sum()).add(1e-7);
          return p.mul(p.log()).sum().neg().exp();
        },
        1e-8,
        "singular values, since a covariance squares the rounding");
  }
}
