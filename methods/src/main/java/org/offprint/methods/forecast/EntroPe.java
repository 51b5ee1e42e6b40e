package org.offprint.methods.forecast;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Dropout;
import org.offprint.methods.layer.Embedding;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.layer.MultiHeadAttention;
import org.offprint.methods.layer.RevIn;
import org.offprint.methods.layer.RmsNorm;
import org.offprint.methods.layer.Rotary;
import org.offprint.methods.layer.SelfAttention;
import org.offprint.methods.layer.SwiGlu;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// A forecaster, one channel at a time, whose patches begin where a small frozen language model of the quantised series is unsure of what
/// comes next.
///
///     z = RevIN x;  ids = quantise(z), a row a channel;  patches from the entropies of the {@link EntropyModel} by the {@link EntropyPatcher}
///     h = causal block(Emb(ids));  P_0 = per patch the maximum over its h, 0 where empty
///     P = P_0 + rms(P_0) + Att(rms P_0, rms h), patch p sees the steps of patches ≤ p and > p − window
///     G = blocks without a mask (P);  x = h + rms(h) + Att(rms h, rms G), step t sees the patches ≤ its own
///     y = RevIN⁻¹(W flatten(rms(causal block(x))) + b), the width outside in the flattening
///     block(x) = x′ + SwiGLU(rms x′) with x′ = x + Att(rms x), rotary positions; attention and SwiGLU without biases
///
/// Shapes: window (B, L, C) floating; returns (B, T, C). Series enter by their tokens alone, so the loss has no gradient in the window
/// but through the level and spread that RevIN lets none through.
/// Range: any. A window that never varies is a single patch of one token. NaN makes its channel's forecast NaN.
/// Source: EntroPE, arXiv:2509.26157; the authors' first version: EntroPE_backbone.py, PatchEncoder.py, FusionDecoder.py.
/// Differs from the source: nothing by default, with two of its oddities kept: the residual inside the cross-attention is the normalised
/// query, added once more outside; padding patches, which rows get to have equally many, are attended to, so that a row's forecast
/// depends on its batch. `maskPadding` ends the latter. Public reviews found gains over the runner-up mostly under 1 %.
/// Throws: IllegalArgumentException if the window does not fit; from the constructor, if the entropy model is for fewer steps or
/// another vocabulary, or the settings make no model.
@Source(paper = "arXiv:2509.26157", equation = "§3")
public final class EntroPe extends Block implements Forecaster {
  /// @param width d, whose heads must be even
  /// @param feedForward the width inside SwiGLU; {@link #feedForward(int, int)} is the authors'
  /// @param layers of the blocks over patches
  /// @param attentionWindow how many patches back attention reaches
  /// @param maskPadding whether padding patches are kept out of attention; the authors' code does
  ///   not
  public record Settings(
      int context,
      int horizon,
      int channels,
      int width,
      int heads,
      int feedForward,
      int layers,
      int attentionWindow,
      double dropout,
      boolean maskPadding,
      EntropyPatcher patcher) {
    public Settings {
      Window.requirePositive("context", context);
      Window.requirePositive("horizon", horizon);
      Window.requirePositive("channels", channels);
      Window.requirePositive("feedForward", feedForward);
      Window.requirePositive("layers", layers);
      Window.requirePositive("attentionWindow", attentionWindow);
      Shapes.require(
          "heads",
          heads,
          heads >= 1 && width % heads == 0 && width / heads % 2 == 0,
          "a divisor of the width that leaves each head an even one");
    }

    /// The authors' for ETTh1: width 8, 2 heads, 3 layers over patches.
    public static Settings standard(int channels) {
      return new Settings(
          96,
          96,
          channels,
          8,
          2,
          feedForward(8, 256),
          3,
          96,
          0.1,
          false,
          EntropyPatcher.standard());
    }

    /// The next multiple from two thirds of 4 d on.
    public static int feedForward(int width, int multipleOf) {
      Shapes.require("the multiple", multipleOf, multipleOf >= 1, "1 or more");
      Shapes.require("width", width, width >= 1, "1 or more");
      return multipleOf * Math.ceilDiv(8 * width / 3, multipleOf);
    }
  }

  private final Settings settings;
  private final MeanScaleQuantiser quantiser;
  private final EntropyModel entropyModel;
  private final RevIn revIn;
  private final Embedding embedding;
  private final Layer encoder;
  private final Cross toPatches;
  private final List<Layer> global;
  private final Cross toSteps;
  private final Layer decoder;
  private final RmsNorm norm;
  private final Linear head;
  private final Dropout dropout;

