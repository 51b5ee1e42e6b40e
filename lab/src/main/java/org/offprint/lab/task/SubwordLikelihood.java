package org.offprint.lab.task;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Corpora;
import org.offprint.methods.language.SubwordMerges;
import org.offprint.methods.language.SubwordMerges.Pair;
import org.offprint.methods.language.SubwordMerges.Word;

/// Do sub-words joined by the gain of likelihood describe their text in fewer bits than those that
/// byte-pair encoding joins by count, and unseen text too?
public final class SubwordLikelihood implements Experiment {
  private static final int CHARACTERS = 20_000;
  private static final int JOINS = 150;
  private static final int STEP = 30;
  private static final String BEGINNING = "▁";

  private static final Task TASK =
      Task.named(
              "subword-likelihood-shakespeare",
              "Sub-words by likelihood against byte-pair encoding")
          .dataset("tinyshakespeare", Corpora.TINY_SHAKESPEARE)
          .split(
              "two passages of 20,000 characters that do not overlap, drawn by the seed: to learn the joins, to count the bits")
          .baseline("byte-pair encoding: the most frequent pair is joined")
          .protocol(
              """
              Words between white space, a mark before each, as characters. 150 joins on the first passage, each
              the pair with the largest gain of log-likelihood or the largest count. Bits a character under a
              unigram model of the tokens of the first passage, (count + 1) / (all + kinds + 1): judged on the
              first passage, whose likelihood the paper maximises, and shown for the second, to which the joins
              are applied in their order. Our reading of the paper, of which only the abstract could be read. Each
              join is the best of its step, which need not be the best of all.
              """)
          .seeds(5)
          .metrics(
              Metric.amount(
                  "training-bits",
                  "bits a character on the text of the joins",
                  "bit",
                  Direction.LOWER),
              Metric.difference(
                  "training-difference",
                  "bits by likelihood less bits by count, on the text of the joins",
                  "bit",
                  Direction.LOWER),
              Metric.amount("bits", "bits a character on unseen text", "bit", Direction.LOWER),
              Metric.difference(
                  "bits-difference",
                  "bits by likelihood less bits by count, on unseen text",
                  "bit",
                  Direction.LOWER),
              Metric.amount("tokens", "tokens a character on unseen text", "1", Direction.LOWER))
          .agreesWhen(Condition.below("training-difference", 0))
          .claim(Claims.of("2410.18441", 3));

  @Override
  public String method() {
    return "subword-optimum";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("characters", Integer.toString(CHARACTERS));
    settings.put("joins", Integer.toString(JOINS));
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    String text = lab.text(Corpora.TINY_SHAKESPEARE);
    var random = new SplittableRandom(seed);
    int half = text.length() / 2;
    int one = random.nextInt(half - CHARACTERS);
    int other = half + random.nextInt(half - CHARACTERS);
    List<Word> training = words(text.substring(one, one + CHARACTERS));
    List<Word> unseen = words(text.substring(other, other + CHARACTERS));

    List<Pair> byLikelihood = new ArrayList<>();
    var merges = new SubwordMerges(training);
    while (byLikelihood.size() < JOINS) {
      merges.learn(STEP).forEach(step -> byLikelihood.add(step.pair()));
      lab.progress()
          .step("seed " + seed, byLikelihood.size(), JOINS, byLikelihood.getLast().toString());
    }
    List<Pair> byCount = byCount(training);
    double[] joins = new double[JOINS / STEP + 1];
    double[] ours = new double[joins.length];
    double[] theirs = new double[joins.length];
    for (int i = 0; i < joins.length; i++) {
      joins[i] = i * STEP;
      ours[i] = bits(training, unseen, byLikelihood.subList(0, i * STEP));
      theirs[i] = bits(training, unseen, byCount.subList(0, i * STEP));
    }
    int last = joins.length - 1;
    lab.say(
        "seed %d: %.4f bits by likelihood, %.4f by count, %.4f without joins",
        seed, ours[last], theirs[last], ours[0]);
    return new Trial()
        .paired(
            "training-bits",
            "training-difference",
            bits(training, training, byLikelihood),
            bits(training, training, byCount))
        .paired("bits", "bits-difference", ours[last], theirs[last])
        .both("tokens", tokens(unseen, byLikelihood), tokens(unseen, byCount))
        .curve("unseen text by joins", "joins", "bits a character", joins, ours, theirs);
  }

  private static List<Word> words(String text) {
    var counts = new TreeMap<String, Long>();
    for (String word : text.strip().split("\\s+")) {
      counts.merge(BEGINNING + word, 1L, Long::sum);
    }
    return counts.entrySet().stream()
        .map(entry -> new Word(List.of(entry.getKey().split("")), entry.getValue()))
        .toList();
  }

  /// The joins of byte-pair encoding; of pairs that stand as often the lower in the alphabet.
  private static List<Pair> byCount(List<Word> words) {
    var joins = new ArrayList<Pair>();
    List<Word> now = words;
    while (joins.size() < JOINS) {
      var counts = new TreeMap<Pair, Long>();
      for (Word word : now) {
        for (int i = 0; i + 1 < word.tokens().size(); i++) {
          counts.merge(
              new Pair(word.tokens().get(i), word.tokens().get(i + 1)), word.count(), Long::sum);
        }
      }
      Pair best =
          counts.entrySet().stream()
              .max(
                  Map.Entry.<Pair, Long>comparingByValue()
                      .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
              .orElseThrow()
              .getKey();
      joins.add(best);
      now = joined(now, best);
    }
    return joins;
  }

  private static List<Word> joined(List<Word> words, Pair pair) {
    return words.stream()
        .map(word -> {
          var out = new ArrayList<String>();
          for (String token : word.tokens()) {
            if (!out.isEmpty() && out.getLast().equals(pair.left()) && token.equals(pair.right())) {
              out.set(out.size() - 1, pair.left() + pair.right());
            } else {
              out.add(token);
            }
          }
          return new Word(out, word.count());
        })
        .toList();
  }

  private static List<Word> cut(List<Word> words, List<Pair> joins) {
    List<Word> now = words;
    for (Pair pair : joins) {
      now = joined(now, pair);
    }
    return now;
  }

  private static Map<String, Long> counts(List<Word> words) {
    var counts = new TreeMap<String, Long>();
    words.forEach(
        word -> word.tokens().forEach(token -> counts.merge(token, word.count(), Long::sum)));
    return counts;
  }

  /// A character is one of a word or the mark before it, so that all cuts are over the same number.
  private static double bits(List<Word> training, List<Word> text, List<Pair> joins) {
    Map<String, Long> known = counts(cut(training, joins));
    double all = known.values().stream().mapToLong(Long::longValue).sum() + known.size() + 1;
    double bits = 0;
    for (var token : counts(cut(text, joins)).entrySet()) {
      double probability = (known.getOrDefault(token.getKey(), 0L) + 1) / all;
      bits -= token.getValue() * Math.log(probability) / Math.log(2);
    }
    return bits / characters(text);
  }

  private static double tokens(List<Word> text, List<Pair> joins) {
    return characters(cut(text, joins)) / characters(text);
  }

  private static double characters(List<Word> words) {
    return words.stream().mapToDouble(word -> (double) word.count() * word.tokens().size()).sum();
  }
}
