package org.offprint.lab.task;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.CharacterText;
import org.offprint.lab.data.Corpora;
import org.offprint.lab.data.TextKinds;
import org.offprint.lab.model.CharacterModels;
import org.offprint.lab.model.TextTraining;
import org.offprint.methods.language.MixtureDecoder;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.model.Decoder;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Is a model that is fine-tuned with its own neurons as experts better on text of a third kind?
public final class EmergentTuning implements Experiment {
  private static final int WIDTH = 24;
  private static final int CONTEXT = 32;
  private static final int ROWS = 16;
  private static final int STEPS = 250;
  private static final double RATE = 0.01;
  private static final int TUNED_ON = 20_000;
  private static final int TUNING_STEPS = 80;
  private static final double TUNING_RATE = 0.003;
  private static final int EXPERTS = 16;
  private static final int CHOSEN = 8;
  private static final int PASSAGES = 300;
  private static final int ABSTRACTS = 200_000;

  private static final Task TASK =
      Task.named("emoe-fine-tuning", "Fine-tuning with emergent experts, out of domain")
          .dataset(
              "three kinds of English: plays (tinyshakespeare) to train on, speeches (inaugural addresses) to fine-tune on, abstracts (SciFact's) as the domain that is in neither",
              Corpora.TINY_SHAKESPEARE,
              TextKinds.INAUGURAL,
              TextKinds.ABSTRACTS)
          .split(
              "the first 90 % of the plays; the first 20,000 characters of the speeches; scores on the last 10 % of the speeches and of 200,000 characters of abstracts")
          .baseline("the dense model, fine-tuned alike from the same trained weights")
          .protocol(
              """
              A decoder of one layer, width 24 (%s), 250 batches of 16 passages of 33 characters of the plays; %s, 0.01 at its height. From its weights 80 batches of 32 characters a passage of the
              speeches at 0.003, once dense and once with the 64 neurons of the feed-forward block in 16 groups by balanced k-means, of which each character uses 8 (noise 1/16 on
              the scores in training, as in the paper). Score: the share of characters of 300 passages of the third kind that the model puts first.
              """
                  .formatted(CharacterModels.PROTOCOL, TextTraining.PROTOCOL))
          .seeds(5)
          .metrics(
              Metric.share("accuracy", "right next characters, out of domain", Direction.HIGHER),
              Metric.difference(
                  "accuracy-gain",
                  "accuracy with experts less dense, out of domain",
                  "1",
                  Direction.HIGHER),
              Metric.share(
                  "accuracy-tuned", "right next characters of the speeches", Direction.HIGHER),
              Metric.amount("loss", "loss out of domain", "nats", Direction.LOWER),
              Metric.amount("loss-tuned", "loss on the speeches", "nats", Direction.LOWER))
          .agreesWhen(Condition.above("accuracy-gain", 0))
          .claim(Claims.of("2310.10908", 1));

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
    settings.put("tuning.characters", Integer.toString(TUNED_ON));
    settings.put("tuning.steps", Integer.toString(TUNING_STEPS));
    settings.put("tuning.learningRate", Double.toString(TUNING_RATE));
    settings.put("experts", CHOSEN + " of " + EXPERTS);
    settings.put("heldOut.passages", Integer.toString(PASSAGES));
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    CharacterText plays = TextKinds.plays(lab).training();
    CharacterText speeches = TextKinds.speeches(lab);
    CharacterText abstracts = TextKinds.abstracts(lab, ABSTRACTS).heldOut();
    try (var scope = new Scope()) {
      Decoder dense = CharacterModels.decoder(seed, 1, WIDTH, CONTEXT);
      var random = new SplittableRandom(seed);
      new TextTraining(STEPS, RATE)
          .fit(
              dense,
              () -> plays.draw(random, ROWS, CONTEXT + 1),
              dense::loss,
              lab.progress(),
              "seed %d, training".formatted(seed));
      Decoder copy = CharacterModels.decoder(seed, 1, WIDTH, CONTEXT);
      copy.load(dense.tensors());
      var experts =
          new MixtureDecoder(
              Initial.seeded(seed),
              copy,
              new MixtureDecoder.Settings(Set.of(0), EXPERTS, CHOSEN, 1));

      var mixed = new SplittableRandom(seed);
      var plain = new SplittableRandom(seed); // the same batches for both
      CharacterText tuning = speeches.part(0, TUNED_ON);
      var rest = new TextTraining(TUNING_STEPS, TUNING_RATE);
      String what = "seed %d, fine-tuning".formatted(seed);
      rest.fit(
          experts,
          () -> tuning.draw(mixed, ROWS, CONTEXT),
          experts::loss,
          lab.progress(),
          what + " with experts");
      rest.fit(dense, () -> tuning.draw(plain, ROWS, CONTEXT), dense::loss, lab.progress(), what);

      CharacterText near = speeches.heldOut();
      return new Trial()
          .paired(
              "accuracy",
              "accuracy-gain",
              accuracy(experts::apply, abstracts),
              accuracy(dense::apply, abstracts))
          .both("accuracy-tuned", accuracy(experts::apply, near), accuracy(dense::apply, near))
          .both("loss", loss(experts::loss, abstracts), loss(dense::loss, abstracts))
          .both("loss-tuned", loss(experts::loss, near), loss(dense::loss, near));
    }
  }

  private static double accuracy(Function<Tensor, Tensor> logits, CharacterText text) {
    return CharacterModels.accuracy(logits, text, PASSAGES, CONTEXT);
  }

  private static double loss(Function<Tensor, Tensor> loss, CharacterText text) {
    return CharacterModels.loss(loss, text, PASSAGES, CONTEXT);
  }
}