  /// @param entropyModel trained before; it is frozen here, and saved with this model
  public EntroPe(
      Initial initial, Settings settings, MeanScaleQuantiser quantiser, EntropyModel entropyModel) {
    if (entropyModel.settings().block() < settings.context()
        || entropyModel.settings().vocabulary() != quantiser.vocabulary()) {
      throw new IllegalArgumentException(
          "the entropy model has block %d and vocabulary %d; expected a block of %d or more, the context, and vocabulary %d, the quantiser's"
              .formatted(
                  entropyModel.settings().block(),
                  entropyModel.settings().vocabulary(),
                  settings.context(),
                  quantiser.vocabulary()));
    }
    this.settings = settings;
    this.quantiser = quantiser;
    this.entropyModel = block("entropy_model", entropyModel);
    entropyModel.freeze();
    int d = settings.width();
    int length = settings.context();
    var rotary = new Rotary(initial.type(), d / settings.heads(), 10_000, length + 1);
    revIn = block("revin", new RevIn(initial, settings.channels(), RevIn.EPSILON, true));
    embedding =
        block("tokens", new Embedding(initial, quantiser.vocabulary(), d, 1 / Math.sqrt(d)));
    encoder = block("encoder", new Layer(initial, settings, true, rotary));
    toPatches = block("to_patches", new Cross(initial, settings));
    global =
        blocks(
            "global",
            IntStream.range(0, settings.layers())
                .mapToObj(i -> new Layer(initial, settings, false, rotary))
                .toList());
    toSteps = block("to_steps", new Cross(initial, settings));
    decoder = block("decoder", new Layer(initial, settings, true, rotary));
    norm = block("norm", new RmsNorm(initial, d, 1e-5));
    head = block("head", new Linear(initial, (long) d * length, settings.horizon()));
    dropout = block("dropout", new Dropout(initial, settings.dropout()));
  }

  @Override
  public int context() {
    return settings.context();
  }

  @Override
  public int horizon() {
    return settings.horizon();
  }

  @Override
  public Tensor forecast(Tensor window) {
    return explain(window, null).forecast();
  }

  /// A forecast with patches from elsewhere, such as even or random ones to compare with.
  ///
  /// @param lengths of each row, a row a channel of each window; each row adds up to L + 1
  public Tensor forecast(Tensor window, int[][] lengths) {
    return explain(window, lengths).forecast();
  }

  /// What a forecast is made of; rows are the channels of each window, B · C of them.
  ///
  /// @param lengths of the patches of each row
  /// @param h (rows, L, d)
  /// @param pooled P_0 (rows, patches, d)
  /// @param patches P
  /// @param mixed G
  /// @param decoded (rows, L, d), what the head sees
  /// @param stepsSeen bool (rows, patches, L), which steps a patch sees
  /// @param patchesSeen bool (rows, L, patches), which patches a step sees
  public record Parts(
      RevIn.Normalised normalised,
      Tensor ids,
      int[][] lengths,
      Tensor h,
      Tensor pooled,
      Tensor patches,
      Tensor mixed,
      Tensor decoded,
      Tensor stepsSeen,
      Tensor patchesSeen,
      Tensor forecast) {}

  /// A forecast with what led to it.
  public Parts explain(Tensor window, int @Nullable [][] given) {
    Window.require(window, settings.context(), settings.channels());
    long length = settings.context();
    long channels = settings.channels();
    long rows = window.size(0) * channels;
    RevIn.Normalised from = revIn.normalise(window);
    Tensor z = from.z().detach().transpose(1, 2).reshape(rows, length);
    Tensor ids = quantiser.apply(z).ids();
    int[][] lengths = given == null ? lengths(ids) : requireLengths(given, rows);

    int patchCount = lengths.length == 0 ? 1 : lengths[0].length;
    Tensor patchOf = patchOf(lengths, rows);
    Tensor numbers = Tensor.range(patchCount);
    Tensor ofPatch = numbers.unsqueeze(1); // (patches, 1) beside (rows, 1, L)
    Tensor steps = patchOf.unsqueeze(1);
    Tensor stepsSeen =
        steps.isAtMost(ofPatch).and(ofPatch.isLess(steps.add(settings.attentionWindow())));
    Tensor step = patchOf.unsqueeze(2);
    Tensor patchesSeen =
        numbers.isAtMost(step).and(step.isLess(numbers.add(settings.attentionWindow())));

    Tensor h = encoder.apply(dropout.apply(embedding.apply(ids)), null);
    Tensor pooled = pool(h, patchOf, patchCount);
    Tensor patches = pooled.add(toPatches.apply(pooled, h, withFirst(stepsSeen)));
    Tensor mixed = patches;
    for (Layer layer : global) {
      mixed = layer.apply(mixed, settings.maskPadding() ? present(lengths, patchCount) : null);
    }
    Tensor joined = h.add(toSteps.apply(h, mixed, patchesSeen));
    Tensor decoded = dropout.apply(norm.apply(decoder.apply(joined, null)));
    Tensor flat = decoded.transpose(1, 2).reshape(rows, settings.width() * length);
    Tensor y = dropout.apply(head.apply(flat));
    Tensor steady = y.reshape(window.size(0), channels, settings.horizon()).transpose(1, 2);
    return new Parts(
        from,
        ids,
        lengths,
        h,
        pooled,
        patches,
        mixed,
        decoded,
        stepsSeen,
        patchesSeen,
        revIn.restore(steady, from));
  }

