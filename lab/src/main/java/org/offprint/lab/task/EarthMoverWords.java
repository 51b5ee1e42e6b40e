package org.offprint.lab.task;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Corpora;
import org.offprint.lab.model.CountedGrams;
import org.offprint.lab.model.WordModel;
import org.offprint.lab.model.Words;
import org.offprint.methods.loss.CrossEntropy;
import org.offprint.methods.loss.EarthMoverLoss;
import org.offprint.methods.loss.HeadLoss;
import org.offprint.methods.numeric.LogSpace;
import org.offprint.methods.tensor.LinearAlgebra;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Does a model trained by the earth mover distance write better text than one trained by
/// likelihood, once both are equally sure of themselves?
///
/// The distance sharpens a model, and a sharper model writes likelier text whatever sharpened it.
/// So the baseline samples at the temperature at which it has the same entropy.
public final class EarthMoverWords implements Experiment {
  private static final int VOCABULARY = 1_000;
  private static final int WIDTH = 64;
  private static final int HEADS = 4;
  private static final int CONTEXT = 24;
  private static final int BATCH = 8;
  private static final int STEPS = 400;
  private static final double RATE = 0.003;
  private static final int COST_WIDTH = 50;
  private static final int JUDGED = 40;
  private static final int TEXTS = 128;
  private static final int PROMPT = 4;

  private static final Task TASK =
      Task.named("earth-mover-words", "Text of a word model trained by earth mover distance")
          .dataset("tinyshakespeare", Corpora.TINY_SHAKESPEARE)
          .split(
              "first 80 % of the words for training, the next 10 % to compare distributions, the last 10 % for prompts")
          .baseline(
              "maximum likelihood, sampled at the temperature that gives it the method's entropy")
          .protocol(
              """
              A one-block transformer (width 64, 4 heads, context 24) over the 999 most frequent words and marks, the rest as one; 400
              steps of Adam at 0.003 on 8 × 24 words, from the same start on the same batches, by cross-entropy and by EMO-1. The cost of two
              words is 1 − cosine of their vectors, made beforehand: positive mutual information of words within two places in the training
              part, its 50 largest singular directions. Entropies are means over 40 held-out batches; the temperature is found by bisection.
              Each model continues 128 prompts of 4 words by 20 words, drawn from its distribution untruncated; a word's surprise is
              that under trigram counts of the whole text with Witten and Bell's mixture. The distance is the method's bound, from the
              held-out word to the distribution at the sampling temperature.
              """)
          .seeds(4)
          .metrics(
              Metric.difference(
                  "surprise-difference",
                  "surprise of generated words, less that of likelihood at matched entropy",
                  "bits",
                  Direction.LOWER),
              Metric.amount(
                  "surprise",
                  "surprise of generated words under trigram counts",
                  "bits",
                  Direction.LOWER),
              Metric.difference(
                  "distance-difference",
                  "earth mover bound on held-out words, less that of likelihood at matched entropy",
                  "1",
                  Direction.LOWER),
              Metric.amount(
                  "distance", "earth mover bound on held-out words", "1", Direction.LOWER),
              Metric.amount(
                  "loss",
                  "cross-entropy on held-out words, temperature 1",
                  "nats",
                  Direction.LOWER),
              Metric.amount(
                  "entropy", "entropy of the distributions sampled from", "nats", Direction.EQUAL),
              Metric.amount(
                  "temperature",
                  "temperature at which likelihood has that entropy",
                  "1",
                  Direction.EQUAL))
          .agreesWhen(Condition.below("surprise-difference", 0))
          .claim(Claims.of("2310.04691", 1));

  @Override
  public String method() {
    return "earth-mover-distance-optimisation";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("vocabulary", Integer.toString(VOCABULARY));
    settings.put("width", Integer.toString(WIDTH));
    settings.put("context", Integer.toString(CONTEXT));
    settings.put("batch", Integer.toString(BATCH));
    settings.put("steps", Integer.toString(STEPS));
    settings.put("rate", Double.toString(RATE));
    settings.put("width of word vectors for the cost", Integer.toString(COST_WIDTH));
    settings.put("texts", Integer.toString(TEXTS));
    return settings;
  }

