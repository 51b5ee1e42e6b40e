package org.offprint.methods.language;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// A dense feed-forward block seen as a mixture of experts: its neurons in equal groups of similar
/// keys, of which each token uses the k that answer most; no new parameters. The part of
/// {@link MixtureDecoder} that its paper is about.
///
///     expert e = F / N rows of W1, by balanced k-means on the rows at length 1
///     key_e = mean of its rows;  score_e = key_e · x
///     y = Σ_(e in top k) W2[:, e] act(W1[e] x + b1[e]) + b2            every chosen expert with weight 1
///     gated: y = W_down (mask ⊙ silu(W_gate x) ⊙ W_up x), score_e = mean of W_gate x over the expert
///
/// Shapes: x (T, h); W1, W_gate, W_up (F, h); W2, W_down (h, F).
/// k = N is the dense block, exactly. No gradient crosses the choice; an expert that no token chose
/// gets none. Of equal scores the lower number is chosen.
/// Left out: the reference's limit of tokens an expert, which drops what is over it.
///
/// @param labels the expert of each neuron
/// @param chosen k
public record EmergentExperts(int[] labels, int experts, int chosen) {
  private static final int ROUNDS = 1_000;

  public EmergentExperts {
    Shapes.require(
        "experts",
        experts,
        experts >= 1 && labels.length % experts == 0,
        "a divisor of the %d neurons".formatted(labels.length));
    Shapes.require("k", chosen, chosen >= 1 && chosen <= experts, "1 to %d".formatted(experts));
    Shapes.requireIndices("labels", Arrays.stream(labels).asLongStream().toArray(), experts);
  }

  /// Splits the rows of a first layer (F, h).
  public static EmergentExperts split(Tensor first, int experts, int chosen) {
    return new EmergentExperts(clusters(first, experts, ROUNDS).labels(), experts, chosen);
  }

  /// The clustering behind a split.
  public static BalancedClusters clusters(Tensor first, int experts, int rounds) {
    Shapes.requireRank("first", first, 2, "(F, h)");
    Shapes.requireFloating("first", first);
    try (var scope = Scope.withoutGradients()) {
      Tensor unit = first.div(first.norm(1, true).clampMin(1e-12));
      double[] values = unit.toDoubles();
      int width = Math.toIntExact(first.size(1));
      double[][] rows =
          IntStream.range(0, Math.toIntExact(first.size(0)))
              .mapToObj(i -> Arrays.copyOfRange(values, i * width, (i + 1) * width))
              .toArray(double[][]::new);
      return BalancedClusters.of(rows, experts, rounds);
    }
  }

  /// The neurons of one expert, in ascending order.
  public long[] members(int expert) {
    return IntStream.range(0, labels.length)
        .filter(i -> labels[i] == expert)
        .asLongStream()
        .toArray();
  }

  /// All neurons, those of the first expert first.
  public long[] order() {
    return IntStream.range(0, experts)
        .mapToObj(this::members)
        .flatMapToLong(Arrays::stream)
        .toArray();
  }

  /// (N, h) from the rows of the first layer as they are now.
  public Tensor keys(Tensor first) {
    Shapes.requireRank("first", first, 2, "(F, h)");
    Shapes.requireFloating("first", first);
    Shapes.requireSize("first", first, 0, labels.length, "the neurons that were split");
    return first
        .indexSelect(0, vector(order()))
        .reshape(experts, labels.length / experts, first.size(1))
        .mean(1, false);
  }

  /// (T, k) int64, best first.
  ///
  /// @param scores (T, N)
  public Tensor select(Tensor scores) {
    Shapes.requireRank("scores", scores, 2, "(T, N)");
    Shapes.requireSize("scores", scores, -1, experts, "the experts");
    return scores.argsortDescending(-1).narrow(-1, 0, chosen);
  }

