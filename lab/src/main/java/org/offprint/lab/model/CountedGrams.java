package org.offprint.lab.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.offprint.methods.decode.LanguageModel;

/// An n-gram model: counts of what followed the last tokens, each length mixed with the next shorter
/// one by Witten and Bell's rule, so that there is nothing to set but the order.
///
///     p_k(x | context) = (count(context, x) + kinds · p_(k−1)(x)) / (count(context) + kinds)
///
/// with `kinds` the number of different tokens that followed the context; p₀ is uniform.
public final class CountedGrams implements LanguageModel {
  /// What followed one context.
  private static final class Followers {
    private final Map<Integer, Integer> counts = new HashMap<>();
    private int all;
  }

  private final int vocabulary;
  private final List<Map<Long, Followers>> orders = new ArrayList<>();

  /// @param order how many tokens make a gram: 1 looks at no context, 2 at the token before
  /// @param ids a text, each from 0 to vocabulary − 1
  public CountedGrams(int order, int vocabulary, int... ids) {
    if (order < 1 || Math.pow(vocabulary, order - 1.0) > Long.MAX_VALUE / 2.0) {
      throw new IllegalArgumentException(
          "order = %d: expected 1 or more, and contexts of a vocabulary of %d that fit into 63 bits"
              .formatted(order, vocabulary));
    }
    this.vocabulary = vocabulary;
    for (int length = 0; length < order; length++) {
      Map<Long, Followers> contexts = new HashMap<>();
      for (int i = length; i < ids.length; i++) {
        Followers followers =
            contexts.computeIfAbsent(key(ids, i - length, i), key -> new Followers());
        followers.counts.merge(ids[i], 1, Integer::sum);
        followers.all++;
      }
      orders.add(contexts);
    }
  }

  @Override
  public int vocabulary() {
    return vocabulary;
  }

  /// The probabilities of the token after ids[0] … ids[end − 1].
  public double[] probs(int[] ids, int end) {
    double[] probs = new double[vocabulary];
    Arrays.fill(probs, 1.0 / vocabulary);
    for (int length = 0; length < orders.size() && length <= end; length++) {
      Followers followers = orders.get(length).get(key(ids, end - length, end));
      if (followers == null) {
        break; // a longer context was not seen either
      }
      double kinds = followers.counts.size();
      double below = followers.all + kinds;
      for (int x = 0; x < vocabulary; x++) {
        probs[x] *= kinds / below;
      }
      followers.counts.forEach((x, count) -> probs[x] += count / below);
    }
    return probs;
  }

  @Override
  public Reader read() {
    return new Reader() {
      private int[] last = {};

      @Override
      public double[] next(int... tokens) {
        int[] all = Arrays.copyOf(last, last.length + tokens.length);
        System.arraycopy(tokens, 0, all, last.length, tokens.length);
        last = Arrays.copyOfRange(all, Math.max(0, all.length - orders.size() + 1), all.length);
        return Arrays.stream(probs(last, last.length)).map(Math::log).toArray();
      }
    };
  }

  private long key(int[] ids, int from, int to) {
    long key = 0;
    for (int i = from; i < to; i++) {
      key = key * vocabulary + ids[i];
    }
    return key;
  }
}
