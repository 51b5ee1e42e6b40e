package org.offprint.lab.task;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.CharacterText;
import org.offprint.lab.data.Corpora;
import org.offprint.lab.data.TextKinds;
import org.offprint.lab.model.TextTraining;
import org.offprint.lab.model.Transducer;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.scaling.EncoderDecoderLaw;
import org.offprint.methods.scaling.Robustness;
import org.offprint.methods.scaling.TotalSizeLaw;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Does the loss of an encoder-decoder need both sizes, or does the total of parameters tell as
/// much? On text to be repaired, as there is no parallel corpus.
public final class EncoderDecoderSizes implements Experiment {
  private static final int[] INNER = {2, 32, 256};
  private static final int LENGTH = 12;
  private static final int WIDTH = 24;
  private static final int HEADS = 1;
  private static final int ROWS = 32;
  private static final int STEPS = 150;
  private static final double RATE = 0.01;
  private static final double DAMAGE = 0.3;
  private static final int PASSAGES = 500;

  private static final Task TASK =
      Task.named("encoder-decoder-sizes", "The loss of an encoder-decoder from its two sizes")
          .dataset(
              "tinyshakespeare, damaged by us: a stand-in for translation, of which no parallel text is at hand. Source: 12 characters of which 30 % are replaced by others; target: the same, whole",
              Corpora.TINY_SHAKESPEARE)
          .split("training on the first 90 % of the text, loss on the last 10 %")
          .baseline("a power law with a floor in the total number of parameters")
          .protocol(
              """
              Nine encoder-decoders of one layer a side (width 24, one head, RMSNorm before each part, ReLU,
              shared embedding, positions and head; cross attention begins as a copy of the place in the source),
              whose feed-forward parts are 2, 32 or 256 wide inside on either side, from the same start where
              sizes agree, on the same 150 batches of 32 passages of 12 characters, each character of the source
              replaced with probability 0.3 by one of the text drawn at random; %s, 0.01 at its height. Loss on
              500 held-out passages. Sizes are parameters without embeddings. Each of the nine losses is foretold
              by both laws fitted by least squares to the other eight; the error is the mean of |foretold −
              measured| / measured. The paper scales depth at fixed width; here the feed-forward parts are scaled.
              """
                  .formatted(TextTraining.PROTOCOL))
          .seeds(4)
          .metrics(
              Metric.amount("error", "leave-one-out error of the law", "%", Direction.LOWER),
              Metric.difference(
                  "error-difference",
                  "error with two sizes less error with their total",
                  "%",
                  Direction.LOWER),
              Metric.difference(
                  "explained",
                  "variance of the nine losses that a fit to all explains",
                  "%",
                  Direction.HIGHER),
              Metric.difference(
                  "exponent-difference",
                  "exponent of the decoder less that of the encoder",
                  "1",
                  Direction.EQUAL),
              Metric.amount(
                  "smallest-loss", "loss of the smallest of the nine", "nats", Direction.LOWER),
              Metric.amount(
                  "largest-loss", "loss of the largest of the nine", "nats", Direction.LOWER))
          .agreesWhen(Condition.below("error-difference", 0))
          .claim(Claims.of("2109.07740", 1));

  @Override
  public String method() {
    return "translation-scaling-law";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("length", Integer.toString(LENGTH));
    settings.put("width", Integer.toString(WIDTH));
    settings.put("heads", Integer.toString(HEADS));
    settings.put("inner", Arrays.toString(INNER));
    settings.put("batch", Integer.toString(ROWS));
    settings.put("steps", Integer.toString(STEPS));
    settings.put("learningRate", Double.toString(RATE));
    settings.put("damage", Double.toString(DAMAGE));
    settings.put("heldOut.passages", Integer.toString(PASSAGES));
    return settings;
  }

  /// The nine models, in rows of one encoder.
  private record Measured(double[] encoders, double[] decoders, double[] losses) {
    Measured without(int left) {
      return new Measured(without(encoders, left), without(decoders, left), without(losses, left));
    }

    private static double[] without(double[] values, int left) {
      double[] rest = new double[values.length - 1];
      System.arraycopy(values, 0, rest, 0, left);
      System.arraycopy(values, left + 1, rest, left, rest.length - left);
      return rest;
    }

