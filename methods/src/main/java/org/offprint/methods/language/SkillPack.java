package org.offprint.methods.language;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.language.RowQuantiser.Quantised;
import org.offprint.methods.tensor.LinearAlgebra;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.train.Checkpoint;

/// SkillPack of GraftLLM: what fine-tuning changed in a model, stored in few bits a weight, to be
/// added to the base when the skill is wanted and left off again without a trace.
///
///     Δ = tuned − base;  Δ = U diag(S) Vᵀ
///     directions in order of S in groups (bits, from, to): each group's U and Vᵀ quantised by rows
///     Δ^ = Σ over groups of U^ diag(S) V^ᵀ;  embeddings and head: the largest |Δ| alone
///     merged = base + Σ of the wanted packs' Δ^
///
/// Shapes: matrices (rows, columns); tensors of other ranks are kept as they are.
/// Range: relative error ‖Δ − Δ^‖ / ‖Δ‖, 0 for what is kept whole. Adding a pack makes new tensors, so
/// the base stays what it was, bit for bit.
/// Source: Du et al., Knowledge Fusion of Large Language Models via Modular SkillPacks (GraftLLM),
/// arXiv:2505.18502, section 3, with the authors' compression code.
/// Differs from the source: of each direction the singular vector's largest entry is positive; S is
/// kept in the weights' type, where the paper counts 16 bits. How a group makes up for the error of
/// those before it, when calibrated, is our reading: what is left of Δ is split anew.
/// Throws: IllegalArgumentException if base and tuned differ in names or shapes, a group is empty or
/// out of order, or a share is not in [0, 1].
@Source(paper = "arXiv:2505.18502", equation = "section 3, SkillPack")
public final class SkillPack {
  private final Map<String, Part> parts;

  private SkillPack(Map<String, Part> parts) {
    this.parts = parts;
  }

  /// Directions `from` to `to` − 1, in order of their singular values, at so many bits.
  public record Group(int bits, int from, int to) {
    public Group {
      Shapes.require("bits", bits, bits >= 1 && bits <= 16, "1 to 16");
      Shapes.require("a group's end", to, from >= 0 && to > from, "more than its start " + from);
    }
  }

  /// How one tensor's change is stored.
  public sealed interface Rule {
    /// As it is.
    record Whole() implements Rule {}

    /// The share with the largest absolute values; equals at the edge all stay.
    record Pruned(double keep) implements Rule {
      public Pruned {
        Shapes.require("the share to keep", keep, keep >= 0 && keep <= 1, "a share in [0, 1]");
      }
    }

    /// The leading directions of a matrix, in groups of falling precision; directions that the
    /// matrix does not have are left out.
    ///
    /// @param inputs (n, columns) that the matrix is usually multiplied with, for GPTQ; null for
    ///   rounding
    record LowRank(List<Group> groups, @Nullable Tensor inputs) implements Rule {
      public LowRank {
        groups = List.copyOf(groups);
        Shapes.require("groups", groups.size(), !groups.isEmpty(), "1 or more");
      }

      public LowRank(List<Group> groups) {
        this(groups, null);
      }

      /// The paper's for attention matrices: 20 directions at 8 bits, 180 at 4, 800 at 2.
      public static LowRank attention() {
        return new LowRank(
            List.of(new Group(8, 0, 20), new Group(4, 20, 200), new Group(2, 200, 1_000)));
      }
    }
  }

  /// Which rule a tensor is stored by.
  @FunctionalInterface
  public interface Plan {
    Rule of(String name, Tensor change);
  }

  /// The singular value decomposition with the sign that makes it one: the largest absolute entry
  /// of each left vector is positive.
  public static LinearAlgebra.Svd decompose(Tensor delta) {
    Shapes.requireRank("delta", delta, 2, "(rows, columns)");
    Shapes.requireFloating("delta", delta);
    Shapes.require("numbers of delta", delta.count(), delta.count() >= 1, "1 or more");
    LinearAlgebra.Svd svd = LinearAlgebra.svd(delta);
    Tensor largest = svd.u().abs().argmax(0).unsqueeze(0);
    Tensor sign = svd.u().gather(0, largest).sign();
    return new LinearAlgebra.Svd(svd.u().mul(sign), svd.s(), svd.vt().mul(sign.transpose(0, 1)));
  }

