package org.offprint.methods.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.text.BytePairTokenizer.Pair;

/// The pieces of a corpus and how often each pair of neighbours occurs in them. Joining a pair
/// touches only the pieces that hold it.
final class PairCounts {
  private final List<int[]> pieces = new ArrayList<>();
  private final List<Long> weights = new ArrayList<>();
  private final Map<Pair, Long> counts = new HashMap<>();
  private final Map<Pair, Set<Integer>> holders = new HashMap<>();

  void add(int[] piece, long times) {
    pieces.add(piece);
    weights.add(times);
    count(pieces.size() - 1, 1);
  }

  /// The pair with the largest count, of equals that of the lowest tokens; null if none occurs
  /// twice.
  @Nullable Pair mostFrequent() {
    Pair best = null;
    long most = 1;
    for (Map.Entry<Pair, Long> entry : counts.entrySet()) {
      if (entry.getValue() > most
          || (best != null && entry.getValue() == most && earlier(entry.getKey(), best))) {
        best = entry.getKey();
        most = entry.getValue();
      }
    }
    return best;
  }

  private static boolean earlier(Pair one, Pair other) {
    return one.left() != other.left() ? one.left() < other.left() : one.right() < other.right();
  }

  void join(Pair pair, int token) {
    for (int place : List.copyOf(Objects.requireNonNull(holders.get(pair), "a counted pair"))) {
      count(place, -1);
      pieces.set(place, joined(pieces.get(place), pair, token));
      count(place, 1);
    }
  }

  private static int[] joined(int[] piece, Pair pair, int token) {
    int[] out = new int[piece.length];
    int length = 0;
    for (int i = 0; i < piece.length; i++) {
      if (i + 1 < piece.length && piece[i] == pair.left() && piece[i + 1] == pair.right()) {
        out[length++] = token;
        i++;
      } else {
        out[length++] = piece[i];
      }
    }
    return java.util.Arrays.copyOf(out, length);
  }

  private void count(int place, int sign) {
    int[] piece = pieces.get(place);
    for (int i = 0; i + 1 < piece.length; i++) {
      Pair pair = new Pair(piece[i], piece[i + 1]);
      long count = counts.merge(pair, sign * weights.get(place), Long::sum);
      Set<Integer> places = holders.computeIfAbsent(pair, p -> new HashSet<>());
      if (sign > 0) {
        places.add(place);
      } else {
        places.remove(place);
      }
      if (count == 0) {
        counts.remove(pair);
        holders.remove(pair);
      }
    }
  }
}
