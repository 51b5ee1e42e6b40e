package org.offprint.lab.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Corpora;
import org.offprint.lab.data.Digits;
import org.offprint.lab.data.QuestionMarks;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Embedding;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.loss.DiceLoss;
import org.offprint.methods.loss.FocalLoss;
import org.offprint.methods.numeric.Order;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Does the Dice loss raise F1 on a class of one word in eighty, and is more left of it than what
/// moving cross-entropy's threshold gives as well?
public final class RareQuestionMark implements Experiment {
  private static final int LEARNED = 60_000;
  private static final int HELD = 30_000;
  private static final int WIDTH = 32;
  private static final int EPOCHS = 6;
  private static final int BATCH = 512;
  private static final double RATE = 0.01;
  private static final double GAMMA = 1;
  private static final double ALPHA = 0.01;

  private static final Task TASK =
      Task.named("rare-question-mark", "Which words of a text without marks end a question")
          .dataset(
              "tinyshakespeare: words without punctuation, 1.2 % of them followed by a question mark",
              Corpora.TINY_SHAKESPEARE)
          .split(
              "60,000 words from a random place on (the text taken as a ring) for training, the next 30,000 for validation, the 30,000 after them for the test")
          .baseline("binary cross-entropy")
          .protocol(
              """
              Features: the word, two before, one after, seven more before in any order, line end and next capital, hashed into 4,096
              buckets. Model: sum of their embeddings (32), ReLU, one linear layer to a logit. 6 epochs of Adam at 0.01, batches of 512; the epoch is
              the one with the best F1 on the validation part, for each loss and kind of threshold. Losses from the same start on the same batches:
              Dice of the batch (γ = 1, α = 0.01 as in the authors' scripts), cross-entropy, cross-entropy with positives
              weighted by the root of how rare they are, focal loss (γ = 2). F1 of the rare class on the test part, once at probability
              ½ as the paper does and once at the threshold that is best on the validation part, for every loss alike.
              """)
          .seeds(5)
          .metrics(
              Metric.difference(
                  "f1-gain",
                  "F1 at threshold ½, less that of cross-entropy",
                  "1",
                  Direction.HIGHER),
              Metric.difference(
                  "tuned-gain",
                  "F1 at the tuned threshold, less that of cross-entropy at its own",
                  "1",
                  Direction.HIGHER),
              Metric.share("f1", "F1 at threshold ½", Direction.HIGHER),
              Metric.share("tuned-f1", "F1 at the tuned threshold", Direction.HIGHER),
              Metric.share("positive", "share of test words that end a question", Direction.EQUAL))
          .agreesWhen(Condition.above("f1-gain", 0), Condition.above("tuned-gain", 0))
          .claim(Claims.of("1911.02855", 1));

  @Override
  public String method() {
    return "dice-loss";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("embedding width", Integer.toString(WIDTH));
    settings.put("epochs", Integer.toString(EPOCHS));
    settings.put("batch", Integer.toString(BATCH));
    settings.put("rate", Double.toString(RATE));
    settings.put("γ", Double.toString(GAMMA));
    settings.put("α", Double.toString(ALPHA));
    return settings;
  }

  @FunctionalInterface
  private interface BinaryLoss {
    /// @param logits (B)
    /// @param labels (B) float32
    Tensor of(Tensor logits, Tensor labels);
  }

  private static final class Tagger extends Block {
    private final Embedding table;
    private final Linear head;

    Tagger(long seed) {
      Initial initial = Initial.seeded(seed);
      table = block("table", new Embedding(initial, QuestionMarks.BUCKETS, WIDTH, 0.1));
      head = block("head", new Linear(initial, WIDTH, 1));
    }

    Tensor apply(Tensor features) {
      return head.apply(table.apply(features).sum(1, false).relu()).squeeze(-1);
    }

    double[] logits(QuestionMarks words) {
      try (var scope = Scope.withoutGradients()) {
        return apply(words.x()).toDoubles();
      }
    }
  }

  /// F1 after one epoch.
  private record Epoch(double validation, double tunedValidation, double test, double tunedTest) {}

  /// The two results of a loss, each after the epoch that its validation chose.
  private record Chosen(double f1, double tunedF1) {
    static Chosen of(List<Epoch> tried) {
      Epoch plain = tried.getFirst();
      Epoch tuned = tried.getFirst();
      for (Epoch one : tried) {
        plain = one.validation > plain.validation ? one : plain;
        tuned = one.tunedValidation > tuned.tunedValidation ? one : tuned;
      }
      return new Chosen(plain.test, tuned.tunedTest);
    }
  }

