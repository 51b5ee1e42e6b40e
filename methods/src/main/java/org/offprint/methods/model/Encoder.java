package org.offprint.methods.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Dropout;
import org.offprint.methods.layer.Embedding;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.LayerNorm;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// A small transformer encoder: every position sees every other one. What {@link BiEncoder} and
/// {@link CrossEncoder} stand on, in the layout of BERT (Devlin et al., arXiv:1810.04805), but
/// normalised before each part and once at the end, which trains without care for the first steps.
///
///     x = E[tokens] + P[position] + S[segment];  each layer: x ← x + attention(norm(x)),
///     x ← x + feedForward(norm(x));  states = norm(x)
///
/// Shapes: tokens (B, T) int64, 1 ≤ T ≤ context; states (B, T, width). Padding is masked: what stands
/// there reaches no other position.
///
/// Texts are token numbers 0 … vocabulary − 1; the encoder adds its own three, the start of a text,
/// its end and the padding, after them.
public final class Encoder extends Block {
  private final Settings settings;
  private final Embedding tokens;
  private final Embedding positions;
  private final Embedding segments;
  private final Dropout dropout;
  private final List<EncoderLayer> layers;
  private final LayerNorm norm;

  /// @param vocabulary how many tokens texts are made of
  /// @param context the longest text or pair, with the encoder's own tokens; longer ones are cut
  /// @param heads 1 to the width
  /// @param feedForward the inner width of the feed-forward part
  /// @param dropout in [0, 1)
  public record Settings(
      int vocabulary,
      int context,
      int width,
      int layers,
      int heads,
      int feedForward,
      double dropout) {
    public Settings {
      Shapes.require("vocabulary", vocabulary, vocabulary >= 1, "1 or more");
      Shapes.require("context", context, context >= 5, "5 or more: a pair of one token each");
      Shapes.require("width", width, width >= 1, "1 or more");
      Shapes.require("layers", layers, layers >= 1, "1 or more");
      Shapes.require("heads", heads, heads >= 1 && heads <= width, "1 to the width " + width);
      Shapes.require("feed-forward width", feedForward, feedForward >= 1, "1 or more");
      Shapes.require("dropout", dropout, dropout >= 0 && dropout < 1, "a share in [0, 1)");
    }

    /// Width 64, 2 layers, 4 heads, no dropout.
    public static Settings small(int vocabulary, int context) {
      return new Settings(vocabulary, context, 64, 2, 4, 256, 0);
    }
  }

  /// Texts of one batch, side by side.
  ///
  /// @param tokens (B, T) int64
  /// @param segments (B, T) int64: 0 for the first text, 1 for the second
  /// @param mask (B, T) bool: false where there is only padding
  public record Batch(Tensor tokens, Tensor segments, Tensor mask) {}

  public Encoder(Initial initial, Settings settings) {
    this.settings = settings;
    int width = settings.width();
    tokens = block("tokens", new Embedding(initial, settings.vocabulary() + 3L, width, 0.1));
    positions = block("positions", new Embedding(initial, settings.context(), width, 0.1));
    segments = block("segments", new Embedding(initial, 2, width, 0.1));
    dropout = block("dropout", new Dropout(initial, settings.dropout()));
    layers =
        blocks(
            "layers",
            IntStream.range(0, settings.layers())
                .mapToObj(i -> new EncoderLayer(initial, settings))
                .toList());
    norm = block("norm", new LayerNorm(initial, width));
  }

  public Settings settings() {
    return settings;
  }