  /// The first `rank` directions of a matrix alone.
  public static Tensor truncate(Tensor delta, int rank) {
    LinearAlgebra.Svd svd = decompose(delta);
    Shapes.require("rank", rank, rank >= 1 && rank <= svd.s().size(0), "1 to " + svd.s().size(0));
    return svd.u()
        .narrow(1, 0, rank)
        .mul(svd.s().narrow(0, 0, rank))
        .matmul(svd.vt().narrow(0, 0, rank));
  }

  /// The entries whose absolute value is among the largest `keep` · count, else 0.
  public static Tensor prune(Tensor delta, double keep) {
    new Rule.Pruned(keep);
    Shapes.requireFloating("delta", delta);
    long count = (long) Math.rint(keep * delta.count());
    if (count == 0) {
      return Tensor.zeros(delta.type(), delta.shape());
    }
    Tensor sizes = delta.abs();
    double least = sizes.reshape(-1).topK(count, 0).values().min().value();
    return delta.maskedFill(sizes.isLess(least), 0);
  }

  /// ‖Δ − Δ^‖ / ‖Δ‖.
  public static double relativeError(Tensor delta, Tensor approximation) {
    Shapes.requireEqual("approximation", approximation, "delta", delta);
    Shapes.requireFloating("delta", delta);
    Shapes.requireType("approximation", approximation, delta.type());
    return Math.sqrt(
        delta.sub(approximation).square().sum().value() / delta.square().sum().value());
  }

  /// Stored bits a weight of a matrix as the paper counts them: codes of both sides and 16 for each
  /// singular value, without the scales.
  ///
  /// @param groups {bits, directions} each
  public static double bitsPerWeight(long rows, long columns, List<int[]> groups) {
    double bits = 0;
    for (int[] group : groups) {
      Shapes.require("numbers of a group", group.length, group.length == 2, "2: bits, directions");
      bits += (double) group[0] * group[1] * (rows + columns) + 16.0 * group[1];
    }
    return bits / ((double) rows * columns);
  }

  /// One group of directions, quantised.
  ///
  /// @param u rows of the left side
  /// @param vt rows of the right side
  public record QuantisedGroup(Group group, Quantised u, Tensor s, Quantised vt) {
    public QuantisedGroup {
      Shapes.requireRank("s", s, 1, "(directions)");
      Shapes.requireSize("codes of u", u.codes(), 1, s.size(0), "the directions of s");
      Shapes.requireSize("codes of vt", vt.codes(), 0, s.size(0), "the directions of s");
    }

    /// U^ diag(S) V^ᵀ.
    public Tensor value() {
      return u.value().mul(s).matmul(vt.value());
    }
  }

  /// A matrix's change in groups of falling precision.
  public static List<QuantisedGroup> quantise(Tensor delta, Rule.LowRank rule) {
    Shapes.requireRank("delta", delta, 2, "(rows, columns)");
    LinearAlgebra.Svd svd = decompose(delta);
    long directions = svd.s().size(0);
    var groups = new ArrayList<QuantisedGroup>();
    Tensor rest = delta;
    for (Group group : rule.groups()) {
      long from = group.from();
      long count = Math.min(group.to(), directions) - from;
      if (count > 0) {
        if (rule.inputs() != null && !groups.isEmpty()) {
          // what the groups so far left over, split anew: its leading directions come next
          rest = rest.sub(groups.getLast().value());
          svd = decompose(rest);
          from = 0;
        }
        groups.add(quantise(group, svd, from, count, rule.inputs()));
      }
    }
    return groups;
  }

