package org.offprint.lab.task;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Corpora;
import org.offprint.lab.data.Digits;
import org.offprint.lab.model.CountedGrams;
import org.offprint.methods.decode.EntropySwitch;
import org.offprint.methods.decode.EntropySwitch.Size;
import org.offprint.methods.numeric.Moments;

/// Does the rolling entropy say where the large model is worth its cost, better than chance does?
///
/// Whatever decides, some of the large model's advantage is kept by using it for some of the
/// tokens. So the baseline switches at random, in blocks as long as the method's least stay, at the
/// same share.
public final class EntropySwitching implements Experiment {
  private static final int SMALL_ORDER = 3;
  private static final int LARGE_ORDER = 6;
  private static final int LEARNED = 600_000;
  private static final int HELD = 40_000;
  private static final int STAY = 10;
  private static final int DRAWS = 50;

  /// On how many tokens the paper's two pairs used the large model.
  private static final double SHARE = 0.43;

  private static final double SMALLER_SHARE = 0.25;
  private static final double[] THRESHOLDS =
      IntStream.rangeClosed(4, 18).mapToDouble(i -> i / 4.0).toArray();

  private static final Task TASK =
      Task.named("entropy-switching", "Two character models in turn, by entropy or by chance")
          .dataset("tinyshakespeare", Corpora.TINY_SHAKESPEARE)
          .split(
              "600,000 characters from a random place on (the text taken as a ring) for the models, the next 40,000 for the threshold, the 40,000 after them for the test")
          .baseline("the large model in random blocks of 10 characters, at the same share")
          .protocol(
              """
              Small model: counts of three characters, large model: of six, both with Witten and Bell's mixture: n-grams stand in for the language models of the paper. They read held-out text as it
              stands; each character is scored by the model that is active. Window 5, least stay 10, start on the small model. The
              threshold is the one that gives the large model 43 % of the characters of the validation part (the paper's share of its LLaMA
              pair; 25 %, that of its Qwen pair, is shown, too), by bisection. Baseline: as many blocks of 10 characters as give the share that
              the method came to on the test part, drawn at random, mean of 50 draws. What is kept is the bits that switching saves
              against the small model, over those that the large model alone saves.
              """)
          .seeds(12)
          .metrics(
              Metric.difference(
                  "kept-difference",
                  "share of the large model's advantage that is kept, less that of random blocks",
                  "1",
                  Direction.HIGHER),
              Metric.difference(
                  "kept",
                  "share of the large model's advantage that is kept",
                  "1",
                  Direction.HIGHER),
              Metric.difference(
                  "kept-difference-25",
                  "the same difference with the large model on about 25 %",
                  "1",
                  Direction.HIGHER),
              Metric.share(
                  "large-share", "share of characters by the large model", Direction.EQUAL),
              Metric.amount("bits", "bits a character of held-out text", "bits", Direction.LOWER),
              Metric.difference(
                  "correlation",
                  "correlation of the small model's entropy with what the large one would save",
                  "1",
                  Direction.HIGHER))
          .agreesWhen(Condition.above("kept-difference", 0))
          .claim(Claims.of("2502.06833", 1));

  @Override
  public String method() {
    return "entropy-adaptive-decoding";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("orders", SMALL_ORDER + " and " + LARGE_ORDER);
    settings.put("characters for the models", Integer.toString(LEARNED));
    settings.put("characters of a held-out part", Integer.toString(HELD));
    settings.put("window", "5");
    settings.put("least stay", Integer.toString(STAY));
    settings.put("draws of random blocks", Integer.toString(DRAWS));
    return settings;
  }

  /// A model on a text: its entropy before each character, and the bits that the character cost.
  private record Reading(double[] entropies, double[] bits) {
    static Reading of(CountedGrams model, int[] text) {
      double[] entropies = new double[text.length];
      double[] bits = new double[text.length];
      for (int i = 0; i < text.length; i++) {
        double[] probs = model.probs(text, i);
        entropies[i] = EntropySwitch.bits(Arrays.stream(probs).map(Math::log).toArray());
        bits[i] = -Math.log(probs[text[i]]) / Math.log(2);
      }
      return new Reading(entropies, bits);
    }
  }