  /// The states of all positions; position 0 is the start of the text.
  public Tensor apply(Batch batch) {
    Shapes.requireRank("tokens", batch.tokens(), 2, "(B, T)");
    Shapes.requireEqual("segments", batch.segments(), "tokens", batch.tokens());
    Shapes.requireType("mask", batch.mask(), Type.BOOL);
    Shapes.requireEqual("mask", batch.mask(), "tokens", batch.tokens());
    long length = batch.tokens().size(1);
    Shapes.require(
        "text length",
        length,
        length >= 1 && length <= settings.context(),
        "1 to %d tokens".formatted(settings.context()));
    Tensor x =
        tokens
            .apply(batch.tokens())
            .add(positions.apply(Tensor.range(length)))
            .add(segments.apply(batch.segments()));
    x = dropout.apply(x);
    Tensor seen = batch.mask().unsqueeze(1).unsqueeze(1);
    for (EncoderLayer layer : layers) {
      x = layer.apply(x, seen);
    }
    return norm.apply(x);
  }

  /// `start text end`, a text that is too long cut at its end.
  ///
  /// @throws IllegalArgumentException if a text is empty or has an unknown token
  public Batch batch(List<int[]> texts) {
    List<int[]> rows = new ArrayList<>();
    for (int[] text : texts) {
      requireText(text);
      int kept = Math.min(text.length, settings.context() - 2);
      int[] row = new int[kept + 2];
      row[0] = start();
      System.arraycopy(text, 0, row, 1, kept);
      row[kept + 1] = end();
      rows.add(row);
    }
    return padded(rows, rows.stream().map(row -> row.length).toList());
  }

  /// `start first end second end`; of a pair that is too long, the longer text is cut first.
  ///
  /// @throws IllegalArgumentException if a text is empty or has an unknown token, or the lists
  ///   differ in length
  public Batch batch(List<int[]> first, List<int[]> second) {
    requireEqual(first.size(), second.size());
    List<int[]> rows = new ArrayList<>();
    List<Integer> turns = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      int[] a = first.get(i);
      int[] b = second.get(i);
      requireText(a);
      requireText(b);
      int room = settings.context() - 3;
      int ofA = Math.min(a.length, Math.max(room - b.length, (room + 1) / 2));
      int ofB = Math.min(b.length, room - ofA);
      int[] row = new int[ofA + ofB + 3];
      row[0] = start();
      System.arraycopy(a, 0, row, 1, ofA);
      row[ofA + 1] = end();
      System.arraycopy(b, 0, row, ofA + 2, ofB);
      row[ofA + ofB + 2] = end();
      rows.add(row);
      turns.add(ofA + 2);
    }
    return padded(rows, turns);
  }

  static void requireEqual(int first, int second) {
    if (first != second) {
      throw new IllegalArgumentException(
          "there are %d first texts and %d second ones; they must be as many."
              .formatted(first, second));
    }
  }

  /// @param turns where the second text of each row begins
  private Batch padded(List<int[]> rows, List<Integer> turns) {
    int longest = rows.stream().mapToInt(row -> row.length).max().orElse(1);
    long[] all = new long[rows.size() * longest];
    long[] parts = new long[all.length];
    boolean[] there = new boolean[all.length];
    for (int i = 0; i < all.length; i++) {
      int[] row = rows.get(i / longest);
      int at = i % longest;
      there[i] = at < row.length;
      all[i] = there[i] ? row[at] : padding();
      parts[i] = there[i] && at >= turns.get(i / longest) ? 1 : 0;
    }
    return new Batch(
        Tensor.of(all, rows.size(), longest),
        Tensor.of(parts, rows.size(), longest),
        Tensor.of(there, rows.size(), longest));
  }

  private void requireText(int[] text) {
    Shapes.require("text length", text.length, text.length >= 1, "1 or more tokens");
    for (int i = 0; i < text.length; i++) {
      if (text[i] < 0 || text[i] >= settings.vocabulary()) {
        throw new IllegalArgumentException(
            "token %d of a text is %d; expected 0 to %d."
                .formatted(i, text[i], settings.vocabulary() - 1));
      }
    }
  }

  private int start() {
    return settings.vocabulary();
  }

  private int end() {
    return settings.vocabulary() + 1;
  }

  private int padding() {
    return settings.vocabulary() + 2;
  }
}