  private static QuantisedGroup quantise(
      Group group, LinearAlgebra.Svd svd, long from, long count, @Nullable Tensor inputs) {
    var quantiser = new RowQuantiser(group.bits(), false);
    Tensor u = svd.u().narrow(1, from, count);
    Tensor s = svd.s().narrow(0, from, count);
    Tensor vt = svd.vt().narrow(0, from, count);
    if (inputs == null) {
      return new QuantisedGroup(group, quantiser.quantise(u), s, quantiser.quantise(vt));
    }
    Quantised right = quantiser.calibrated(vt, inputs, 0.01);
    Tensor seen = inputs.matmul(right.value().transpose(0, 1)).mul(s);
    return new QuantisedGroup(group, quantiser.calibrated(u, seen, 0.01), s, right);
  }

  /// What is stored of one tensor: arrays by name, enough to rebuild its change.
  private record Part(String kind, long[] shape, Map<String, Tensor> arrays) {}

  /// Compresses what fine-tuning changed; tensors that did not change are not stored.
  public static SkillPack compress(Map<String, Tensor> base, Map<String, Tensor> tuned, Plan plan) {
    if (!base.keySet().equals(tuned.keySet())) {
      throw new IllegalArgumentException(
          "base and tuned model have different tensors: %s and %s"
              .formatted(base.keySet(), tuned.keySet()));
    }
    var parts = new LinkedHashMap<String, Part>();
    base.forEach((name, before) -> {
      Tensor after = Objects.requireNonNull(tuned.get(name), name);
      Shapes.requireEqual(name + " of the tuned model", after, "the base's", before);
      if (!before.type().isFloating()) {
        return;
      }
      try (var scope = Scope.withoutGradients()) {
        Tensor change = after.sub(before);
        if (change.isNotEqual(0).any().toDoubles()[0] != 0) {
          parts.put(name, part(change, plan.of(name, change), scope));
        }
      }
    });
    return new SkillPack(parts);
  }

  private static Part part(Tensor change, Rule rule, Scope scope) {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    String kind =
        switch (rule) {
          case Rule.Whole whole -> {
            arrays.put("value", change);
            yield "whole";
          }
          case Rule.Pruned(double keep) -> {
            Tensor flat = prune(change, keep).reshape(-1);
            Tensor places = flat.isNotEqual(0).positions();
            arrays.put("places", places);
            arrays.put("values", flat.indexSelect(0, places));
            yield "pruned";
          }
          case Rule.LowRank low -> {
            List<QuantisedGroup> groups = quantise(change, low);
            for (int i = 0; i < groups.size(); i++) {
              QuantisedGroup group = groups.get(i);
              arrays.put(i + ".s", group.s().contiguous());
              store(arrays, i + ".u", group.u());
              store(arrays, i + ".vt", group.vt());
            }
            yield "low rank";
          }
        };
    arrays.values().forEach(scope::keep);
    return new Part(kind, change.shape(), arrays);
  }

  private static void store(Map<String, Tensor> arrays, String name, Quantised quantised) {
    long[] words = PackedCodes.pack(quantised.codes().toDoubles(), quantised.bits());
    arrays.put(name + ".codes", Tensor.of(words, words.length));
    arrays.put(name + ".bits", Tensor.of(new long[] {quantised.bits()}, 1));
    arrays.put(name + ".scale", quantised.scale().contiguous());
    arrays.put(name + ".zero", quantised.zero().contiguous());
  }

  /// The tensors that this pack changes.
  public java.util.Set<String> names() {
    return java.util.Collections.unmodifiableSet(parts.keySet());
  }

  /// Δ^ of one tensor.
  public Tensor delta(String name) {
    Part part = parts.get(name);
    if (part == null) {
      throw new IllegalArgumentException(
          "'%s' is not in this pack, which changes %s".formatted(name, parts.keySet()));
    }
    try (var scope = Scope.withoutGradients()) {
      return scope.keep(rebuilt(part).reshape(part.shape()).contiguous());
    }
  }

