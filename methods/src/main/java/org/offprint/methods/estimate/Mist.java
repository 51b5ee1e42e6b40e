package org.offprint.methods.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Dropout;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.LayerNorm;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// MIST: a set transformer that reads a whole sample of (x, y) rows and answers their mutual information, learned from samples whose
/// information is known. The quantile variant answers any quantile τ of it.
///
///     rows: [x, y, 0…] → Linear(2h), gelu, LN, dropout → Linear(h), gelu, LN;  stack × {SAB, LN, dropout}, blind to rows that sum to 0
///     ISAB × layers → PMA(seeds) → SAB × decoder → PMA(1) → Linear(h);  ρ: Linear, relu, … → 1, with τ appended to its input
///     loss = mean (I − Î)², or the pinball loss mean max((τ − 1)(I − Î), τ (I − Î))
///
/// Shapes: rows (B, n, maxWidth), padded (B, n) bool or null, τ (B) in (0, 1) for the quantile variant; returns (B).
/// Range: nats; a trained model may answer below 0, which is given as it is.
/// Source: arXiv:2511.18945; parameter names are those of the authors' checkpoints, so those load here.
/// Differs from the source: x and y must have equally many columns, the only form it was trained on; a sample whose rows all sum to 0 is attended in full in the first stack, where the code gives NaN; inputs can be clamped at ±limit, as samples with heavy
/// tails need in a small model (our choice, off in the published settings).
/// Throws: IllegalArgumentException if shapes or types do not fit, every row of a sample is padded, τ is missing, superfluous or outside (0, 1); from
/// the settings, if a size is below 1 or heads do not divide h.
@Source(paper = "arXiv:2511.18945", equation = "architecture, losses")
public final class Mist extends Block {
  /// @param hidden h
  /// @param inner the width inside the ISAB blocks
  /// @param stack how many SAB blocks read the rows first
  /// @param rhoLayers how many linear layers the head has
  /// @param maxWidth the most columns of x and y together
  /// @param limit at which inputs are clamped; infinite for never
  public record Settings(
      int hidden,
      int heads,
      int inner,
      int inducing,
      int seeds,
      int stack,
      int encoder,
      int decoder,
      int rhoLayers,
      int rhoHidden,
      int maxWidth,
      boolean quantile,
      double limit,
      double rowDropout,
      double stackDropout) {
    public Settings {
      int[] sizes = {hidden, heads, inner, inducing, seeds, rhoLayers, rhoHidden, maxWidth};
      for (int size : sizes) {
        Shapes.require("a size of MIST", size, size >= 1, "at least 1");
      }
      for (int count : new int[] {stack, encoder, decoder}) {
        Shapes.require("a number of MIST's blocks", count, count >= 0, "at least 0");
      }
      if (hidden % heads != 0) {
        throw new IllegalArgumentException(
            "hidden is %d and heads is %d; expected heads to divide hidden."
                .formatted(hidden, heads));
      }
      Shapes.require("limit", limit, limit > 0, "more than 0, or infinity");
    }

    /// The published models: h 256, 16 heads, two SAB blocks, two ISAB layers, 64 columns.
    public static Settings published(boolean quantile) {
      return new Settings(
          256, 16, 1024, 32, 10, 2, 2, 1, 3, 256, 64, quantile, Double.POSITIVE_INFINITY, 0.1, 0.3);
    }

    /// One that a processor trains in minutes, for up to three columns a side.
    public static Settings small(boolean quantile) {
      return new Settings(64, 4, 128, 16, 4, 1, 1, 1, 2, 64, 6, quantile, 30, 0, 0);
    }
  }

  /// How many rows the published training had, outside of which an answer is a guess.
  private static final int LEAST_ROWS = 10;

  private static final int MOST_ROWS = 500;

  private final Settings settings;
  private final Linear embed0;
  private final LayerNorm norm2;
  private final Linear embed4;
  private final LayerNorm norm6;
  private final Dropout rowDropout;
  private final Dropout stackDropout;
  private final List<SetBlocks.Sab> stack = new ArrayList<>();
  private final List<LayerNorm> stackNorms = new ArrayList<>();
  private final List<SetBlocks.Isab> encoder = new ArrayList<>();
  private final SetBlocks.Pma pooling;
  private final List<SetBlocks.Sab> decoder = new ArrayList<>();
  private final SetBlocks.Pma last;
  private final Linear output;
  private final List<Linear> rho = new ArrayList<>();

