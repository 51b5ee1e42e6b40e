package org.offprint.methods.objective;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// How often training draws from each source of questions.
///
///     natural:     share_s = size_s / Σ size
///     uniform:     share_s = 1 / number of sources
///     divided:     one part for some sources, the rest for the others, each by size within
///     usefulness:  share_s = score_s / Σ score, with the score that training on s alone reaches
///
/// Shapes: a number a source in, a share a source out, in the same order.
/// Range: each share in [0, 1], sum 1.
/// Source: Akter et al., Nemotron-CrossThink, arXiv:2504.13941, §3 (its best blend: ⅔ general reasoning, ⅓ mathematics).
/// Differs from the source: that a usefulness blend is proportional to the score is our reading.
/// Throws: IllegalArgumentException if there is no source, a size or score is negative, or all are 0; if a part is not in [0, 1] or
///   is to be spread over sources without size.
@Source(paper = "arXiv:2504.13941", equation = "§3")
public record Blend(Map<String, Double> shares) {
  public Blend {
    double sum = 0;
    for (var share : shares.entrySet()) {
      sum +=
          Shapes.require(
              "the share of " + share.getKey(),
              share.getValue(),
              share.getValue() >= 0,
              "a number ≥ 0");
    }
    Shapes.require("the sum of shares", sum, Math.abs(sum - 1) < 1e-9, "1");
    shares = Collections.unmodifiableMap(new LinkedHashMap<>(shares));
  }

  public static Blend natural(Map<String, ? extends Number> sizes) {
    return new Blend(spread(sizes, 1));
  }

  public static Blend uniform(Set<String> sources) {
    var ones = new LinkedHashMap<String, Integer>();
    sources.forEach(source -> ones.put(source, 1));
    return natural(ones);
  }

  public static Blend byUsefulness(Map<String, ? extends Number> scores) {
    return natural(scores);
  }

  /// @param some the sources that share one part by size; the others share the rest
  public static Blend divided(Map<String, ? extends Number> sizes, Set<String> some, double part) {
    Shapes.require("part", part, part >= 0 && part <= 1, "a share in [0, 1]");
    var inside = new LinkedHashMap<String, Number>();
    var outside = new LinkedHashMap<String, Number>();
    sizes.forEach((source, size) -> (some.contains(source) ? inside : outside).put(source, size));
    var shares = new LinkedHashMap<String, Double>();
    sizes.keySet().forEach(source -> shares.put(source, 0.0)); // keeps the order
    if (part > 0) {
      shares.putAll(spread(inside, part));
    }
    if (part < 1) {
      shares.putAll(spread(outside, 1 - part));
    }
    return new Blend(shares);
  }

  private static Map<String, Double> spread(Map<String, ? extends Number> sizes, double part) {
    double total = 0;
    for (var size : sizes.entrySet()) {
      double value = size.getValue().doubleValue();
      total +=
          Shapes.require(
              "the size of " + size.getKey(), value, value >= 0 && value < 1e300, "a number ≥ 0");
    }
    Shapes.require("the sum of sizes", total, total > 0, "more than 0");
    var shares = new LinkedHashMap<String, Double>();
    for (var size : sizes.entrySet()) {
      shares.put(size.getKey(), part * size.getValue().doubleValue() / total);
    }
    return shares;
  }

  /// A source, each as often as its share says.
  public String draw(RandomGenerator random) {
    double place = random.nextDouble();
    String last = "";
    for (var share : shares.entrySet()) {
      if (share.getValue() > 0) {
        last = share.getKey();
        place -= share.getValue();
        if (place < 0) {
          return last;
        }
      }
    }
    return last; // the shares may sum to a little less than the draw
  }
}