  private int[][] lengths(Tensor ids) {
    if (ids.size(0) == 0) {
      return new int[0][];
    }
    double[] entropies = entropyModel.entropies(ids).toDoubles();
    int length = settings.context();
    double[][] rows = new double[Math.toIntExact(ids.size(0))][];
    Arrays.setAll(rows, b -> Arrays.copyOfRange(entropies, b * length, (b + 1) * length));
    return settings.patcher().patches(rows);
  }

  private int[][] requireLengths(int[][] given, long rows) {
    int total = settings.context() + 1;
    if (given.length != rows) {
      throw new IllegalArgumentException(
          "lengths has %d rows; expected %d, one a channel of each window"
              .formatted(given.length, rows));
    }
    for (int[] row : given) {
      if (Arrays.stream(row).sum() != total || Arrays.stream(row).anyMatch(n -> n < 0)) {
        throw new IllegalArgumentException(
            "lengths %s: expected numbers of 0 or more that add up to %d, the context and one"
                .formatted(Arrays.toString(row), total));
      }
    }
    return EntropyPatcher.padded(given);
  }

  private Tensor patchOf(int[][] lengths, long rows) {
    long length = settings.context();
    long[] patch =
        Arrays.stream(lengths)
            .flatMapToInt(row -> Arrays.stream(EntropyPatcher.patchOf(row, settings.context())))
            .asLongStream()
            .toArray();
    return Tensor.of(patch, rows, length);
  }

  /// The largest of each patch's entries, 0 where there are none.
  private static Tensor pool(Tensor h, Tensor patchOf, int patches) {
    Tensor index = patchOf.unsqueeze(2).expand(h.shape());
    Tensor none = Tensor.full(Double.NEGATIVE_INFINITY, h.type(), h.size(0), patches, h.size(2));
    Tensor largest = none.scatterMax(1, index, h);
    return largest.maskedFill(largest.isEqual(Double.NEGATIVE_INFINITY), 0);
  }

  /// A padding patch so far beyond its row's last that the window reaches no step sees the first
  /// one, since the softmax over nothing is NaN.
  private static Tensor withFirst(Tensor stepsSeen) {
    Tensor blind = stepsSeen.to(Type.INT64).sum(2, true).isEqual(0);
    return stepsSeen.or(blind.and(Tensor.range(stepsSeen.size(2)).isEqual(0)));
  }

  /// bool (rows, 1, 1, patches), false at padding; a patch that is empty inside the window counts.
  private static Tensor present(int[][] lengths, int patches) {
    boolean[] present = new boolean[lengths.length * patches];
    for (int i = 0; i < present.length; i++) {
      present[i] = lengths[i / patches][i % patches] > 0;
    }
    return Tensor.of(present, lengths.length, 1, 1, patches);
  }

  private static final class Layer extends Block {
    private final RmsNorm attentionNorm;
    private final SelfAttention attention;
    private final RmsNorm feedForwardNorm;
    private final SwiGlu feedForward;

    Layer(Initial initial, Settings settings, boolean causal, Rotary rotary) {
      int d = settings.width();
      int heads = settings.heads();
      attentionNorm = block("attention_norm", new RmsNorm(initial, d, 1e-5));
      attention = block("attention", new SelfAttention(initial, d, heads, heads, causal, rotary));
      feedForwardNorm = block("feed_forward_norm", new RmsNorm(initial, d, 1e-5));
      feedForward = block("feed_forward", new SwiGlu(initial, d, settings.feedForward()));
    }

    Tensor apply(Tensor x, @Nullable Tensor mask) {
      Tensor attended = x.add(attention.masked(attentionNorm.apply(x), mask));
      return attended.add(feedForward.apply(feedForwardNorm.apply(attended)));
    }
  }

  /// rms(x) + Att(rms x, rms y): what is added back is the normalised query.
  private static final class Cross extends Block {
    private final RmsNorm queryNorm;
    private final RmsNorm keyNorm;
    private final MultiHeadAttention attention;

    Cross(Initial initial, Settings settings) {
      queryNorm = block("query_norm", new RmsNorm(initial, settings.width(), 1e-5));
      keyNorm = block("key_norm", new RmsNorm(initial, settings.width(), 1e-5));
      attention =
          block(
              "attention",
              new MultiHeadAttention(initial, settings.width(), settings.heads(), false));
    }

    Tensor apply(Tensor x, Tensor y, Tensor seen) {
      Tensor n = queryNorm.apply(x);
      return n.add(attention.apply(n, keyNorm.apply(y), seen.unsqueeze(1)));
    }
  }
}