  /// Both models on one text.
  private record Readings(Reading small, Reading large) {
    /// Where the method uses the large model.
    boolean[] switched(double threshold) {
      var choice = new EntropySwitch(new EntropySwitch.Settings(threshold, 5, STAY, true));
      boolean[] large = new boolean[small.bits.length];
      for (int i = 0; i < large.length; i++) {
        large[i] = choice.active() == Size.LARGE;
        choice.accept((large[i] ? this.large : small).entropies[i]);
      }
      return large;
    }

    double bits(boolean[] large) {
      return IntStream.range(0, large.length)
          .mapToDouble(i -> (large[i] ? this.large : small).bits[i])
          .average()
          .orElseThrow();
    }

    double kept(double bits) {
      double alone = Moments.mean(small.bits);
      return (alone - bits) / (alone - Moments.mean(large.bits));
    }

    /// The mean over random choices of blocks at a share.
    double random(double share, SplittableRandom random) {
      int blocks = small.bits.length / STAY;
      double sum = 0;
      for (int draw = 0; draw < DRAWS; draw++) {
        boolean[] large = new boolean[small.bits.length];
        int[] order = Digits.shuffled(random, blocks);
        for (int i = 0; i < Math.rint(share * blocks); i++) {
          Arrays.fill(large, order[i] * STAY, (order[i] + 1) * STAY, true);
        }
        sum += bits(large);
      }
      return sum / DRAWS;
    }

    /// The threshold at which the large model gets a share.
    double threshold(double share) {
      double low = 0;
      double high = 8;
      for (int i = 0; i < 30; i++) {
        double middle = (low + high) / 2;
        if (share(switched(middle)) > share) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return (low + high) / 2;
    }
  }

  private static double share(boolean[] large) {
    return IntStream.range(0, large.length).filter(i -> large[i]).count() / (double) large.length;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    String text = lab.text(Corpora.TINY_SHAKESPEARE);
    int[] letters = text.chars().distinct().sorted().toArray();
    int[] ids = text.chars().map(letter -> Arrays.binarySearch(letters, letter)).toArray();
    var random = new SplittableRandom(seed);
    int start = random.nextInt(ids.length);
    int[] ring =
        IntStream.range(0, LEARNED + 2 * HELD).map(i -> ids[(start + i) % ids.length]).toArray();

    int[] learned = Arrays.copyOf(ring, LEARNED);
    var small = new CountedGrams(SMALL_ORDER, letters.length, learned);
    var large = new CountedGrams(LARGE_ORDER, letters.length, learned);
    Readings validation = read(small, large, ring, LEARNED);
    Readings test = read(small, large, ring, LEARNED + HELD);

    var trial = new Trial();
    boolean[] at = test.switched(validation.threshold(SHARE));
    double bits = test.bits(at);
    double chance = test.random(share(at), random);
    trial.paired("kept", "kept-difference", test.kept(bits), test.kept(chance));
    trial.both("bits", bits, chance);
    trial.both("large-share", share(at), share(at));
    trial.other("small model alone", "bits", Moments.mean(test.small.bits));
    trial.other("large model alone", "bits", Moments.mean(test.large.bits));

    boolean[] atLess = test.switched(validation.threshold(SMALLER_SHARE));
    trial.ours(
        "kept-difference-25",
        test.kept(test.bits(atLess)) - test.kept(test.random(share(atLess), random)));
    double[] saved =
        IntStream.range(0, HELD)
            .mapToDouble(i -> test.small.bits[i] - test.large.bits[i])
            .toArray();
    trial.ours("correlation", Moments.correlation(test.small.entropies, saved));

    double[] mine = new double[THRESHOLDS.length];
    double[] theirs = new double[THRESHOLDS.length];
    for (int i = 0; i < THRESHOLDS.length; i++) {
      boolean[] chosen = test.switched(THRESHOLDS[i]);
      mine[i] = test.bits(chosen);
      theirs[i] = test.random(share(chosen), random);
      lab.progress()
          .step(
              "seed " + seed,
              i + 1,
              THRESHOLDS.length,
              "%.4f bits, by chance %.4f".formatted(mine[i], theirs[i]));
    }
    return trial.curve(
        "thresholds", "threshold in bits", "bits a character", THRESHOLDS, mine, theirs);
  }

  private static Readings read(CountedGrams small, CountedGrams large, int[] ring, int from) {
    int[] part = Arrays.copyOfRange(ring, from, from + HELD);
    return new Readings(Reading.of(small, part), Reading.of(large, part));
  }
}
