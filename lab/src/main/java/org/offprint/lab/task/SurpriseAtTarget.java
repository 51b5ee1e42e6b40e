package org.offprint.lab.task;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Corpora;
import org.offprint.lab.model.CountedGrams;
import org.offprint.lab.model.Words;
import org.offprint.methods.decode.LanguageModel;
import org.offprint.methods.decode.Mirostat;
import org.offprint.methods.decode.Mirostat2;
import org.offprint.methods.decode.Sampler;
import org.offprint.methods.decode.TopP;
import org.offprint.methods.numeric.LogSpace;
import org.offprint.methods.numeric.Order;

/// Does Mirostat hold the mean surprise of a text at a target, for short and for long texts, better
/// than top-p and top-k whose setting was chosen for that target?
public final class SurpriseAtTarget implements Experiment {
  private static final int VOCABULARY = 2_000;
  private static final int[] LENGTHS = {25, 50, 100, 200, 400};
  private static final int LONGEST = LENGTHS[LENGTHS.length - 1];
  private static final double[] TARGETS = {3.5, 4.25, 5};
  private static final double[] SWEEP = {1, 2, 3, 4, 5, 6, 7, 8};
  private static final int TEXTS = 4;
  private static final double ETA = 1;

  private static final double[] SHARES = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1};
  private static final double[] LOG_COUNTS =
      IntStream.rangeClosed(0, 9).mapToDouble(i -> i / 9.0 * Math.log(VOCABULARY)).toArray();
  private static final int CALIBRATION = 800;

  private static final Task TASK =
      Task.named("surprise-at-target", "The mean surprise of a generated text, held at a target")
          .dataset("tinyshakespeare", Corpora.TINY_SHAKESPEARE)
          .split(
              "none: the model counts the whole text, and the texts that are judged are generated")
          .baseline("top-p with the p that met each target best on other generated text")
          .protocol(
              """
              Language model: word bigrams of the text mixed with single words by Witten and Bell's rule; the 1,999 most frequent words and
              marks, the rest as one word. For targets of 3.5, 4.25 and 5 bits a word (the model writes 2.5 when it always takes the likeliest word and 5.7 when nothing is cut off), 4 texts of 400 words each a seed by Mirostat 1
              (algorithm 1: m = 100, rate 1 as in the authors' script, bound starting at twice the target), Mirostat 2 (same rate), top-p and
              top-k. Top-p and top-k are set for each target and seed: 800 words at each of ten settings (p from 0.1 to 1; k from 1 to 2,000
              in equal ratios), and the setting between the two nearest by a straight line (for k on its logarithm). Surprise is that under
              the model itself, untruncated. The error of a text is the distance of its mean surprise from the target over its first 25,
              50, 100, 200 and 400 words; averaged over texts, targets and lengths. Targets of 1 to 8 bits are shown, too, 400 words
              each, to show where they are out of reach.
              """)
          .seeds(5)
          .metrics(
              Metric.difference(
                  "error-difference",
                  "error of Mirostat less that of top-p, over all lengths",
                  "bits",
                  Direction.LOWER),
              Metric.amount(
                  "error",
                  "distance of the mean surprise from the target, over all lengths",
                  "bits",
                  Direction.LOWER),
              Metric.amount("error-25", "the same for texts of 25 words", "bits", Direction.LOWER),
              Metric.amount(
                  "error-400", "the same for texts of 400 words", "bits", Direction.LOWER),
              Metric.amount(
                  "error-at-1",
                  "the same at a target of 1 bit, 400 words",
                  "bits",
                  Direction.LOWER),
              Metric.share(
                  "repetition",
                  "share of words that end a three-word run seen before in the text",
                  Direction.LOWER))
          .agreesWhen(Condition.below("error-difference", 0), Condition.below("error-400", 0.1))
          .claim(Claims.of("2007.14966", 1));

  @Override
  public String method() {
    return "mirostat-1";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("vocabulary", Integer.toString(VOCABULARY));
    settings.put("targets in bits", Arrays.toString(TARGETS));
    settings.put("lengths", Arrays.toString(LENGTHS));
    settings.put("texts a target", Integer.toString(TEXTS));
    settings.put("rate", Double.toString(ETA));
    settings.put("words a setting for top-p and top-k", Integer.toString(CALIBRATION));
    return settings;
  }

  /// A draw from the most probable tokens.
  private record TopK(int k) implements Sampler {
    @Override
    public int next(double[] logits, RandomGenerator random) {
      int[] order = Order.descending(logits);
      double[] kept = Arrays.stream(order, 0, k).mapToDouble(x -> logits[x]).toArray();
      double[] probs = LogSpace.softmax(kept);
      double left = random.nextDouble();
      for (int rank = 0; rank < k; rank++) {
        left -= probs[rank];
        if (left < 0) {
          return order[rank];
        }
      }
      return order[k - 1];
    }

    static TopK of(double logCount) {
      return new TopK((int) Math.clamp(Math.rint(Math.exp(logCount)), 1, VOCABULARY));
    }
  }

  /// Distances from the target by length, and repetition, summed over texts.
  private static final class Errors {
    private final double[] sums = new double[LENGTHS.length];
    private double repeated;
    private int texts;

    void add(Text text, double target) {
      for (int i = 0; i < LENGTHS.length; i++) {
        sums[i] += Math.abs(text.mean(LENGTHS[i]) - target);
      }
      repeated += text.repetition();
      texts++;
    }

    double[] each() {
      return Arrays.stream(sums).map(sum -> sum / texts).toArray();
    }

    double mean() {
      return Arrays.stream(each()).average().orElseThrow();
    }
  }

  private record Text(int[] words, double[] surprises) {
    double mean(int length) {
      return Arrays.stream(surprises, 0, length).average().orElseThrow();
    }

    double repetition() {
      var seen = new java.util.HashSet<Long>();
      int repeated = 0;
      for (int i = 2; i < words.length; i++) {
        long run = ((long) words[i - 2] * VOCABULARY + words[i - 1]) * VOCABULARY + words[i];
        repeated += seen.add(run) ? 0 : 1;
      }
      return repeated / (words.length - 2.0);
    }
  }

  private static Text generate(
      LanguageModel model, Sampler sampler, int length, RandomGenerator random) {
    LanguageModel.Reader reader = model.read();
    int[] words = new int[length];
    double[] surprises = new double[length];
    int last = 1; // the most frequent token, a line's end, begins every text
    for (int i = 0; i < length; i++) {
      double[] logits = reader.next(last);
      last = sampler.next(logits, random);
      words[i] = last;
      surprises[i] =
          -logits[last] / Math.log(2); // the model's logits are logarithms of probabilities
    }
    return new Text(words, surprises);
  }

  @Override
  public Trial run(long seed, Lab lab) {
    Words words = Words.of(lab.text(Corpora.TINY_SHAKESPEARE), VOCABULARY);
    LanguageModel model = new CountedGrams(2, VOCABULARY, words.ids());
    var random = new SplittableRandom(seed);
    double[] ofShares = calibrate(model, SHARES, TopP::new, random);
    double[] ofCounts = calibrate(model, LOG_COUNTS, TopK::of, random);

    var first = new Errors();
    var second = new Errors();
    var shares = new Errors();
    var counts = new Errors();
    for (int i = 0; i < TARGETS.length; i++) {
      double target = TARGETS[i];
      double p = setting(target, SHARES, ofShares);
      double k = setting(target, LOG_COUNTS, ofCounts);
      for (int text = 0; text < TEXTS; text++) {
        first.add(generate(model, mirostat(target), LONGEST, random.split()), target);
        Sampler bounded = new Mirostat2(Mirostat2.Settings.of(target, ETA));
        second.add(generate(model, bounded, LONGEST, random.split()), target);
        shares.add(generate(model, new TopP(p), LONGEST, random.split()), target);
        counts.add(generate(model, TopK.of(k), LONGEST, random.split()), target);
      }
      lab.progress()
          .step(
              "seed " + seed,
              i + 1,
              TARGETS.length,
              "error %.3f, top-p %.3f".formatted(first.mean(), shares.mean()));
    }
    double[] observed =
        Arrays.stream(SWEEP)
            .map(target -> generate(model, mirostat(target), LONGEST, random.split()).mean(LONGEST))
            .toArray();

    var trial = new Trial().paired("error", "error-difference", first.mean(), shares.mean());
    trial.both("error-25", first.each()[0], shares.each()[0]);
    trial.both("error-400", first.each()[LENGTHS.length - 1], shares.each()[LENGTHS.length - 1]);
    trial.both("repetition", first.repeated / first.texts, shares.repeated / shares.texts);
    trial.ours("error-at-1", Math.abs(observed[0] - SWEEP[0]));
    other(trial, "Mirostat 2", second);
    other(trial, "top-k", counts);
    double[] x = Arrays.stream(LENGTHS).asDoubleStream().toArray();
    trial.curve("error by length", "words", "distance in bits", x, first.each(), shares.each());
    return trial.curve("target", "target in bits", "observed in bits", SWEEP, observed, SWEEP);
  }

  private static Sampler mirostat(double target) {
    return new Mirostat(Mirostat.Settings.of(target, ETA));
  }

  private static void other(Trial trial, String name, Errors errors) {
    trial.other(name, "error", errors.mean());
    trial.other(name, "error-25", errors.each()[0]);
    trial.other(name, "error-400", errors.each()[LENGTHS.length - 1]);
    trial.other(name, "repetition", errors.repeated / errors.texts);
  }

  private static double[] calibrate(
      LanguageModel model,
      double[] settings,
      DoubleFunction<Sampler> sampler,
      SplittableRandom random) {
    return Arrays.stream(settings)
        .map(setting ->
            generate(model, sampler.apply(setting), CALIBRATION, random.split()).mean(CALIBRATION))
        .toArray();
  }

  /// Where the line through the measured settings first passes the target; the nearer end if none
  /// does.
  static double setting(double target, double[] settings, double[] surprises) {
    for (int i = 1; i < settings.length; i++) {
      double below = surprises[i - 1];
      double above = surprises[i];
      if (below <= target && target <= above && below < above) {
        return settings[i - 1]
            + (settings[i] - settings[i - 1]) * (target - below) / (above - below);
      }
    }
    int last = settings.length - 1;
    return Math.abs(surprises[0] - target) < Math.abs(surprises[last] - target)
        ? settings[0]
        : settings[last];
  }
}
