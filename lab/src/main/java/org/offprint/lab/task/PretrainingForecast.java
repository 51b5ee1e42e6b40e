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
import org.offprint.methods.scaling.Applicability;
import org.offprint.methods.scaling.DownstreamLossLaw;
import org.offprint.methods.scaling.DownstreamScoreLaw;
import org.offprint.methods.scaling.ScalingLaw;
import org.offprint.methods.tensor.Scope;

/// How good will a model be after fine-tuning, if more text is put into its pre-training? Foretold
/// by the law from less text.
public final class PretrainingForecast implements Experiment {
  private static final int[] PRETRAINING_STEPS = {8, 16, 32, 64, 128, 256};
  private static final int WIDTH = 24;
  private static final int CONTEXT = 32;
  private static final int ROWS = 16;
  private static final double RATE = 0.01;
  private static final int TUNED_ON = 5_000;
  private static final int TUNING_STEPS = 60;
  private static final int TUNING_ROWS = 8;
  private static final double TUNING_RATE = 0.003;
  private static final int PASSAGES = 300;
  private static final double SCORE_NOISE = 2;
  private static final double LOSS_NOISE = 0.1;

  private static final Task TASK =
      Task.named(
              "pretraining-shakespeare",
              "The score after fine-tuning, foretold for more pre-training")
          .dataset(
              "tinyshakespeare; as text that does not fit, abstracts of SciFact. A stand-in for translation: fine-tuning and score are about the next character",
              Corpora.TINY_SHAKESPEARE,
              TextKinds.ABSTRACTS)
          .split(
              "pre-training on the first 80 % of the text, fine-tuning on 5,000 characters after them, score on the last 10 %")
          .baseline(
              "the score at the largest amount of pre-training that the law was fitted on, carried over")
          .protocol(
              """
              Decoders of one layer, width 24 (%s), pre-trained on D = 4,096 to 65,536 characters in five
              doublings and on 131,072 held out from the fit: 8 to 256 steps of 16 passages of 32 characters, each
              a run of its own with a schedule of its own, then fine-tuned for 60 steps of 8 passages at 0.003 on
              the same 5,000 characters; %s, 0.01 at its height in pre-training. Score: per cent of characters of
              300 held-out passages that the model puts first, in the place of BLEU. f(D) = (ln(A D^α))^β is
              fitted to the five smaller D (a fall of up to 2 points counts as noise) and asked for the largest.
              Beside it the cross-entropy, L(D) = E + A / D^α, and both after pre-training on abstracts.
              """
                  .formatted(CharacterModels.PROTOCOL, TextTraining.PROTOCOL))
          .seeds(4)
          .metrics(
              Metric.amount("error", "error of the score foretold", "%", Direction.LOWER),
              Metric.difference(
                  "error-difference",
                  "error of the law less error of carrying the score over",
                  "%",
                  Direction.LOWER),
              Metric.amount(
                  "loss-error", "error of the cross-entropy foretold", "%", Direction.LOWER),
              Metric.percent("score", "score after the most pre-training", Direction.HIGHER),
              Metric.amount(
                  "loss", "cross-entropy after the most pre-training", "nats", Direction.LOWER))
          .agreesWhen(Condition.below("error-difference", 0), Condition.below("error", 5))
          .claim(Claims.of("2402.04177", 1));

  @Override
  public String method() {
    return "downstream-scaling-law";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("width", Integer.toString(WIDTH));
    settings.put("layers", "1");
    settings.put("context", Integer.toString(CONTEXT));
    settings.put("pretraining.steps", Arrays.toString(PRETRAINING_STEPS));
    settings.put("pretraining.batch", Integer.toString(ROWS));
    settings.put("pretraining.learningRate", Double.toString(RATE));
    settings.put("tuning.characters", Integer.toString(TUNED_ON));
    settings.put("tuning.steps", Integer.toString(TUNING_STEPS));
    settings.put("tuning.batch", Integer.toString(TUNING_ROWS));
    settings.put("tuning.learningRate", Double.toString(TUNING_RATE));
    settings.put("heldOut.passages", Integer.toString(PASSAGES));
    settings.put("noise.score", Double.toString(SCORE_NOISE));
    settings.put("noise.loss", Double.toString(LOSS_NOISE));
    return settings;
  }