  public Mist(Initial initial, Settings settings) {
    this.settings = settings;
    int h = settings.hidden();
    int heads = settings.heads();
    String embedding = "phi.embedding_mlp.";
    embed0 = block(embedding + 0, new Linear(initial, settings.maxWidth(), 2L * h));
    norm2 = block(embedding + 2, new LayerNorm(initial, 2L * h));
    embed4 = block(embedding + 4, new Linear(initial, 2L * h, h));
    norm6 = block(embedding + 6, new LayerNorm(initial, h));
    rowDropout = block("phi.row_dropout", new Dropout(initial, settings.rowDropout()));
    stackDropout = block("phi.stack_dropout", new Dropout(initial, settings.stackDropout()));
    for (int i = 0; i < settings.stack(); i++) {
      String at = "phi.feature_interaction_block.layers.";
      stack.add(block(at + 3 * i, new SetBlocks.Sab(initial, h, heads)));
      stackNorms.add(block(at + (3 * i + 1), new LayerNorm(initial, h)));
    }
    for (int i = 0; i < settings.encoder(); i++) {
      encoder.add(
          block(
              "phi.encoder." + i,
              new SetBlocks.Isab(initial, h, heads, settings.inner(), settings.inducing())));
    }
    pooling = block("phi.pooling_pma", new SetBlocks.Pma(initial, h, heads, settings.seeds()));
    for (int i = 0; i < settings.decoder(); i++) {
      decoder.add(block("phi.decoder." + i, new SetBlocks.Sab(initial, h, heads)));
    }
    last = block("phi.decoder." + settings.decoder(), new SetBlocks.Pma(initial, h, heads, 1));
    output = block("phi.output_layer", new Linear(initial, h, h));
    for (int i = 0; i < settings.rhoLayers(); i++) {
      int in = i == 0 ? h + (settings.quantile() ? 1 : 0) : settings.rhoHidden();
      int out = i == settings.rhoLayers() - 1 ? 1 : settings.rhoHidden();
      rho.add(block("rho." + 2 * i, new Linear(initial, in, out)));
    }
  }

  public Settings settings() {
    return settings;
  }

  /// Samples of equally many rows as the network reads them: x, then y, then zeros.
  ///
  /// @param x (B, n, d)
  /// @param y (B, n, d)
  public Tensor pack(Tensor x, Tensor y) {
    Shapes.requireRank("x", x, 3, "(B, n, d)");
    Shapes.requireRank("y", y, 3, "(B, n, d)");
    if (x.size(2) != y.size(-1)) {
      throw new IllegalArgumentException(
          "x has %d columns, y has %d; MIST is trained on equally many only."
              .formatted(x.size(2), y.size(-1)));
    }
    Shapes.requireEqual("y", y, "x", x);
    long spare = settings.maxWidth() - 2 * x.size(2);
    if (spare < 0) {
      throw new IllegalArgumentException(
          "x and y have %d columns together; this model reads at most %d."
              .formatted(2 * x.size(2), settings.maxWidth()));
    }
    Tensor rows = Tensor.concat(2, x, y).pad(0, 0, spare);
    return settings.limit() == Double.POSITIVE_INFINITY
        ? rows
        : rows.clamp(-settings.limit(), settings.limit());
  }

  /// @param padded true for rows that are not there; null where all are
  /// @param tau null for the model of the mean
  public Tensor apply(Tensor rows, @Nullable Tensor padded, @Nullable Tensor tau) {
    requireInput(rows, padded, tau);
    Tensor seen = padded == null ? null : padded.not();
    Tensor h = norm2.apply(embed0.apply(rows).gelu());
    h = norm6.apply(embed4.apply(rowDropout.apply(h)).gelu());
    Tensor notZero = seenSomewhere(rows.sum(-1, false).isNotEqual(0));
    for (int i = 0; i < stack.size(); i++) {
      h = stackDropout.apply(stackNorms.get(i).apply(stack.get(i).apply(h, notZero)));
    }
    for (SetBlocks.Isab layer : encoder) {
      h = layer.apply(h, seen);
    }
    h = pooling.apply(h, seen);
    for (SetBlocks.Sab layer : decoder) {
      h = layer.apply(h, null);
    }
    Tensor set = output.apply(last.apply(h, null).select(1, 0));
    Tensor out = tau == null ? set : Tensor.concat(1, set, tau.unsqueeze(1));
    for (int i = 0; i < rho.size(); i++) {
      out = rho.get(i).apply(i == 0 ? out : out.relu());
    }
    return out.squeeze(1);
  }

  /// Where a sample has no row that is seen, all are: softmax over nothing is NaN.
  private static Tensor seenSomewhere(Tensor seen) {
    return seen.or(seen.to(Type.INT64).sum(1, true).isEqual(0));
  }

  /// Mean squared error, or the pinball loss for the quantile variant.
  ///
  /// @param nats (B), the known information
  public Tensor loss(Tensor rows, @Nullable Tensor padded, @Nullable Tensor tau, Tensor nats) {
    Tensor estimate = apply(rows, padded, tau);
    Shapes.requireEqual("nats", nats, "the estimates", estimate);
    return tau == null ? estimate.sub(nats).square().mean() : pinball(estimate, nats, tau);
  }

