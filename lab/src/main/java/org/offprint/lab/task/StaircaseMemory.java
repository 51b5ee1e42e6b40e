package org.offprint.lab.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.CharacterText;
import org.offprint.lab.data.Corpora;
import org.offprint.lab.data.TextKinds;
import org.offprint.lab.model.TextTraining;
import org.offprint.methods.language.StaircaseCache;
import org.offprint.methods.language.StaircaseCache.Schedule;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.KeyValues;
import org.offprint.methods.model.Decoder;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// What does a memory of keys and values whose precision falls with age cost, against an exact one,
/// and against one that spends the same bits on all ages alike?
public final class StaircaseMemory implements Experiment {
  private static final int WIDTH = 32;
  private static final int HEADS = 2;
  private static final int LAYERS = 2;
  private static final int CHUNK = 16;

  /// Eight chunks; the characters after them are those that count.
  private static final int BEFORE = 8 * CHUNK;

  private static final int LENGTH = BEFORE + CHUNK;
  private static final Schedule STAIRCASE = new Schedule(CHUNK, List.of(16, 8, 4, 2));
  private static final Schedule LEVEL = new Schedule(CHUNK, List.of(16, 3));
  private static final int STEPS = 200;
  private static final int ROWS = 8;
  private static final double RATE = 0.01;
  private static final int PASSAGES = 64;

  private static final Task TASK =
      Task.named(
              "staircase-cache-shakespeare",
              "A cache whose precision falls with age, at equal bits")
          .dataset("tinyshakespeare, character by character", Corpora.TINY_SHAKESPEARE)
          .split("training on the first 90 % of the text, loss on the last 10 %")
          .baseline("a cache with 3 bits for every chunk, which is the staircase's average")
          .protocol(
              """
              A decoder of 2 layers, width 32, 2 heads that share keys and values of one, SwiGLU 85 wide, 96
              characters, trained for 200 steps on 8 passages of 144 characters; %s, 0.01 at its height. It reads
              64 held-out passages of 144 characters one by one through a cache: chunks of 16 characters at 8, 4
              and then 2 bits from new to old, the characters of the unfinished chunk as they are, groups of 16
              numbers. Loss of the last 16 characters, in front of which the staircase holds (8 + 4 + 6 · 2) / 8 =
              3 bits a number and the level cache 3, both with 2 numbers a group besides; its rise above the loss
              with a cache that is exact. Beside them a level cache of 2 bits. Judged is the rise alone;
              that of the level cache is shown beside it.
              """
                  .formatted(TextTraining.PROTOCOL))
          .seeds(5)
          .metrics(
              Metric.difference(
                  "rise", "rise of the loss above an exact cache's", "%", Direction.LOWER),
              Metric.difference(
                  "rise-difference",
                  "rise with the staircase less rise with the level cache",
                  "%",
                  Direction.LOWER),
              Metric.amount("loss", "loss through the cache", "nats", Direction.LOWER),
              Metric.amount(
                  "bits", "bits a number, beside what groups store", "bit", Direction.LOWER))
          .agreesWhen(Condition.below("rise", 1))
          .claim(Claims.of("2410.18441", 2));

  @Override
  public String method() {
    return "staircase-kv-cache";
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
    settings.put("heads", HEADS + ", keys and values of 1");
    settings.put("length", Integer.toString(LENGTH));
    settings.put("chunk", Integer.toString(CHUNK));
    settings.put("group", Integer.toString(WIDTH / HEADS));
    settings.put("levels", STAIRCASE.levels() + " against " + LEVEL.levels());
    settings.put("steps", Integer.toString(STEPS));
    settings.put("batch", Integer.toString(ROWS));
    settings.put("learningRate", Double.toString(RATE));
    settings.put("heldOut.passages", Integer.toString(PASSAGES));
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    CharacterText text = TextKinds.plays(lab);
    try (var scope = new Scope()) {
      var model =
          new Decoder(
              Initial.seeded(seed),
              new Decoder.Settings(
                  CharacterText.VOCABULARY,
                  LENGTH,
                  WIDTH,
                  LAYERS,
                  HEADS,
                  1,
                  8 * WIDTH / 3,
                  10_000,
                  0));
      CharacterText training = text.training();
      var random = new SplittableRandom(seed);
      new TextTraining(STEPS, RATE)
          .fit(
              model,
              () -> training.draw(random, ROWS, LENGTH),
              model::loss,
              lab.progress(),
              "seed " + seed);
      Tensor passages = text.heldOut().spread(PASSAGES, LENGTH);
      double exact = loss(model, passages, model.cache(PASSAGES));
      double staircase = loss(model, passages, caches(STAIRCASE));
      double level = loss(model, passages, caches(LEVEL));
      double two = loss(model, passages, caches(new Schedule(CHUNK, List.of(16, 2))));
      lab.say(
          "seed %d: loss %.4f exact, %.4f staircase, %.4f level, %.4f at 2 bits",
          seed, exact, staircase, level, two);
      String coarse = "level cache of 2 bits";
      return new Trial()
          .paired("rise", "rise-difference", rise(staircase, exact), rise(level, exact))
          .both("loss", staircase, level)
          .both("bits", STAIRCASE.after(BEFORE).averageBits(), LEVEL.after(BEFORE).averageBits())
          .other(coarse, "rise", rise(two, exact))
          .other(coarse, "loss", two)
          .other(coarse, "bits", 2)
          .other("exact cache", "loss", exact);
    }
  }

  private static double rise(double loss, double exact) {
    return 100 * (loss / exact - 1);
  }

  private static List<KeyValues> caches(Schedule schedule) {
    int width = WIDTH / HEADS;
    return IntStream.range(0, LAYERS)
        .<KeyValues>mapToObj(
            layer -> new StaircaseCache(schedule, width, Type.FLOAT32, PASSAGES, 1, LENGTH, width))
        .toList();
  }

  /// Of the characters behind the eight chunks, each foretold from what the cache holds.
  private static double loss(Decoder model, Tensor passages, List<KeyValues> cache) {
    double sum = 0;
    for (int t = 0; t + 1 < LENGTH; t++) {
      try (var step = Scope.withoutGradients()) {
        Tensor logits = model.next(passages.narrow(1, t, 1), cache).squeeze(1);
        if (t + 1 >= BEFORE) {
          sum += logits.crossEntropy(passages.select(1, t + 1), -100, 1).value();
        }
      }
    }
    return sum / (LENGTH - BEFORE);
  }
}
