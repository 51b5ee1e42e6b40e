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
import org.offprint.methods.scaling.MultilingualLaw;
import org.offprint.methods.scaling.TransformerSize;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Does the loss on one kind of text depend on its own share of the training mixture alone, or also
/// on what fills the rest?
public final class MixtureShare implements Experiment {
  private static final int WIDTH = 24;
  private static final int LAYERS = 1;
  private static final int CONTEXT = 32;
  private static final int ROWS = 20;

  /// Passages of the plays in a batch of 20; the last share is not seen by the fit.
  private static final int[] PLAYS = {10, 5, 2};

  private static final int STEPS = 250;
  private static final double RATE = 0.01;
  private static final int PASSAGES = 200;
  private static final int ABSTRACTS = 1_000_000;

  private static final Task TASK =
      Task.named(
              "kinds-of-text-mixture", "The loss of one kind of text in mixtures with two others")
          .dataset(
              "three kinds of English, which stand in for families of languages: plays (tinyshakespeare), speeches (inaugural addresses), abstracts (the first 1,000,000 characters of SciFact's)",
              Corpora.TINY_SHAKESPEARE,
              TextKinds.INAUGURAL,
              TextKinds.ABSTRACTS)
          .split("training on the first 90 % of each text, loss on the last 10 % of the plays")
          .baseline("the loss at the smallest share that the law was fitted on, carried over")
          .protocol(
              """
              Decoders of one layer, width 24 (%s), from the same start, 250 batches of 20 passages of 33
              characters; %s, 0.01 at its height. Of 20 passages 20, 10, 5 or 2 are from the plays and the rest
              all from speeches or all from abstracts: seven models. Effect of the filler: the difference of the
              loss on 200 held-out passages of the plays between the two fillers, over how much their mean lies
              above the loss at share 1, mean over the three shares; 0 where the own share alone counts. The law:
              exponent g by regression of ln L over ln p at shares 1, 1/2 and 1/4, both fillers; L(p) = L(1)
              p^(−g) is asked for share 1/10, mean error of both fillers.
              """
                  .formatted(CharacterModels.PROTOCOL, TextTraining.PROTOCOL))
          .seeds(4)
          .metrics(
              Metric.amount(
                  "filler-effect",
                  "effect of the filler over effect of the own share",
                  "1",
                  Direction.LOWER),
              Metric.amount(
                  "error", "error of the loss foretold at share 1/10", "%", Direction.LOWER),
              Metric.difference(
                  "error-difference",
                  "error of the law less error of carrying the loss over",
                  "%",
                  Direction.LOWER),
              Metric.difference("exponent", "exponent g of the share", "1", Direction.EQUAL),
              Metric.amount("loss-alone", "loss at share 1", "nats", Direction.LOWER),
              Metric.amount("loss-tenth", "mean loss at share 1/10", "nats", Direction.LOWER))
          .agreesWhen(Condition.below("filler-effect", 0.1), Condition.below("error-difference", 0))
          .claim(Claims.of("2410.12883", 1));

  @Override
  public String method() {
    return "multilingual-scaling-law";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("width", Integer.toString(WIDTH));
    settings.put("layers", Integer.toString(LAYERS));
    settings.put("context", Integer.toString(CONTEXT));
    settings.put("batch", Integer.toString(ROWS));
    settings.put("batch.plays", "20, " + Arrays.toString(PLAYS));
    settings.put("steps", Integer.toString(STEPS));
    settings.put("learningRate", Double.toString(RATE));
    settings.put("heldOut.passages", Integer.toString(PASSAGES));
    settings.put("abstracts.characters", Integer.toString(ABSTRACTS));
    return settings;
  }

  private record Texts(CharacterText plays, CharacterText speeches, CharacterText abstracts) {}

  @Override
  public Trial run(long seed, Lab lab) {
    var texts =
        new Texts(
            TextKinds.plays(lab), TextKinds.speeches(lab), TextKinds.abstracts(lab, ABSTRACTS));
    double alone = loss(ROWS, texts.plays, texts, seed, lab);
    double[] share = new double[PLAYS.length];
    double[] speeches = new double[PLAYS.length];
    double[] abstracts = new double[PLAYS.length];
    double filler = 0;
    for (int i = 0; i < PLAYS.length; i++) {
      share[i] = PLAYS[i] / (double) ROWS;
      speeches[i] = loss(PLAYS[i], texts.speeches, texts, seed, lab);
      abstracts[i] = loss(PLAYS[i], texts.abstracts, texts, seed, lab);
      double own = (speeches[i] + abstracts[i]) / 2 - alone;
      filler += Math.abs(speeches[i] - abstracts[i]) / Math.abs(own) / PLAYS.length;
    }
    double g =
        MultilingualLaw.shareExponent(
            new double[] {1, share[0], share[0], share[1], share[1]},
            new double[] {alone, speeches[0], abstracts[0], speeches[1], abstracts[1]});
    // One size and one number of tokens: what these add to the loss is all in the loss at share 1
    var law = new MultilingualLaw(alone, 0, 1, 0, 1, g);
    double size = TransformerSize.parameters(LAYERS, WIDTH);
    double tokens = (double) STEPS * ROWS * CONTEXT;
    double foretold = law.predict(size, tokens, share[2]);
    double error = (error(foretold, speeches[2]) + error(foretold, abstracts[2])) / 2;
    double carried = (error(speeches[1], speeches[2]) + error(abstracts[1], abstracts[2])) / 2;
    return new Trial()
        .ours("filler-effect", filler)
        .paired("error", "error-difference", error, carried)
        .ours("exponent", g)
        .ours("loss-alone", alone)
        .ours("loss-tenth", (speeches[2] + abstracts[2]) / 2)
        .curve(
            "loss of the plays, filled with speeches (as baseline: with abstracts)",
            "share of the plays",
            "loss in nats",
            share,
            speeches,
            abstracts);
  }

  private static double error(double foretold, double measured) {
    return 100 * Math.abs(foretold - measured) / measured;
  }

  private static double loss(int plays, CharacterText filler, Texts texts, long seed, Lab lab) {
    try (var scope = new Scope()) {
      Decoder model = CharacterModels.decoder(seed, LAYERS, WIDTH, CONTEXT);
      CharacterText own = texts.plays.training();
      CharacterText other = filler.training();
      var ofOwn = new SplittableRandom(seed);
      var ofOther = new SplittableRandom(seed + 1_000_000);
      String what = "seed %d, %d of %d from the plays".formatted(seed, plays, ROWS);
      new TextTraining(STEPS, RATE)
          .fit(
              model,
              () ->
                  plays == ROWS
                      ? own.draw(ofOwn, ROWS, CONTEXT + 1)
                      : Tensor.concat(
                          0,
                          own.draw(ofOwn, plays, CONTEXT + 1),
                          other.draw(ofOther, ROWS - plays, CONTEXT + 1)),
              model::loss,
              lab.progress(),
              what);
      double loss = CharacterModels.loss(model::loss, texts.plays.heldOut(), PASSAGES, CONTEXT + 1);
      lab.say("%s: loss on the plays %.4f", what, loss);
      return loss;
    }
  }
}
