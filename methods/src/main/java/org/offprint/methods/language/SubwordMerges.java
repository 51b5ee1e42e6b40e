package org.offprint.methods.language;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// Learns a sub-word vocabulary by joining, at each step, the pair of neighbours that raises the
/// likelihood of the corpus most.
///
///     L = Σ_tokens c ln(c / N), c = how often a token stands, N = Σ c
///     gain(a, b) = L after joining every a b − L;  join the largest, stop at a gain of 0 or less
///
/// Shapes: words as lists of tokens, with how often each stands.
/// Range: gain in nats, of either sign.
/// Source: arXiv:2410.18441: OUR READING of its sub-word optimum, of which only the abstract could be
/// read. Each step is the best there is; the vocabulary it leads to need not be.
/// Differs from the source: unknown. Byte-pair encoding joins by count, WordPiece by
/// count(ab) / (count(a) count(b)); both stand in {@link Candidate} to be compared.
/// Throws: IllegalArgumentException if a word has no token or a count below 1.
@Source(paper = "arXiv:2410.18441", equation = "sub-word optimum, our reading")
public final class SubwordMerges {
  private List<Word> words;

  /// @param count how often the word stands
  public record Word(List<String> tokens, long count) {
    public Word {
      tokens = List.copyOf(tokens);
      Shapes.require("a word's tokens", tokens.size(), !tokens.isEmpty(), "1 or more");
      Shapes.require("a word's count", count, count >= 1, "1 or more");
    }
  }

  public record Pair(String left, String right) implements Comparable<Pair> {
    @Override
    public int compareTo(Pair other) {
      int lefts = left.compareTo(other.left);
      return lefts != 0 ? lefts : right.compareTo(other.right);
    }
  }

  /// A pair that might be joined.
  ///
  /// @param count by which byte-pair encoding chooses
  /// @param wordPiece by which WordPiece chooses
  /// @param gain of log-likelihood, in nats
  public record Candidate(Pair pair, long count, double wordPiece, double gain) {}

  /// A join that was made.
  ///
  /// @param logLikelihood of the corpus after it
  public record Step(Pair pair, double gain, double logLikelihood) {}

  public SubwordMerges(List<Word> words) {
    this.words = List.copyOf(words);
  }

  /// The words as they are cut now.
  public List<Word> words() {
    return words;
  }

  /// Σ c ln(c / N).
  public double logLikelihood() {
    return logLikelihood(words);
  }

  /// All pairs of neighbours, the largest gain first; of equals the lower in the alphabet.
  public List<Candidate> candidates() {
    Map<String, Long> tokens = counts(words);
    var pairs = new LinkedHashMap<Pair, Long>();
    var holders = new LinkedHashMap<Pair, List<Word>>();
    for (Word word : words) {
      var own = new LinkedHashSet<Pair>();
      for (int i = 0; i + 1 < word.tokens().size(); i++) {
        var pair = new Pair(word.tokens().get(i), word.tokens().get(i + 1));
        pairs.merge(pair, word.count(), Long::sum);
        own.add(pair);
      }
      own.forEach(pair -> holders.computeIfAbsent(pair, key -> new ArrayList<>()).add(word));
    }
    return pairs.entrySet().stream()
        .map(entry -> {
          Pair pair = entry.getKey();
          double apart =
              (double) tokens.getOrDefault(pair.left(), 1L) * tokens.getOrDefault(pair.right(), 1L);
          double gain = gain(pair, holders.getOrDefault(pair, List.of()), tokens);
          return new Candidate(pair, entry.getValue(), entry.getValue() / apart, gain);
        })
        .sorted(
            Comparator.comparingDouble((Candidate one) -> -one.gain())
                .thenComparing(Candidate::pair))
        .toList();
  }

  /// L after joining a pair, less L, from the counts that change: L = Σ c ln c − N ln N, and only
  /// words that hold the pair count otherwise than before.
  private static double gain(Pair pair, List<Word> holders, Map<String, Long> tokens) {
    var changes = new LinkedHashMap<String, Long>();
    for (Word word : holders) {
      word.tokens().forEach(token -> changes.merge(token, -word.count(), Long::sum));
      joined(word.tokens(), pair).forEach(token -> changes.merge(token, word.count(), Long::sum));
    }
    long all = tokens.values().stream().mapToLong(Long::longValue).sum();
    long after = all;
    double gain = 0;
    for (var change : changes.entrySet()) {
      long count = tokens.getOrDefault(change.getKey(), 0L);
      gain += timesLog(count + change.getValue()) - timesLog(count);
      after += change.getValue();
    }
    return gain - timesLog(after) + timesLog(all);
  }

  private static double timesLog(long count) {
    return count == 0 ? 0 : count * Math.log(count);
  }

  /// Joins the best pair until so many joins are made or none has a gain above 0.
  public List<Step> learn(int joins) {
    Shapes.require("joins", joins, joins >= 0, "0 or more");
    var steps = new ArrayList<Step>();
    while (steps.size() < joins) {
      List<Candidate> candidates = candidates();
      if (candidates.isEmpty() || candidates.getFirst().gain() <= 0) {
        break;
      }
      Candidate best = candidates.getFirst();
      words = joined(best.pair());
      steps.add(new Step(best.pair(), best.gain(), logLikelihood()));
    }
    return steps;
  }

  private List<Word> joined(Pair pair) {
    return words.stream().map(word -> new Word(joined(word.tokens(), pair), word.count())).toList();
  }

  private static List<String> joined(List<String> tokens, Pair pair) {
    var out = new ArrayList<String>();
    for (int i = 0; i < tokens.size(); i++) {
      if (i + 1 < tokens.size()
          && tokens.get(i).equals(pair.left())
          && tokens.get(i + 1).equals(pair.right())) {
        out.add(pair.left() + pair.right());
        i++;
      } else {
        out.add(tokens.get(i));
      }
    }
    return out;
  }

  private static Map<String, Long> counts(List<Word> words) {
    var counts = new LinkedHashMap<String, Long>();
    words.forEach(
        word -> word.tokens().forEach(token -> counts.merge(token, word.count(), Long::sum)));
    return counts;
  }

  private static double logLikelihood(List<Word> words) {
    Map<String, Long> counts = counts(words);
    double all = counts.values().stream().mapToLong(Long::longValue).sum();
    double sum = 0;
    for (long count : counts.values()) {
      sum += count * Math.log(count / all);
    }
    return sum;
  }
}
