package org.offprint.lab.task;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.offprint.lab.data.Corpora;
import org.offprint.methods.estimate.AlphaReq;
import org.offprint.methods.estimate.RankMe;
import org.offprint.methods.estimate.Spectrum;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.model.Decoder;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// The geometry of a small language model's features along its training, for the two tasks about
/// it.
///
/// @param steps after how many the features were measured
/// @param rank RankMe of the covariance's eigenvalues
/// @param decay α of their power law, ranks 5 to 40
/// @param loss on the held-out windows whose features were measured
record TracedGeometry(double[] steps, double[] rank, double[] decay, double[] loss) {
  static final String PROTOCOL =
      """
      A decoder over the text's characters, width 48, 1 layer, 4 heads, feed-forward width 128, context 32, tied head; 1,000 steps of AdamW at
      0.002 without decay, 16 windows of 33 characters a step, from the first 90 % of the text. After 0, 3, 10, 20, 40, 60, 80, 100, 150, 200,
      300, 400, 500, 600, 700, 800, 900 and 1,000 steps the features of 400 fixed held-out windows are taken: what the head is given at the
      last place. Their covariance's eigenvalues give RankMe and, of ranks 5 to 40, the exponent α of their decay.
      """;

  private static final int WIDTH = 48;
  private static final int CONTEXT = 32;
  private static final int BATCH = 16;
  private static final int WINDOWS = 400;
  private static final double RATE = 2e-3;
  private static final int[] LOOKS = {
    0, 3, 10, 20, 40, 60, 80, 100, 150, 200, 300, 400, 500, 600, 700, 800, 900, 1000
  };

  static SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("model", "width %d, 1 layer, 4 heads, context %d".formatted(WIDTH, CONTEXT));
    settings.put("steps", Integer.toString(LOOKS[LOOKS.length - 1]));
    settings.put("batch", Integer.toString(BATCH));
    settings.put("rate", Double.toString(RATE));
    settings.put("windows", Integer.toString(WINDOWS));
    settings.put("alpha.ranks", "5 to 40");
    return settings;
  }

  static TracedGeometry of(long seed, Lab lab) {
    int[] text = lab.text(Corpora.TINY_SHAKESPEARE).chars().toArray();
    int[] letters = Arrays.stream(text).distinct().sorted().toArray();
    long[] ids =
        Arrays.stream(text).mapToLong(letter -> Arrays.binarySearch(letters, letter)).toArray();
    int learned = ids.length * 9 / 10;
    var random = new SplittableRandom(seed);
    double[] rank = new double[LOOKS.length];
    double[] decay = new double[LOOKS.length];
    double[] loss = new double[LOOKS.length];
    try (var scope = new Scope()) {
      Decoder model =
          new Decoder(
              Initial.seeded(random.nextLong()),
              new Decoder.Settings(letters.length, CONTEXT, WIDTH, 1, 4, 4, 128, 10_000, 0));
      Tensor held = windows(ids, learned, ids.length, WINDOWS, random);
      Optimiser optimiser = Optimiser.adamW(model.trainable(), RATE, 0);
      int steps = LOOKS[LOOKS.length - 1];
      for (int step = 0; step <= steps; step++) {
        int look = Arrays.binarySearch(LOOKS, step);
        if (look >= 0) {
          try (var looking = Scope.withoutGradients()) {
            Tensor features = model.hidden(held.narrow(1, 0, CONTEXT)).select(1, CONTEXT - 1);
            double[] spectrum = Spectrum.COVARIANCE_EIGENVALUES.of(features);
            rank[look] = RankMe.standard().ofSpectrum(spectrum);
            decay[look] = new AlphaReq(5, 40, true).fit(spectrum).alpha();
            loss[look] = model.loss(held).value();
          }
          lab.progress()
              .step(
                  "seed " + seed,
                  step,
                  steps,
                  "rank %.2f, loss %.3f".formatted(rank[look], loss[look]));
        }
        if (step < steps) {
          try (var training = new Scope()) {
            model.loss(windows(ids, 0, learned, BATCH, random)).backward();
            optimiser.step();
          }
        }
      }
    }
    return new TracedGeometry(Arrays.stream(LOOKS).asDoubleStream().toArray(), rank, decay, loss);
  }

  private static Tensor windows(long[] ids, int from, int to, int count, SplittableRandom random) {
    long[] all = new long[count * (CONTEXT + 1)];
    for (int i = 0; i < count; i++) {
      int start = random.nextInt(from, to - CONTEXT);
      System.arraycopy(ids, start, all, i * (CONTEXT + 1), CONTEXT + 1);
    }
    return Tensor.of(all, count, CONTEXT + 1);
  }

  /// Where the features are most collapsed.
  int collapse() {
    int least = 0;
    for (int i = 1; i < rank.length; i++) {
      least = rank[i] < rank[least] ? i : least;
    }
    return least;
  }

  double largestAfter(double[] values, int from) {
    return Arrays.stream(values, from, values.length).max().orElseThrow();
  }

  static double last(double[] values) {
    return values[values.length - 1];
  }
}
