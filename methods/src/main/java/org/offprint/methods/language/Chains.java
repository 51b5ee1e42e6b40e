package org.offprint.methods.language;

import java.util.List;
import org.offprint.methods.Shapes;

/// How a width is split into ordered chains: chain i of sizes c gets c_i / Σ c of it, and its
/// prefix is everything up to its end.
///
/// @param sizes c_1 … c_n, each 1 or more
public record Chains(List<Integer> sizes) {
  public Chains {
    sizes = List.copyOf(sizes);
    Shapes.require("chains", sizes.size(), !sizes.isEmpty(), "1 or more");
    for (int size : sizes) {
      Shapes.require("a chain's size", size, size >= 1, "1 or more");
    }
  }

  public static Chains of(Integer... sizes) {
    return new Chains(List.of(sizes));
  }

  /// n.
  public int count() {
    return sizes.size();
  }

  /// Σ c.
  public int total() {
    return sizes.stream().mapToInt(Integer::intValue).sum();
  }

  /// c_i's share of a width; chains count from 0.
  public long part(long width, int chain) {
    return prefix(width, chain + 1) - prefix(width, chain);
  }

  /// The share of the first `chains` chains of a width.
  ///
  /// @throws IllegalArgumentException if Σ c does not divide the width, or there are not so many
  public long prefix(long width, int chains) {
    Shapes.require(
        "width",
        width,
        width > 0 && width % total() == 0,
        "a multiple of the chains' sum " + total());
    Shapes.require("number of chains", chains, chains >= 0 && chains <= count(), "0 to " + count());
    return width / total() * sizes.stream().limit(chains).mapToInt(Integer::intValue).sum();
  }

  /// Refuses a chain count that a model cannot run.
  void requireRun(int chains) {
    Shapes.require("number of chains", chains, chains >= 1 && chains <= count(), "1 to " + count());
  }

  /// The weights of a chain-of-linear map.
  public long parameterCount(long in, long out) {
    long count = 0;
    for (int i = 0; i < count(); i++) {
      count += part(out, i) * prefix(in, i + 1);
    }
    return count;
  }
}
