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
import org.offprint.lab.model.CharacterModels;
import org.offprint.lab.model.TextTraining;
import org.offprint.methods.model.Decoder;
import org.offprint.methods.scaling.Fitted;
import org.offprint.methods.scaling.PowerLaw;
import org.offprint.methods.scaling.TransformerSize;
import org.offprint.methods.tensor.Scope;

/// Does the law, fitted on small models, foretell the loss of a larger one that it has not seen?
public final class LargerModelForecast implements Experiment {
  private static final int[] WIDTHS = {8, 12, 16, 24, 32};
  private static final int HELD_OUT = 48;
  private static final int LAYERS = 1;
  private static final int CONTEXT = 32;
  private static final int ROWS = 16;
  private static final int STEPS = 250;
  private static final double RATE = 0.01;
  private static final int PASSAGES = 200;

  private static final Task TASK =
      Task.named(
              "larger-model-shakespeare", "The loss of a larger model, foretold from smaller ones")
          .dataset("tinyshakespeare, character by character", Corpora.TINY_SHAKESPEARE)
          .split("training on the first 90 % of the text, loss on the last 10 %")
          .baseline("the loss of the largest model that the law was fitted on, carried over")
          .protocol(
              """
              Decoders of one layer (%s), widths 8, 12, 16, 24 and 32, trained on the same 250 batches of 16
              passages of 33 characters; %s, 0.01 at its height for every width. L(N) = L∞ + (N₀/N)^α with N = 12
              · layers · width² is fitted to their losses on 200 held-out passages and asked for that of width 48,
              trained alike and not seen by the fit: 2.25 times as many parameters as the largest that was. The
              error is |foretold − measured| / measured. Beside it a straight line of ln L over ln N. All sizes
              see the same 132,000 characters, so this is loss at equal data and not at convergence.
              """
                  .formatted(CharacterModels.PROTOCOL, TextTraining.PROTOCOL))
          .seeds(5)
          .metrics(
              Metric.amount(
                  "error", "error of the loss foretold for the larger model", "%", Direction.LOWER),
              Metric.difference(
                  "error-difference",
                  "error of the law less error of carrying the loss over",
                  "%",
                  Direction.LOWER),
              Metric.amount("exponent", "exponent of the law", "1", Direction.EQUAL),
              Metric.amount("irreducible", "L∞ of the law", "nats", Direction.EQUAL),
              Metric.amount(
                  "held-out-loss", "loss of the larger model, measured", "nats", Direction.LOWER))
          .agreesWhen(Condition.below("error-difference", 0), Condition.below("error", 3))
          .claim(Claims.of("2010.14701", 1));

  @Override
  public String method() {
    return "autoregressive-scaling-law";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("widths", Arrays.toString(WIDTHS));
    settings.put("width.heldOut", Integer.toString(HELD_OUT));
    settings.put("layers", Integer.toString(LAYERS));
    settings.put("context", Integer.toString(CONTEXT));
    settings.put("batch", Integer.toString(ROWS));
    settings.put("steps", Integer.toString(STEPS));
    settings.put("learningRate", Double.toString(RATE));
    settings.put("heldOut.passages", Integer.toString(PASSAGES));
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    CharacterText text = TextKinds.plays(lab);
    double[] sizes = new double[WIDTHS.length];
    double[] losses = new double[WIDTHS.length];
    for (int i = 0; i < WIDTHS.length; i++) {
      sizes[i] = TransformerSize.parameters(LAYERS, WIDTHS[i]);
      losses[i] = loss(WIDTHS[i], text, seed, lab);
    }
    double larger = TransformerSize.parameters(LAYERS, HELD_OUT);
    double measured = loss(HELD_OUT, text, seed, lab);

    Fitted<PowerLaw> fit = PowerLaw.fit(sizes, losses);
    double foretold = fit.law().predict(larger);
    double line = line(sizes, losses, larger);
    double error = error(foretold, measured);
    double carried = error(losses[losses.length - 1], measured);
    Trial trial =
        new Trial()
            .paired("error", "error-difference", error, carried)
            .other("straight line of logarithms", "error", error(line, measured))
            .ours("exponent", fit.law().exponent())
            .ours("irreducible", fit.law().irreducible())
            .ours("held-out-loss", measured);
    if (!fit.notIdentified().isEmpty()) {
      trial.note("not identified by the fit: " + fit.notIdentified());
    }
    double[] x = Arrays.copyOf(sizes, sizes.length + 1);
    double[] seen = Arrays.copyOf(losses, x.length);
    x[sizes.length] = larger;
    seen[sizes.length] = measured;
    double[] law = Arrays.stream(x).map(n -> fit.law().predict(n)).toArray();
    return trial.curve(
        "the law, and what was measured (as baseline)",
        "parameters without embeddings",
        "loss in nats",
        x,
        law,
        seen);
  }

  private static double loss(int width, CharacterText text, long seed, Lab lab) {
    try (var scope = new Scope()) {
      Decoder model = CharacterModels.decoder(seed, LAYERS, width, CONTEXT);
      CharacterText training = text.training();
      var random = new SplittableRandom(seed); // the same batches for every width
      new TextTraining(STEPS, RATE)
          .fit(
              model,
              () -> training.draw(random, ROWS, CONTEXT + 1),
              model::loss,
              lab.progress(),
              "seed %d, width %d".formatted(seed, width));
      double loss = CharacterModels.loss(model::loss, text.heldOut(), PASSAGES, CONTEXT + 1);
      lab.say("seed %d, width %d: loss %.4f", seed, width, loss);
      return loss;
    }
  }

  private static double error(double foretold, double measured) {
    return 100 * Math.abs(foretold - measured) / measured;
  }

  /// What a straight line of ln y over ln x, by least squares, says at a point.
  static double line(double[] x, double[] y, double at) {
    double[] u = Arrays.stream(x).map(Math::log).toArray();
    double[] v = Arrays.stream(y).map(Math::log).toArray();
    double meanU = Arrays.stream(u).average().orElseThrow();
    double meanV = Arrays.stream(v).average().orElseThrow();
    double both = 0;
    double square = 0;
    for (int i = 0; i < u.length; i++) {
      both += (u[i] - meanU) * (v[i] - meanV);
      square += (u[i] - meanU) * (u[i] - meanU);
    }
    return Math.exp(meanV + both / square * (Math.log(at) - meanU));
  }
}