  /// After each amount of pre-training.
  private record Downstream(double[] tokens, double[] scores, double[] losses) {
    int last() {
      return tokens.length - 1;
    }

    Applicability<DownstreamScoreLaw> scoreLaw() {
      return DownstreamScoreLaw.fit(
          Arrays.copyOf(tokens, last()), Arrays.copyOf(scores, last()), SCORE_NOISE);
    }

    Applicability<DownstreamLossLaw> lossLaw() {
      return DownstreamLossLaw.fit(
          Arrays.copyOf(tokens, last()), Arrays.copyOf(losses, last()), LOSS_NOISE);
    }

    /// In per cent of what was measured; of a law that does not apply, that of carrying over.
    double error(Applicability<? extends ScalingLaw> law, double[] values, Trial trial) {
      return switch (law) {
        case Applicability.Follows<? extends ScalingLaw>(var fit) ->
            100 * Math.abs(fit.law().predict(tokens[last()]) / values[last()] - 1);
        case Applicability.DoesNotFollow<? extends ScalingLaw>(String reason) -> {
          trial.note("no law, carried over: " + reason);
          yield carried(values);
        }
      };
    }

    double carried(double[] values) {
      return 100 * Math.abs(values[last() - 1] / values[last()] - 1);
    }
  }

  @Override
  public Trial run(long seed, Lab lab) {
    CharacterText plays = TextKinds.plays(lab);
    int eighty = plays.length() / 10 * 8;
    CharacterText tuning = plays.part(eighty, TUNED_ON);
    Downstream fits = measure("plays", plays.part(0, eighty), tuning, plays.heldOut(), seed, lab);
    Downstream other =
        measure(
            "abstracts", TextKinds.abstracts(lab, 1_000_000), tuning, plays.heldOut(), seed, lab);

    var trial = new Trial();
    trial.paired(
        "error",
        "error-difference",
        fits.error(fits.scoreLaw(), fits.scores, trial),
        fits.carried(fits.scores));
    trial.both(
        "loss-error", fits.error(fits.lossLaw(), fits.losses, trial), fits.carried(fits.losses));
    trial.ours("score", fits.scores[fits.last()]).ours("loss", fits.losses[fits.last()]);
    String name = "pre-training on abstracts";
    return trial
        .other(name, "error", other.error(other.scoreLaw(), other.scores, trial))
        .other(name, "loss-error", other.error(other.lossLaw(), other.losses, trial))
        .other(name, "score", other.scores[other.last()])
        .other(name, "loss", other.losses[other.last()])
        .curve(
            "score after pre-training on plays (as baseline: on abstracts)",
            "characters of pre-training",
            "right next characters in %",
            fits.tokens,
            fits.scores,
            other.scores);
  }

  private static Downstream measure(
      String name,
      CharacterText pretraining,
      CharacterText tuning,
      CharacterText heldOut,
      long seed,
      Lab lab) {
    int n = PRETRAINING_STEPS.length;
    var all = new Downstream(new double[n], new double[n], new double[n]);
    for (int i = 0; i < n; i++) {
      try (var scope = new Scope()) {
        Decoder model = CharacterModels.decoder(seed, 1, WIDTH, CONTEXT);
        var random = new SplittableRandom(seed);
        String what = "seed %d, %s, %d steps".formatted(seed, name, PRETRAINING_STEPS[i]);
        new TextTraining(PRETRAINING_STEPS[i], RATE)
            .fit(
                model,
                () -> pretraining.draw(random, ROWS, CONTEXT + 1),
                model::loss,
                lab.progress(),
                what);
        var tuned = new SplittableRandom(seed);
        new TextTraining(TUNING_STEPS, TUNING_RATE)
            .fit(
                model,
                () -> tuning.draw(tuned, TUNING_ROWS, CONTEXT + 1),
                model::loss,
                lab.progress(),
                what + ", fine-tuning");
        all.tokens[i] = (double) PRETRAINING_STEPS[i] * ROWS * CONTEXT;
        all.scores[i] =
            100 * CharacterModels.accuracy(model::apply, heldOut, PASSAGES, CONTEXT + 1);
        all.losses[i] = CharacterModels.loss(model::loss, heldOut, PASSAGES, CONTEXT + 1);
        lab.say("%s: score %.2f %%, loss %.4f", what, all.scores[i], all.losses[i]);
      }
    }
    return all;
  }
}
