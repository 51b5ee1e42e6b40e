package org.offprint.lab.task;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;
import org.offprint.lab.data.SentencePairs;
import org.offprint.methods.distill.TransEncoder;
import org.offprint.methods.distill.TransEncoder.Base;
import org.offprint.methods.distill.TransEncoder.Development;
import org.offprint.methods.distill.TransEncoder.Outcome;
import org.offprint.methods.distill.TransEncoder.Pair;
import org.offprint.methods.distill.TransEncoder.Phase;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.model.BiEncoder;
import org.offprint.methods.model.CrossEncoder;
import org.offprint.methods.model.Encoder;

/// Does Trans-Encoder improve sentence similarity where nothing was pre-trained? The paper starts
/// from encoders that know the language; here there is nothing that a cross-encoder could add, and
/// the task says how much of the gain is the procedure's own.
public final class TransEncoderFromScratch implements Experiment {
  private static final int VOCABULARY = 2_000;
  private static final int PAIRS = 1_000;
  private static final int HELD = 300;
  private static final int CYCLES = 2;
  private static final Encoder.Settings SIZES =
      new Encoder.Settings(VOCABULARY, 40, 32, 1, 4, 64, 0);
  private static final Phase CROSS = new Phase(2, 32, 1e-3, 0.1);
  private static final Phase BI = new Phase(4, 64, 1e-3, 0);
  private static final int LONGEST = 18; // two of them and the encoder's own tokens fit a pair
  private static final Pattern APART = Pattern.compile("[^a-z0-9']+");

  private static final Task TASK =
      Task.named(
              "trans-encoder-from-scratch", "Similarity of sentences, without pre-trained encoders")
          .dataset(
              "STS benchmark without the part that its copy holds back",
              SentencePairs.TRAIN,
              SentencePairs.DEVELOPMENT,
              SentencePairs.TEST)
          .split(
              "1,000 training pairs, drawn by the seed and without their scores; 300 development pairs with scores; all 879 test pairs")
          .baseline("the bi-encoder that it starts from: drawn at random, not trained")
          .protocol(
              """
              Words in lower case, the 1,999 most frequent ones of the training sentences and one number for the rest, the first 18 of a
              sentence. Encoders: one transformer layer, width 32, 4 heads, mean of the states; weights drawn by the seed, none
              pre-trained. 2 cycles: a new cross-encoder on the cosines of the bi-encoder (clamped to 0 to 1) of the pairs in both
              orders, 2 epochs of 32 at 0.001 with 10 % warm-up; a bi-encoder from the same start on the cross-encoder's
              answers, 4 epochs of 64 at 0.001. Decay 0.01, gradients clipped at 1. As in the authors' code the best step and the best
              cycle are those of the highest Spearman correlation on development pairs, for each encoder. Spearman's correlation
              with people's scores on the test pairs.
              """)
          .seeds(5)
          .metrics(
              Metric.difference(
                  "bi-gain",
                  "bi-encoder after the cycles, less that before",
                  "1",
                  Direction.HIGHER),
              correlation("spearman", "Spearman's correlation on test pairs, bi-encoder"),
              correlation("cross-spearman", "Spearman's correlation on test pairs, cross-encoder"),
              Metric.difference(
                  "cross-gain", "cross-encoder, less the bi-encoder before", "1", Direction.HIGHER))
          .agreesWhen(Condition.above("bi-gain", 0))
          .claim(Claims.of("2109.13059", 1));

  private static Metric correlation(String id, String name) {
    return new Metric(id, name, "1", Direction.HIGHER, -1.0, 1.0, true);
  }

  @Override
  public String method() {
    return "trans-encoder";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("vocabulary", Integer.toString(VOCABULARY));
    settings.put("pairs", Integer.toString(PAIRS));
    settings.put("development pairs", Integer.toString(HELD));
    settings.put("cycles", Integer.toString(CYCLES));
    settings.put("width", Integer.toString(SIZES.width()));
    settings.put("cross-encoder", CROSS.toString());
    settings.put("bi-encoder", BI.toString());
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    SentencePairs train = SentencePairs.read(lab, SentencePairs.TRAIN);
    SentencePairs development = SentencePairs.read(lab, SentencePairs.DEVELOPMENT);
    SentencePairs test = SentencePairs.read(lab, SentencePairs.TEST);
    Map<String, Integer> words = vocabulary(train);
    var random = new SplittableRandom(seed);
    int[] order = Digits.shuffled(random, train.size());
    int[] held = Digits.shuffled(random, development.size());

    List<Pair> pairs = pairs(train, words, IntStream.of(order).limit(PAIRS).toArray());
    int[] kept = IntStream.of(held).limit(HELD).toArray();
    var judged =
        new Development(
            pairs(development, words, kept),
            IntStream.of(kept).mapToDouble(i -> development.scores()[i]).toArray());
    var tested =
        new Development(
            pairs(test, words, IntStream.range(0, test.size()).toArray()), test.scores());

    BiEncoder start = bi(seed);
    double before = TransEncoder.spearman(tested, TransEncoder.cosines(start, tested.pairs()));
    lab.progress().step("seed " + seed, 1, 2, "start %.3f".formatted(before));
    var settings = new TransEncoder.Settings(CYCLES, true, true, CROSS, BI, 0.01, 1, 30);
    Outcome outcome =
        new TransEncoder(settings)
            .train(
                pairs,
                new Base(
                    start,
                    () -> new CrossEncoder(Initial.seeded(seed + 1_000), SIZES),
                    () -> bi(seed)),
                judged,
                random);
    double bi = TransEncoder.spearman(tested, TransEncoder.cosines(outcome.bi(), tested.pairs()));
    double cross =
        TransEncoder.spearman(tested, TransEncoder.probs(outcome.cross(), tested.pairs()));
    lab.progress().step("seed " + seed, 2, 2, "bi %.3f, cross %.3f".formatted(bi, cross));
    return new Trial()
        .paired("spearman", "bi-gain", bi, before)
        .paired("cross-spearman", "cross-gain", cross, before);
  }

  private static BiEncoder bi(long seed) {
    return new BiEncoder(Initial.seeded(seed), SIZES, BiEncoder.Pooling.MEAN);
  }

  /// The most frequent words from 1 on; the rest share 0.
  private static Map<String, Integer> vocabulary(SentencePairs train) {
    Map<String, Integer> counts = new HashMap<>();
    train.first().forEach(one -> words(one).forEach(word -> counts.merge(word, 1, Integer::sum)));
    train.second().forEach(one -> words(one).forEach(word -> counts.merge(word, 1, Integer::sum)));
    Map<String, Integer> numbers = new HashMap<>();
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(VOCABULARY - 1L)
        .forEach(entry -> numbers.put(entry.getKey(), numbers.size() + 1));
    return numbers;
  }

  private static List<Pair> pairs(SentencePairs from, Map<String, Integer> numbers, int... which) {
    List<Pair> pairs = new ArrayList<>();
    for (int i : which) {
      pairs.add(
          new Pair(tokens(from.first().get(i), numbers), tokens(from.second().get(i), numbers)));
    }
    return pairs;
  }

  private static List<Integer> tokens(String sentence, Map<String, Integer> numbers) {
    return words(sentence).stream()
        .limit(LONGEST)
        .map(word -> numbers.getOrDefault(word, 0))
        .toList();
  }

  private static List<String> words(String sentence) {
    return APART
        .splitAsStream(sentence.toLowerCase(Locale.ROOT))
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