  @Override
  public Trial run(long seed, Lab lab) {
    QuestionMarks all = QuestionMarks.of(lab.text(Corpora.TINY_SHAKESPEARE));
    int start = new SplittableRandom(seed).nextInt(all.size());
    QuestionMarks learned = all.part(start, LEARNED);
    QuestionMarks validation = all.part(start + LEARNED, HELD);
    QuestionMarks test = all.part(start + LEARNED + HELD, HELD);

    double rarity = (1 - learned.share()) / learned.share();
    var dice = new DiceLoss(GAMMA, ALPHA, false, DiceLoss.Form.SET);
    var focal = FocalLoss.standard();
    SequencedMap<String, BinaryLoss> losses = new LinkedHashMap<>();
    losses.put("Dice", (z, y) -> dice.binary(z, y, null));
    losses.put("cross-entropy", (z, y) -> z.binaryCrossEntropy(y).mean());
    losses.put(
        "weighted cross-entropy",
        (z, y) -> z.binaryCrossEntropy(y).mul(y.mul(Math.sqrt(rarity) - 1).add(1)).mean());
    losses.put("focal loss", (z, y) -> focal.apply(Tensor.stack(1, z.mul(0), z), y.to(Type.INT64)));

    SequencedMap<String, Chosen> results = new LinkedHashMap<>();
    losses.forEach((name, loss) -> {
      results.put(name, Chosen.of(train(seed, loss, learned, validation, test)));
      lab.progress()
          .step(
              "seed " + seed,
              results.size(),
              losses.size(),
              "%s: F1 %.3f, tuned %.3f"
                  .formatted(name, results.get(name).f1, results.get(name).tunedF1));
    });

    Chosen ours = Objects.requireNonNull(results.remove("Dice"));
    Chosen base = Objects.requireNonNull(results.remove("cross-entropy"));
    var trial = new Trial().paired("f1", "f1-gain", ours.f1, base.f1);
    trial.paired("tuned-f1", "tuned-gain", ours.tunedF1, base.tunedF1);
    results.forEach((name, chosen) ->
        trial.other(name, "f1", chosen.f1).other(name, "tuned-f1", chosen.tunedF1));
    return trial.ours("positive", test.share());
  }

  private static List<Epoch> train(
      long seed,
      BinaryLoss loss,
      QuestionMarks learned,
      QuestionMarks validation,
      QuestionMarks test) {
    try (var training = new Scope()) {
      var tagger = new Tagger(seed);
      Optimiser adam = Optimiser.adamW(tagger.trainable(), RATE, 0);
      var random = new SplittableRandom(seed);
      List<Epoch> epochs = new ArrayList<>();
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        int[] order = Digits.shuffled(random, learned.size());
        for (int from = 0; from < order.length; from += BATCH) {
          QuestionMarks batch =
              learned.pick(Arrays.copyOfRange(order, from, Math.min(order.length, from + BATCH)));
          try (var step = new Scope()) {
            loss.of(tagger.apply(batch.x()), batch.y()).backward();
            adam.step();
          }
        }
        epochs.add(judge(tagger, validation, test));
      }
      return epochs;
    }
  }

  private static Epoch judge(Tagger tagger, QuestionMarks validation, QuestionMarks test) {
    double[] held = tagger.logits(validation);
    double[] tested = tagger.logits(test);
    double tuned = bestThreshold(held, validation.positive());
    return new Epoch(
        f1(held, validation.positive(), 0),
        f1(held, validation.positive(), tuned),
        f1(tested, test.positive(), 0),
        f1(tested, test.positive(), tuned));
  }

  /// 2 both / (predicted + true); 0 where nothing is found.
  static double f1(double[] logits, boolean[] positive, double threshold) {
    long both =
        IntStream.range(0, logits.length).filter(i -> positive[i] && logits[i] > threshold).count();
    long predicted = Arrays.stream(logits).filter(logit -> logit > threshold).count();
    long truth = IntStream.range(0, positive.length).filter(i -> positive[i]).count();
    return predicted + truth == 0 ? 0 : 2.0 * both / (predicted + truth);
  }

  /// The logit above which F1 is greatest.
  static double bestThreshold(double[] logits, boolean[] positive) {
    int[] order = Order.descending(logits);
    long truth = IntStream.range(0, positive.length).filter(i -> positive[i]).count();
    double best = -1;
    double threshold = 0;
    long both = 0;
    for (int i = 0; i + 1 < order.length; i++) {
      both += positive[order[i]] ? 1 : 0;
      double f1 = 2.0 * both / (i + 1 + truth);
      boolean apart = logits[order[i]] > logits[order[i + 1]];
      if (apart && f1 > best) {
        best = f1;
        threshold = (logits[order[i]] + logits[order[i + 1]]) / 2;
      }
    }
    return threshold;
  }
}
