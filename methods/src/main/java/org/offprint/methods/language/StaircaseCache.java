package org.offprint.methods.language;

import java.util.ArrayList;
import java.util.List;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.KeyValueCache;
import org.offprint.methods.layer.KeyValues;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// A memory of keys and values whose precision falls with age: the newest tokens as they are, then
/// chunks of S tokens, each at fewer bits than the one after it, and a tail at the fewest.
///
///     append to the residual; when it holds S tokens: every chunk goes one level down (its values are
///     quantised again), the residual becomes the newest chunk at the first quantised level, and the
///     residual is empty; the last level takes in all that is older
///     keys: groups of G along tokens of one channel; values: groups along the channels of one token
///
/// Shapes: keys, values (B, heads, T, D); G a divisor of S and of D.
/// Range: what a token attended to when it came in is exact as long as it stands in the residual;
/// quantised values serve the tokens after.
/// Source: "The Nature of Mathematical Modeling and Probabilistic Optimization Engineering in
/// Generative AI", arXiv:2410.18441, pseudo-code of its staircase cache: the one part of that paper
/// whose text could be read.
/// Differs from the source: codes are held as the numbers they stand for, in the type they came in, so
/// this shows the error and counts the bits but saves no memory by itself. A chunk that stays on the
/// last level is not quantised again, which would change it by rounding alone.
/// Throws: IllegalArgumentException if there are fewer than two levels, they rise, G does not divide S and
/// D,
/// or shapes differ.
@Source(paper = "arXiv:2410.18441", equation = "staircase KV cache, pseudo-code")
public final class StaircaseCache implements KeyValues {
  private final Schedule schedule;
  private final int group;
  private final KeyValueCache held;
  private final List<Integer> levels = new ArrayList<>(); // of each chunk, oldest first

  /// How precision falls: levels in bits, the residual's first.
  ///
  /// @param chunk S
  public record Schedule(int chunk, List<Integer> levels) {
    public Schedule {
      levels = List.copyOf(levels);
      Shapes.require("chunk", chunk, chunk >= 1, "1 or more");
      Shapes.require("levels", levels.size(), levels.size() >= 2, "2 or more");
      for (int i = 0; i < levels.size(); i++) {
        int bits = levels.get(i);
        int above = i == 0 ? 64 : levels.get(i - 1);
        Shapes.require(
            "a level's bits", bits, bits >= 1 && bits <= above, "1 to %d".formatted(above));
        Shapes.require("a level's bits", bits, i == 0 || bits <= 16, "1 to 16 below the residual");
      }
    }

    /// 16 bits, then chunks of 64 at 8, 4 and 2.
    public static Schedule standard() {
      return new Schedule(64, List.of(16, 8, 4, 2));
    }

    /// The level of a chunk that `newer` chunks follow.
    int level(int newer) {
      return Math.min(newer + 1, levels.size() - 1);
    }

    /// What is held after so many tokens.
    ///
    /// @param residual how many tokens are not quantised
    /// @param chunkBits of each chunk, newest first
    /// @param averageBits a number; beside them a group of G stores 2 numbers more
    public record Held(int residual, List<Integer> chunkBits, double averageBits) {}

    public Held after(int tokens) {
      Shapes.require("tokens", tokens, tokens >= 0, "0 or more");
      int residual = tokens % chunk;
      var bits = new ArrayList<Integer>();
      double sum = (double) residual * levels.getFirst();
      for (int newer = 0; newer < tokens / chunk; newer++) {
        bits.add(levels.get(level(newer)));
        sum += (double) chunk * bits.getLast();
      }
      return new Held(residual, bits, sum / tokens);
    }
  }

  /// Memory is laid out once for the whole context; build it outside the scopes of single steps.
  ///
  /// @param group G, a divisor of the schedule's chunk and of the width
  /// @param width D of a head
  public StaircaseCache(
      Schedule schedule, int group, Type type, long batch, long heads, long context, long width) {
    Shapes.require(
        "group",
        group,
        group >= 1 && schedule.chunk() % group == 0 && width % group == 0,
        "a divisor of the chunk %d and of the width %d".formatted(schedule.chunk(), width));
    this.schedule = schedule;
    this.group = group;
    held = new KeyValueCache(type, batch, heads, context, width);
  }

  @Override
  public int length() {
    return held.length();
  }

  /// {@inheritDoc}
  ///
  /// A residual that the tokens before have filled moves down first, so that no token is quantised
  /// before the step it came in with has used it.
  @Override
  public Seen append(Tensor keys, Tensor values) {
    try (var scope = Scope.withoutGradients()) {
      while (held.length() - levels.size() * schedule.chunk() >= schedule.chunk()) {
        descend();
      }
    }
    return held.append(keys, values);
  }

  private void descend() {
    Seen all = held.seen();
    levels.add(0);
    for (int i = 0; i < levels.size(); i++) {
      if (levels.get(i) < schedule.levels().size() - 1) {
        levels.set(i, levels.get(i) + 1);
        var quantiser = new GroupQuantiser(schedule.levels().get(levels.get(i)));
        long from = (long) i * schedule.chunk();
        Tensor keys = all.keys().narrow(2, from, schedule.chunk());
        Tensor values = all.values().narrow(2, from, schedule.chunk());
        keys.copyFrom(grouped(quantiser, keys.transpose(2, 3)).transpose(2, 3));
        values.copyFrom(grouped(quantiser, values));
      }
    }
  }

  /// Groups of G along the last axis, quantised and back.
  private Tensor grouped(GroupQuantiser quantiser, Tensor x) {
    Tensor groups = x.reshape(-1, group);
    return quantiser.quantise(groups).value().reshape(x.shape());
  }
}
