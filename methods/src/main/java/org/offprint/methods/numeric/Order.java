package org.offprint.methods.numeric;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Sorting, ranks and quantiles. Sorting is stable: of equal entries the earlier stays first.
public final class Order {
  private Order() {}

  /// Where the smallest entry is, then the next, …; NaN last.
  public static int[] ascending(double... x) {
    return sorted(Arrays.stream(x).mapToLong(Order::key).toArray());
  }

  /// Where the largest entry is, then the next, …; NaN last.
  public static int[] descending(double... x) {
    return sorted(Arrays.stream(x).mapToLong(one -> key(-one)).toArray());
  }

  /// An unsigned number that is ordered as {@link Double#compare} orders.
  private static long key(double x) {
    long bits = Double.doubleToLongBits(x);
    return bits ^ (bits >> 63 | Long.MIN_VALUE);
  }

  /// By radix, from the lowest byte of the keys to the highest: for a vocabulary several times as
  /// fast as comparing.
  private static int[] sorted(long... keys) {
    int[] order = IntStream.range(0, keys.length).toArray();
    int[] next = new int[keys.length];
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      int[] start = new int[257];
      for (long key : keys) {
        start[(int) (key >>> shift & 255) + 1]++;
      }
      for (int b = 1; b < start.length; b++) {
        start[b] += start[b - 1];
      }
      for (int i : order) {
        next[start[(int) (keys[i] >>> shift & 255)]++] = i;
      }
      int[] done = next;
      next = order;
      order = done;
    }
    return order;
  }

  /// The rank of each entry from 1 for the smallest; equal entries share the mean of their ranks.
  public static double[] ranks(double... x) {
    int[] order = ascending(x);
    double[] ranks = new double[x.length];
    for (int from = 0; from < order.length; ) {
      int to = from + 1;
      while (to < order.length && x[order[to]] == x[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + 1 + to) / 2.0;
      }
      from = to;
    }
    return ranks;
  }

  /// The share-quantile, linear between order statistics (type 7 of Hyndman and Fan, 1996; NumPy's
  /// default).
  ///
  /// @param share 0 to 1
  /// @throws IllegalArgumentException if there is no entry, or the share is outside 0 to 1
  public static double quantile(double share, double... x) {
    if (x.length == 0 || !(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "quantile %s of %d numbers: expected a share from 0 to 1 and at least one number"
              .formatted(share, x.length));
    }
    double[] sorted = x.clone();
    Arrays.sort(sorted);
    double place = share * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  public static double median(double... x) {
    return quantile(0.5, x);
  }
}
