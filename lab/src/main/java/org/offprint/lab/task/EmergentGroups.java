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
import org.offprint.lab.data.Digits;
import org.offprint.lab.data.TextKinds;
import org.offprint.lab.model.CharacterModels;
import org.offprint.lab.model.TextTraining;
import org.offprint.methods.language.EmergentExperts;
import org.offprint.methods.layer.SwiGlu;
import org.offprint.methods.model.Decoder;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Does a trained block lose less when its neurons are used in groups of similar ones than in
/// groups drawn by lot?
public final class EmergentGroups implements Experiment {
  private static final int WIDTH = 24;
  private static final int CONTEXT = 32;
  private static final int ROWS = 16;
  private static final int STEPS = 250;
  private static final double RATE = 0.01;
  private static final int EXPERTS = 16;
  private static final int[] CHOSEN = {4, 8, 12, 16};
  private static final int DRAWS = 3;
  private static final int PASSAGES = 200;

  private static final Task TASK =
      Task.named(
              "emoe-groups", "A trained block in groups of similar neurons against random groups")
          .dataset("tinyshakespeare, character by character", Corpora.TINY_SHAKESPEARE)
          .split("training on the first 90 % of the text, loss on the last 10 %")
          .baseline(
              "groups of the same size drawn by lot, routed the same way; mean of three draws")
          .protocol(
              """
              A decoder of one layer, width 24 (%s), 250 batches of 16 passages of 33 characters; %s, 0.01 at its height. Then, without any more training, the 64
              neurons of the feed-forward block in 16 groups of 4: by balanced k-means on the gate's rows, or by lot. For each character the 4, 8, 12 or 16 groups with the highest
              mean pre-activation of the gate are used. Loss on 200 held-out passages; judged at 8 of 16, half of the block.
              """
                  .formatted(CharacterModels.PROTOCOL, TextTraining.PROTOCOL))
          .seeds(8)
          .metrics(
              Metric.amount("loss", "loss with 8 of 16 groups", "nats", Direction.LOWER),
              Metric.difference(
                  "loss-difference",
                  "loss with clustered less loss with random groups",
                  "nats",
                  Direction.LOWER),
              Metric.amount("loss-quarter", "loss with 4 of 16 groups", "nats", Direction.LOWER),
              Metric.amount("loss-dense", "loss of the whole block", "nats", Direction.LOWER))
          .agreesWhen(Condition.below("loss-difference", 0))
          .claim(Claims.of("2310.10908", 2));

  @Override
  public String method() {
    return "emoe";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("width", Integer.toString(WIDTH));
    settings.put("context", Integer.toString(CONTEXT));
    settings.put("batch", Integer.toString(ROWS));
    settings.put("steps", Integer.toString(STEPS));
    settings.put("learningRate", Double.toString(RATE));
    settings.put("experts", Integer.toString(EXPERTS));
    settings.put("chosen", Arrays.toString(CHOSEN));
    settings.put("draws", Integer.toString(DRAWS));
    settings.put("heldOut.passages", Integer.toString(PASSAGES));
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    CharacterText text = TextKinds.plays(lab);
    try (var scope = new Scope()) {
      Decoder model = CharacterModels.decoder(seed, 1, WIDTH, CONTEXT);
      CharacterText training = text.training();
      var random = new SplittableRandom(seed);
      new TextTraining(STEPS, RATE)
          .fit(
              model,
              () -> training.draw(random, ROWS, CONTEXT + 1),
              model::loss,
              lab.progress(),
              "seed " + seed);
      Tensor gate = model.layers().getFirst().feedForward().gate().weight();
      int[] similar = EmergentExperts.split(gate, EXPERTS, 1).labels();
      double[] clustered = new double[CHOSEN.length];
      double[] byLot = new double[CHOSEN.length];
      for (int i = 0; i < CHOSEN.length; i++) {
        clustered[i] = loss(model, similar, CHOSEN[i], text);
      }
      for (int draw = 0; draw < DRAWS; draw++) {
        int[] order = Digits.shuffled(random, similar.length);
        int[] labels = Arrays.stream(order).map(place -> place % EXPERTS).toArray();
        for (int i = 0; i < CHOSEN.length; i++) {
          byLot[i] += loss(model, labels, CHOSEN[i], text) / DRAWS;
        }
      }
      lab.say(
          "seed %d: clustered %s, by lot %s",
          seed, Arrays.toString(clustered), Arrays.toString(byLot));
      return new Trial()
          .paired("loss", "loss-difference", clustered[1], byLot[1])
          .both("loss-quarter", clustered[0], byLot[0])
          .both("loss-dense", clustered[3], byLot[3])
          .curve(
              "loss by how many groups are used",
              "groups of 16",
              "loss in nats",
              Arrays.stream(CHOSEN).asDoubleStream().toArray(),
              clustered,
              byLot);
    }
  }

  private static double loss(Decoder model, int[] labels, int chosen, CharacterText text) {
    var experts = new EmergentExperts(labels, EXPERTS, chosen);
    return CharacterModels.loss(
        tokens -> {
          long length = tokens.size(1) - 1;
          Tensor hidden =
              model.hidden(
                  tokens.narrow(1, 0, length), layer -> (feed, x) -> routed(experts, feed, x));
          return model
              .head(hidden)
              .reshape(-1, CharacterText.VOCABULARY)
              .crossEntropy(tokens.narrow(1, 1, length).reshape(-1), -100, 1);
        },
        text.heldOut(),
        PASSAGES,
        CONTEXT + 1);
  }

  private static Tensor routed(EmergentExperts experts, SwiGlu feed, Tensor x) {
    Tensor flat = x.reshape(-1, x.size(-1));
    Tensor gate = feed.gate().weight();
    Tensor selected = experts.select(experts.gateScores(flat, gate));
    return experts
        .gated(flat, selected, gate, feed.up().weight(), feed.down().weight())
        .reshape(x.shape());
  }
}