  private static Tensor rebuilt(Part part) {
    return switch (part.kind()) {
      case "whole" -> array(part, "value");
      case "pruned" -> {
        Tensor values = array(part, "values");
        yield Tensor.zeros(values.type(), Arrays.stream(part.shape()).reduce(1, (a, b) -> a * b))
            .indexAdd(0, array(part, "places"), values);
      }
      default -> {
        Tensor sum = Tensor.zeros(Type.FLOAT64);
        for (int i = 0; part.arrays().containsKey(i + ".s"); i++) {
          Tensor s = array(part, i + ".s");
          Tensor u = restore(part, i + ".u", s.size(0)).value();
          Tensor vt = restore(part, i + ".vt", part.shape()[1]).value();
          Tensor value = u.mul(s).matmul(vt);
          sum = i == 0 ? value : sum.add(value);
        }
        yield sum;
      }
    };
  }

  private static Quantised restore(Part part, String name, long columns) {
    Tensor scale = array(part, name + ".scale");
    int bits = (int) array(part, name + ".bits").toLongs()[0];
    long rows = scale.size(0);
    double[] codes =
        PackedCodes.unpack(
            array(part, name + ".codes").toLongs(), Math.toIntExact(rows * columns), bits);
    return new Quantised(
        bits, scale, array(part, name + ".zero"), Tensor.of(codes, rows, columns).to(scale.type()));
  }

  private static Tensor array(Part part, String name) {
    return Objects.requireNonNull(part.arrays().get(name), "a pack without " + name);
  }

  /// base + weight · Δ^ in new tensors; the base is not touched. Add several packs one after the
  /// other.
  public Map<String, Tensor> addTo(Map<String, Tensor> base, double weight) {
    var merged = new LinkedHashMap<String, Tensor>();
    for (String name : parts.keySet()) {
      if (!base.containsKey(name)) {
        throw new IllegalArgumentException(
            "the pack changes '%s', which the base does not have".formatted(name));
      }
    }
    base.forEach((name, before) -> {
      if (parts.containsKey(name)) {
        Tensor delta = delta(name);
        Shapes.requireEqual("the pack's " + name, delta, "the base's", before);
        merged.put(name, before.detach().add(delta.mul(weight)));
      } else {
        merged.put(name, before.copy());
      }
    });
    return merged;
  }

  /// How many bytes the arrays of this pack take in its file.
  public long storedBytes() {
    return parts.values().stream()
        .flatMap(part -> part.arrays().values().stream())
        .mapToLong(array -> array.count() * array.type().bytes())
        .sum();
  }

  public void save(Path file) throws IOException {
    var tensors = new LinkedHashMap<String, Tensor>();
    var notes = new LinkedHashMap<String, String>();
    parts.forEach((name, part) -> {
      notes.put(
          name, part.kind() + ": " + Arrays.toString(part.shape()).replaceAll("[\\[\\] ]", ""));
      part.arrays().forEach((array, tensor) -> tensors.put(name + "|" + array, tensor));
    });
    new Checkpoint(tensors, notes).save(file);
  }

  /// @throws IllegalArgumentException if the file is no pack
  public static SkillPack load(Path file) throws IOException {
    Checkpoint checkpoint = Checkpoint.load(file);
    var parts = new LinkedHashMap<String, Part>();
    checkpoint
        .notes()
        .forEach((name, note) -> {
          int colon = note.indexOf(": ");
          if (colon < 0) {
            throw new IllegalArgumentException("%s is not a SkillPack".formatted(file));
          }
          long[] shape =
              Arrays.stream(note.substring(colon + 2).split(","))
                  .filter(size -> !size.isEmpty())
                  .mapToLong(Long::parseLong)
                  .toArray();
          parts.put(name, new Part(note.substring(0, colon), shape, new LinkedHashMap<>()));
        });
    checkpoint
        .tensors()
        .forEach((key, tensor) -> {
          int bar = key.lastIndexOf('|');
          Part part = bar < 0 ? null : parts.get(key.substring(0, bar));
          if (part == null) {
            throw new IllegalArgumentException("%s is not a SkillPack".formatted(file));
          }
          part.arrays().put(key.substring(bar + 1), tensor);
        });
    return new SkillPack(parts);
  }
}