  /// Not a loss: hands the logits out, (B, T, V).
  private static final HeadLoss LOGITS =
      (hidden, classifier, bias, labels) -> hidden.matmul(classifier.transpose(0, 1));

  /// Held-out positions: entropy, distance and cross-entropy at a temperature, means.
  private record Sharpness(double entropy, double distance, double loss) {}

  @Override
  public Trial run(long seed, Lab lab) {
    int[] ids = Words.of(lab.text(Corpora.TINY_SHAKESPEARE), VOCABULARY).ids();
    int learned = ids.length / 10 * 8;
    int judged = ids.length / 10 * 9;
    try (var scope = new Scope()) {
      Tensor cost = vectors(ids, learned);
      EarthMoverLoss emo = EarthMoverLoss.standard();
      HeadLoss moved =
          (hidden, classifier, bias, labels) ->
              emo.apply(hidden.matmul(classifier.transpose(0, 1)), labels, cost);
      WordModel ours = train("earth mover", seed, ids, learned, moved, lab);
      WordModel base = train("likelihood", seed, ids, learned, CrossEntropy.standard(), lab);

      Sharpness mine = sharpness(ours, ids, learned, judged, cost, 1);
      Sharpness plain = sharpness(base, ids, learned, judged, cost, 1);
      double low = 0.3;
      double high = 2;
      for (int i = 0; i < 8; i++) {
        double middle = (low + high) / 2;
        if (sharpness(base, ids, learned, judged, cost, middle).entropy > mine.entropy) {
          high = middle;
        } else {
          low = middle;
        }
      }
      double temperature = (low + high) / 2;
      Sharpness matched = sharpness(base, ids, learned, judged, cost, temperature);

      var oracle = new CountedGrams(3, VOCABULARY, ids);
      double ofOurs = surprise(ours, oracle, ids, judged, 1, seed);
      double ofBase = surprise(base, oracle, ids, judged, temperature, seed);
      double ofPlain = surprise(base, oracle, ids, judged, 1, seed);

      var trial = new Trial().paired("surprise", "surprise-difference", ofOurs, ofBase);
      trial.paired("distance", "distance-difference", mine.distance, matched.distance);
      trial.both("loss", mine.loss, plain.loss).both("entropy", mine.entropy, matched.entropy);
      trial.ours("temperature", temperature);
      return trial
          .other("likelihood at temperature 1", "surprise", ofPlain)
          .other("likelihood at temperature 1", "distance", plain.distance)
          .other("likelihood at temperature 1", "entropy", plain.entropy);
    }
  }

  /// Word vectors by positive pointwise mutual information: what the cost is made from.
  private static Tensor vectors(int[] ids, int end) {
    double[] together = new double[VOCABULARY * VOCABULARY];
    double[] each = new double[VOCABULARY];
    for (int i = 0; i < end; i++) {
      for (int j = Math.max(0, i - 2); j < i; j++) {
        together[ids[i] * VOCABULARY + ids[j]]++;
        together[ids[j] * VOCABULARY + ids[i]]++;
        each[ids[i]]++;
        each[ids[j]]++;
      }
    }
    double all = Arrays.stream(each).sum();
    for (int i = 0; i < VOCABULARY; i++) {
      for (int j = 0; j < VOCABULARY; j++) {
        int at = i * VOCABULARY + j;
        together[at] =
            together[at] == 0 ? 0 : Math.max(0, Math.log(together[at] * all / (each[i] * each[j])));
      }
    }
    LinearAlgebra.Eigen eigen =
        LinearAlgebra.eigenSymmetric(Tensor.of(together, VOCABULARY, VOCABULARY));
    Tensor largest = eigen.values().abs().argsortDescending(0).narrow(0, 0, COST_WIDTH);
    Tensor scale = eigen.values().abs().indexSelect(0, largest).sqrt();
    return eigen.vectors().indexSelect(1, largest).mul(scale).to(Type.FLOAT32);
  }