  /// The block in its plain form; only the chosen experts are computed.
  public Tensor apply(Tensor x, Tensor w1, Tensor b1, Tensor w2, Tensor b2) {
    requireLayers(x, w1, "w1", w2, "w2");
    Shapes.requireRank("b1", b1, 1, "(F)");
    Shapes.requireSize("b1", b1, 0, labels.length, "the neurons that were split");
    Shapes.requireRank("b2", b2, 1, "(h)");
    Shapes.requireSize("b2", b2, 0, x.size(1), "the width of x");
    Tensor selected = select(x.matmul(keys(w1).transpose(0, 1)));
    return route(
        x,
        selected,
        b2,
        (tokens, neurons) ->
            tokens
                .matmul(w1.indexSelect(0, neurons).transpose(0, 1))
                .add(b1.indexSelect(0, neurons))
                .gelu()
                .matmul(w2.indexSelect(1, neurons).transpose(0, 1)));
  }

  /// (T, N): the mean of the gate's pre-activations over each expert.
  public Tensor gateScores(Tensor x, Tensor gate) {
    requireInput(x, gate, "gate");
    return x.matmul(keys(gate).transpose(0, 1));
  }

  private void requireInput(Tensor x, Tensor first, String name) {
    Shapes.requireRank("x", x, 2, "(T, h)");
    Shapes.requireRank(name, first, 2, "(F, h)");
    Shapes.requireSize(name, first, 0, labels.length, "the neurons that were split");
    Shapes.requireSize(name, first, 1, x.size(1), "the width of x");
    Shapes.requireFloating("x", x);
    Shapes.requireType(name, first, x.type());
  }

  private void requireLayers(Tensor x, Tensor first, String name, Tensor last, String lastName) {
    requireInput(x, first, name);
    Shapes.requireRank(lastName, last, 2, "(h, F)");
    Shapes.requireSize(lastName, last, 0, x.size(1), "the width of x");
    Shapes.requireSize(lastName, last, 1, labels.length, "the neurons that were split");
    Shapes.requireType(lastName, last, x.type());
  }

  private void requireSelected(Tensor selected) {
    Shapes.requireRank("selected", selected, 2, "(T, k)");
    Shapes.requireType("selected", selected, Type.INT64);
    Shapes.requireIndices("selected", selected.toLongs(), experts);
  }

  /// The block in its gated form; only the chosen experts are computed.
  ///
  /// @param selected of {@link #select}
  public Tensor gated(Tensor x, Tensor selected, Tensor gate, Tensor up, Tensor down) {
    requireLayers(x, gate, "gate", down, "down");
    requireInput(x, up, "up");
    requireSelected(selected);
    Shapes.requireSize("selected", selected, 0, x.size(0), "the tokens of x");
    return route(
        x,
        selected,
        null,
        (tokens, neurons) ->
            tokens
                .matmul(gate.indexSelect(0, neurons).transpose(0, 1))
                .silu()
                .mul(tokens.matmul(up.indexSelect(0, neurons).transpose(0, 1)))
                .matmul(down.indexSelect(1, neurons).transpose(0, 1)));
  }

  private interface Expert {
    Tensor apply(Tensor tokens, Tensor neurons);
  }

  private Tensor route(Tensor x, Tensor selected, @Nullable Tensor bias, Expert expert) {
    Shapes.requireRank("x", x, 2, "(T, h)");
    Tensor y = Tensor.zeros(x.type(), x.shape());
    y = bias == null ? y : y.add(bias);
    for (int e = 0; e < experts; e++) {
      Tensor rows = selected.isEqual(e).any(1).positions();
      if (rows.count() > 0) {
        Tensor out = expert.apply(x.indexSelect(0, rows), vector(members(e)));
        y = y.indexAdd(0, rows, out);
      }
    }
    return y;
  }

  /// True at the neurons of the chosen experts: (T, F), for the plain path that computes all.
  public Tensor mask(Tensor selected) {
    requireSelected(selected);
    Tensor active =
        Tensor.zeros(Type.FLOAT64, selected.size(0), experts)
            .scatter(1, selected, Tensor.ones(Type.FLOAT64, selected.shape()))
            .isGreater(0);
    return active.indexSelect(1, vector(Arrays.stream(labels).asLongStream().toArray()));
  }

  private static Tensor vector(long[] values) {
    return Tensor.of(values, values.length);
  }
}
