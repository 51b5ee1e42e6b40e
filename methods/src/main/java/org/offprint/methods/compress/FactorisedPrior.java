package org.offprint.methods.compress;

import java.util.ArrayList;
import java.util.List;
import org.offprint.methods.Shapes;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// The entropy model of numbers about which nothing is known beforehand: a learned distribution for
/// each channel, the same at every place.
///
///     c(x) = σ(f_K ∘ … ∘ f_1 (x)),   f_k(x) = g_k(softplus(H_k) x + b_k),   g_k(x) = x + tanh(a_k) tanh(x)
///     P(ẑ) = max(c(ẑ + ½) − c(ẑ − ½), floor)
///
/// with g_K the identity: c rises, since every softplus(H_k) is positive and tanh(a_k) > −1. Each
/// channel's median m is a parameter, and ẑ = round(z − m) + m.
///
/// Shapes: z (N, C, H, W); P the same.
/// Range: P in [floor, 1].
/// Source: Ballé, Minnen, Singh, Hwang and Johnston, arXiv:1802.01436, appendix 6.1.
/// Differs from the source: the medians follow a term of the loss, as in the library that later
/// authors use; the paper finds them after training.
/// Throws: IllegalArgumentException if z does not have the channels.
public final class FactorisedPrior extends Block {
  private static final int PRECISION = 16;
  private static final int[] WIDTHS = {1, 3, 3, 3, 1};
  private static final double FLOOR = 1e-9;
  private static final int GREATEST_REACH = 512;
  private static final double TAIL = 1.0 / (1 << 14);

  private final long channels;
  private final List<Tensor> matrices = new ArrayList<>();
  private final List<Tensor> biases = new ArrayList<>();
  private final List<Tensor> bends = new ArrayList<>();
  private final Tensor medians;

  public FactorisedPrior(Initial initial, long channels) {
    this.channels = channels;
    double spread = Math.pow(10, 1.0 / (WIDTHS.length - 1)); // about ±10 wide at the start
    for (int k = 0; k + 1 < WIDTHS.length; k++) {
      double h = Math.log(Math.expm1(1 / spread / WIDTHS[k + 1]));
      matrices.add(parameter("matrix." + k, initial.full(h, channels, WIDTHS[k + 1], WIDTHS[k])));
      biases.add(parameter("bias." + k, initial.uniform(0.5, channels, WIDTHS[k + 1], 1)));
      if (k + 2 < WIDTHS.length) {
        bends.add(parameter("bend." + k, initial.zeros(channels, WIDTHS[k + 1], 1)));
      }
    }
    medians = parameter("median", initial.zeros(channels, 1, 1));
  }

  long channels() {
    return channels;
  }

  /// The argument of the last σ.
  ///
  /// @param x (C, 1, n)
  private Tensor logits(Tensor x, boolean frozen) {
    Tensor h = x;
    for (int k = 0; k < matrices.size(); k++) {
      h = own(matrices.get(k), frozen).softplus().matmul(h).add(own(biases.get(k), frozen));
      if (k < bends.size()) {
        h = h.add(own(bends.get(k), frozen).tanh().mul(h.tanh()));
      }
    }
    return h;
  }

  private static Tensor own(Tensor parameter, boolean frozen) {
    return frozen ? parameter.detach() : parameter;
  }

  /// P of each rounded value.
  public Tensor likelihood(Tensor z) {
    requireChannels(z);
    long[] shape = z.shape();
    Tensor x = z.transpose(0, 1).reshape(channels, 1, -1);
    Tensor low = logits(x.sub(0.5), false);
    Tensor high = logits(x.add(0.5), false);
    // σ(−a) − σ(−b) = σ(b) − σ(a), without cancellation where both are near one
    Tensor sign = low.add(high).isGreater(0).to(low.type()).mul(-2).add(1).detach();
    Tensor p = high.mul(sign).sigmoid().sub(low.mul(sign).sigmoid()).abs();
    return Quantiser.atLeast(p, FLOOR)
        .reshape(channels, shape[0], shape[2], shape[3])
        .transpose(0, 1);
  }

  /// round(z − m) + m with gradient 1.
  public Tensor quantise(Tensor z) {
    requireChannels(z);
    return Quantiser.rounded(z, medians.detach().expand(z.shape()));
  }

  /// Σ |logit c(m)|, which is least where m are the medians; moves nothing else.
  public Tensor medianLoss() {
    return logits(medians, true).abs().sum();
  }

  private void requireChannels(Tensor z) {
    Shapes.requireRank("z", z, 4, "(N, C, H, W)");
    Shapes.requireSize("z", z, 1, channels, "the channels of this prior");
  }

  /// One table a channel of the whole numbers ẑ − m, from the parameters as they are now.
  public List<IntegerTable> tables() {
    try (var scope = Scope.withoutGradients()) {
      int reach = 8;
      double[] upper = upper(reach);
      while (reach < GREATEST_REACH && tail(upper, reach) > TAIL) {
        reach *= 2;
        upper = upper(reach);
      }
      var tables = new ArrayList<IntegerTable>();
      int edges = 2 * reach + 2;
      for (int c = 0; c < channels; c++) {
        double[] probs = new double[edges];
        for (int i = 0; i + 1 < edges; i++) {
          probs[i] = Math.max(0, upper[c * edges + i + 1] - upper[c * edges + i]);
        }
        probs[edges - 1] = upper[c * edges] + (1 - upper[c * edges + edges - 1]);
        tables.add(new IntegerTable(-reach, probs, PRECISION));
      }
      return tables;
    }
  }

  /// c at m − reach − ½, …, m + reach + ½ of each channel.
  private double[] upper(int reach) {
    int edges = 2 * reach + 2;
    Tensor steps = Tensor.range(edges).to(medians.type()).sub(reach + 0.5);
    return logits(medians.add(steps), false).to(Type.FLOAT64).sigmoid().toDoubles();
  }

  private double tail(double[] upper, int reach) {
    int edges = 2 * reach + 2;
    double worst = 0;
    for (int c = 0; c < channels; c++) {
      worst = Math.max(worst, upper[c * edges] + 1 - upper[c * edges + edges - 1]);
    }
    return worst;
  }

  /// Each channel's median, (C, 1, 1).
  public Tensor medians() {
    return medians;
  }
}