    EncoderDecoderLaw both() {
      return EncoderDecoderLaw.fit(encoders, decoders, losses, new Robustness.Squares()).law();
    }

    TotalSizeLaw total() {
      double[] sizes = new double[losses.length];
      Arrays.setAll(sizes, i -> encoders[i] + decoders[i]);
      return TotalSizeLaw.fit(sizes, losses).law();
    }
  }

  @Override
  public Trial run(long seed, Lab lab) {
    CharacterText text = TextKinds.plays(lab);
    int n = INNER.length * INNER.length;
    var all = new Measured(new double[n], new double[n], new double[n]);
    for (int i = 0; i < n; i++) {
      var settings =
          new Transducer.Settings(
              LENGTH, WIDTH, HEADS, 1, INNER[i / INNER.length], INNER[i % INNER.length]);
      all.encoders[i] = settings.encoderParameters();
      all.decoders[i] = settings.decoderParameters();
      all.losses[i] = loss(settings, text, seed, lab);
    }
    double both = 0;
    double total = 0;
    for (int i = 0; i < n; i++) {
      Measured rest = all.without(i);
      double measured = all.losses[i];
      both += error(rest.both().predict(all.encoders[i], all.decoders[i]), measured) / n;
      total += error(rest.total().predict(all.encoders[i] + all.decoders[i]), measured) / n;
    }
    EncoderDecoderLaw law = all.both();
    TotalSizeLaw one = all.total();
    double[] withBoth = new double[n];
    double[] withTotal = new double[n];
    Arrays.setAll(withBoth, i -> law.predict(all.encoders[i], all.decoders[i]));
    Arrays.setAll(withTotal, i -> one.predict(all.encoders[i] + all.decoders[i]));
    return new Trial()
        .paired("error", "error-difference", both, total)
        .both("explained", explained(withBoth, all.losses), explained(withTotal, all.losses))
        .ours("exponent-difference", law.decoderExponent() - law.encoderExponent())
        .ours("smallest-loss", all.losses[0])
        .ours("largest-loss", all.losses[n - 1])
        .curve(
            "loss with the smallest encoder (as baseline: with the largest)",
            "width inside the decoder",
            "loss in nats",
            Arrays.stream(INNER).asDoubleStream().toArray(),
            Arrays.copyOf(all.losses, INNER.length),
            Arrays.copyOfRange(all.losses, n - INNER.length, n));
  }

  private static double error(double foretold, double measured) {
    return 100 * Math.abs(foretold - measured) / measured;
  }

  private static double explained(double[] foretold, double[] measured) {
    double mean = Arrays.stream(measured).average().orElseThrow();
    double left = 0;
    double all = 0;
    for (int i = 0; i < measured.length; i++) {
      left += (foretold[i] - measured[i]) * (foretold[i] - measured[i]);
      all += (mean - measured[i]) * (mean - measured[i]);
    }
    return 100 * (1 - left / all);
  }

  private static double loss(Transducer.Settings settings, CharacterText text, long seed, Lab lab) {
    try (var scope = new Scope()) {
      var model = new Transducer(Initial.seeded(seed), settings);
      CharacterText training = text.training();
      var random = new SplittableRandom(seed); // the same batches for every size
      String what =
          "seed %d, encoder %d, decoder %d"
              .formatted(seed, settings.encoderInner(), settings.decoderInner());
      new TextTraining(STEPS, RATE)
          .fit(
              model,
              () -> training.draw(random, ROWS, LENGTH),
              target -> model.loss(damaged(target, training, random), target),
              lab.progress(),
              what);
      try (var evaluation = Scope.withoutGradients()) {
        Tensor target = text.heldOut().spread(PASSAGES, LENGTH);
        var chosen = new SplittableRandom(0); // the same damage for every model and seed
        double loss = model.loss(damaged(target, training, chosen), target).value();
        lab.say("%s: loss %.4f", what, loss);
        return loss;
      }
    }
  }

  /// A character that takes the place of another is as frequent as it is in the text.
  private static Tensor damaged(Tensor target, CharacterText text, SplittableRandom random) {
    long[] ids = target.toLongs();
    for (int i = 0; i < ids.length; i++) {
      if (random.nextDouble() < DAMAGE) {
        ids[i] = text.ids()[random.nextInt(text.length())];
      }
    }
    return Tensor.of(ids, target.shape());
  }
}