  /// mean max((τ − 1)(y − ŷ), τ (y − ŷ)): lowest, on average, at the τ-quantile of y.
  public static Tensor pinball(Tensor estimate, Tensor target, Tensor tau) {
    Shapes.requireFloating("estimate", estimate);
    Shapes.requireType("target", target, estimate.type());
    Shapes.requireType("tau", tau, estimate.type());
    Shapes.requireEqual("target", target, "estimate", estimate);
    Shapes.requireEqual("tau", tau, "estimate", estimate);
    Tensor d = target.sub(estimate);
    return d.mul(tau.sub(1)).maximum(d.mul(tau)).mean();
  }

  /// The estimate for one sample; the quantile variant gives the median and a 90 % interval.
  ///
  /// @param x (n, d) floating and finite
  /// @param y (n, d) floating and finite
  public MutualInformationEstimate estimate(Tensor x, Tensor y) {
    Tensor a = Samples.require("x", x, 1);
    Tensor b = Samples.require("y", y, 1);
    Samples.requireSameRows("y", b, "x", a);
    var warnings = new ArrayList<String>();
    if (a.size(0) < LEAST_ROWS || a.size(0) > MOST_ROWS) {
      warnings.add(
          "%d samples: the network was trained on %d to %d"
              .formatted(a.size(0), LEAST_ROWS, MOST_ROWS));
    }
    boolean before = training();
    training(false);
    try (var scope = Scope.withoutGradients()) {
      Type type = output.weight().type();
      Tensor rows = pack(a.unsqueeze(0), b.unsqueeze(0)).to(type);
      if (!settings.quantile()) {
        return MutualInformationEstimate.of(apply(rows, null, null).value(), warnings);
      }
      Tensor tau = Tensor.of(new double[] {0.05, 0.5, 0.95}, 3).to(type);
      double[] answers = apply(rows.expand(3, rows.size(1), rows.size(2)), null, tau).toDoubles();
      if (!(answers[0] <= answers[1] && answers[1] <= answers[2])) {
        warnings.add("the quantiles cross: the network knows no sample like this one");
      }
      return new MutualInformationEstimate(answers[1], answers[0], answers[2], warnings);
    } finally {
      training(before);
    }
  }

  /// A training batch from the families of the paper, and the τ drawn for it.
  ///
  /// @param tau null for the model of the mean
  public record Batch(Tensor rows, @Nullable Tensor tau, Tensor nats) {}

  /// @param samples drawn with {@link KnownSamples}, all of as many rows
  public Batch batch(SplittableRandom random, List<KnownSamples.Sample> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("there is no sample; expected at least one.");
    }
    Type type = output.weight().type();
    Tensor[] rows = new Tensor[samples.size()];
    double[] nats = new double[rows.length];
    double[] tau = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      var one = samples.get(i);
      rows[i] = pack(one.x().unsqueeze(0), one.y().unsqueeze(0)).to(type);
      nats[i] = one.nats();
      tau[i] = Math.max(1e-6, random.nextDouble());
    }
    return new Batch(
        Tensor.concat(0, rows),
        settings.quantile() ? Tensor.of(tau, tau.length).to(type) : null,
        Tensor.of(nats, nats.length).to(type));
  }

  public Tensor loss(Batch batch) {
    return loss(batch.rows(), null, batch.tau(), batch.nats());
  }

  private void requireInput(Tensor rows, @Nullable Tensor padded, @Nullable Tensor tau) {
    Shapes.requireRank("rows", rows, 3, "(B, n, maxWidth)");
    Shapes.requireSize("rows", rows, 2, settings.maxWidth(), "the columns this model reads");
    Shapes.requireType("rows", rows, embed0.weight().type());
    if (rows.size(0) < 1 || rows.size(1) < 1) {
      throw new IllegalArgumentException(
          "rows has shape %s; expected at least one sample of one row."
              .formatted(Shapes.text(rows.shape())));
    }
    if (padded != null) {
      Shapes.requireType("padded", padded, Type.BOOL);
      Shapes.requireEqual("padded", padded, "the first two dimensions", rows.select(2, 0));
      long[] present = padded.not().to(Type.INT64).sum(1, false).toLongs();
      for (int b = 0; b < present.length; b++) {
        Shapes.require(
            "the number of rows of sample " + b, present[b], present[b] > 0, "at least 1");
      }
    }
    if ((tau != null) != settings.quantile()) {
      throw new IllegalArgumentException(
          settings.quantile()
              ? "tau is missing: this model answers a quantile, say which."
              : "tau is superfluous: this model answers the mean.");
    }
    if (tau != null) {
      Shapes.requireEqual("tau", tau, "the first dimension", rows.select(2, 0).select(1, 0));
      for (double one : tau.toDoubles()) {
        Shapes.require("tau", one, one > 0 && one < 1, "a share in (0, 1)");
      }
    }
  }
}