  private static WordModel train(
      String name, long seed, int[] ids, int learned, HeadLoss loss, Lab lab) {
    var random = new SplittableRandom(seed);
    var model = new WordModel(VOCABULARY, WIDTH, HEADS, CONTEXT, random);
    Optimiser adam = Optimiser.adamW(model.parameters(), RATE, 0);
    for (int step = 1; step <= STEPS; step++) {
      try (var scope = new Scope()) {
        Tensor value = batch(model, loss, ids, 0, learned, random);
        value.backward();
        adam.step();
        if (step % 50 == 0) {
          lab.progress()
              .step(
                  "seed %d, %s".formatted(seed, name),
                  step,
                  STEPS,
                  "loss %.3f".formatted(value.value()));
        }
      }
    }
    return model;
  }

  private static Tensor batch(
      WordModel model, HeadLoss loss, int[] ids, int from, int to, SplittableRandom random) {
    long[] words = new long[BATCH * CONTEXT];
    long[] next = new long[words.length];
    for (int row = 0; row < BATCH; row++) {
      int start = random.nextInt(from, to - CONTEXT);
      for (int i = 0; i < CONTEXT; i++) {
        words[row * CONTEXT + i] = ids[start + i];
        next[row * CONTEXT + i] = ids[start + i + 1];
      }
    }
    return model.loss(loss, Tensor.of(words, BATCH, CONTEXT), Tensor.of(next, BATCH, CONTEXT));
  }

  private static Sharpness sharpness(
      WordModel model, int[] ids, int from, int to, Tensor cost, double temperature) {
    double[] sums = new double[3];
    HeadLoss measure =
        (hidden, classifier, bias, labels) -> {
          Tensor logs = hidden.matmul(classifier.transpose(0, 1)).div(temperature).logSoftmax(-1);
          Tensor probs = logs.exp();
          Tensor truth = labels.oneHot(VOCABULARY).to(probs.type());
          sums[0] -= probs.mul(logs).sum(-1, false).mean().value() / JUDGED;
          sums[1] += EarthMoverLoss.distance(truth, probs, cost).mean().value() / JUDGED;
          sums[2] -= truth.mul(logs).sum(-1, false).mean().value() / JUDGED;
          return logs;
        };
    var random = new SplittableRandom(0); // the same held-out words for every seed and model
    for (int i = 0; i < JUDGED; i++) {
      try (var scope = Scope.withoutGradients()) {
        batch(model, measure, ids, from, to, random);
      }
    }
    return new Sharpness(sums[0], sums[1], sums[2]);
  }

  /// Continues prompts; the mean surprise of what was added, in bits.
  private static double surprise(
      WordModel model, CountedGrams oracle, int[] ids, int from, double temperature, long seed) {
    var random = new SplittableRandom(seed);
    int[][] texts = new int[TEXTS][CONTEXT];
    for (int[] text : texts) {
      System.arraycopy(ids, random.nextInt(from, ids.length - PROMPT), text, 0, PROMPT);
    }
    double bits = 0;
    for (int at = PROMPT; at < CONTEXT; at++) {
      double[] logits;
      try (var scope = Scope.withoutGradients()) {
        long[] flat = Arrays.stream(texts).flatMapToInt(Arrays::stream).asLongStream().toArray();
        Tensor words = Tensor.of(flat, TEXTS, CONTEXT); // what follows is not seen
        logits = model.loss(LOGITS, words, words).select(1, at - 1).div(temperature).toDoubles();
      }
      for (int n = 0; n < TEXTS; n++) {
        double[] probs =
            LogSpace.softmax(Arrays.copyOfRange(logits, n * VOCABULARY, (n + 1) * VOCABULARY));
        double left = random.nextDouble();
        int word = 0;
        while (word < VOCABULARY - 1 && (left -= probs[word]) >= 0) {
          word++;
        }
        texts[n][at] = word;
        bits -= Math.log(oracle.probs(texts[n], at)[word]) / Math.log(2);
      }
    }
    return bits / (TEXTS * (CONTEXT - PROMPT));
  }
}
