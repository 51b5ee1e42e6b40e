package org.offprint.lab.task;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.train.Training;
import org.offprint.methods.vision.CrossFormer;

/// Do attention over long distances and tokens of two scales help to read a digit?
public final class LongDistanceDigits implements Experiment {
  private static final int LEARNED = 4000;
  private static final int TESTED = 1500;
  private static final int SIDE = 28;
  private static final int DIM = 32;
  private static final int DEPTH = 2;
  private static final int GROUP = 2;
  private static final int INTERVAL = 2;
  private static final int STEPS = 400;
  private static final int BATCH = 32;
  private static final int CHUNK = 250;
  private static final double RATE = 5e-3;

  private static final Task TASK =
      Task.named("long-distance-digits", "Handwritten digits through small windows")
          .dataset(
              "MNIST, images of the test set, 28 × 28; a stand-in for ImageNet",
              Digits.IMAGES,
              Digits.LABELS)
          .split("4,000 images of training and 1,500 of test, drawn by the seed")
          .baseline(
              "the same network, with as many parameters and the same start, whose attention stays within windows of 2 × 2 tokens")
          .protocol(
              """
              CrossFormer of one stage: width 32, 2 blocks, 2 heads, stem of kernels 7 and 13 at stride 7, so 4 × 4 tokens, groups of 2 × 2; the first
              block attends within windows, the second, at interval 2, over the whole image. Baseline: interval 1, which makes both attend within windows. Beside
              them: interval 2 with a stem of kernel 7 alone. All: cross-entropy, 400 steps of AdamW (decay 0.05, gradients to length 5) on 32 images, the rate
              falling from 5e-3 to a twentieth along half a cosine, the same batches; no augmentation, no choice by validation.
              """)
          .seeds(3)
          .metrics(
              Metric.difference(
                  "gain", "accuracy less that without long distances", "1", Direction.HIGHER),
              Metric.difference(
                  "gain-of-scales",
                  "accuracy less that with tokens of one scale",
                  "1",
                  Direction.HIGHER),
              Metric.share("accuracy", "share of test images read right", Direction.HIGHER))
          .agreesWhen(Condition.above("gain", 0), Condition.above("gain-of-scales", 0))
          .claim(Claims.of("2108.00154", 1));

  @Override
  public String method() {
    return "cross-scale-attention";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("width", Integer.toString(DIM));
    settings.put("blocks", Integer.toString(DEPTH));
    settings.put("group", Integer.toString(GROUP));
    settings.put("interval", Integer.toString(INTERVAL));
    settings.put("stem.kernels", "7, 13");
    settings.put("steps", Integer.toString(STEPS));
    settings.put("batch", Integer.toString(BATCH));
    settings.put("rate", Double.toString(RATE));
    return settings;
  }

  /// @param losses of every tenth step, each the mean of ten
  private record Outcome(double accuracy, double[] losses) {}

  @Override
  public Trial run(long seed, Lab lab) {
    Digits[] parts = Digits.read(lab, 1).split(seed, LEARNED, TESTED);
    Outcome ours = outcome("CrossFormer", INTERVAL, List.of(7, 13), parts, seed, lab.progress());
    Outcome theirs = outcome("windows alone", 1, List.of(7, 13), parts, seed, lab.progress());
    Outcome single = outcome("one scale", INTERVAL, List.of(7), parts, seed, lab.progress());
    double[] steps = new double[ours.losses.length];
    Arrays.setAll(steps, i -> 10.0 * (i + 1));
    return new Trial()
        .paired("accuracy", "gain", ours.accuracy, theirs.accuracy)
        .ours("gain-of-scales", ours.accuracy - single.accuracy)
        .other("tokens of one scale", "accuracy", single.accuracy)
        .curve(
            "training, seed " + seed,
            "step",
            "loss in nats, mean of ten steps",
            steps,
            ours.losses,
            theirs.losses);
  }

  private static Outcome outcome(
      String name, int interval, List<Integer> stem, Digits[] parts, long seed, Progress progress) {
    var model =
        new CrossFormer(
            Initial.seeded(seed),
            new CrossFormer.Settings(
                1,
                Digits.CLASSES,
                DIM,
                List.of(DEPTH),
                List.of(2),
                List.of(GROUP),
                List.of(interval),
                stem,
                List.of(2, 4),
                0));
    var random = new SplittableRandom(seed);
    double[] losses = new double[STEPS / 10];
    Training.of(model, Optimiser.adamW(model.trainable(), RATE, 0.05))
        .clip(5)
        .schedule(step -> RATE * (0.05 + 0.95 * (1 + Math.cos(Math.PI * step / STEPS)) / 2))
        .progress((step, of, loss) -> {
          losses[(step - 1) / 10] += loss / 10;
          progress.step("seed %d, %s".formatted(seed, name), step, of, "loss %.4f".formatted(loss));
        })
        .run(
            STEPS,
            step -> {
              Digits batch = parts[0].pick(random.ints(BATCH, 0, LEARNED).toArray());
              return model.loss(images(batch), batch.y());
            });
    model.training(false);
    int right = 0;
    for (int from = 0; from < TESTED; from += CHUNK) {
      int[] rows = IntStream.range(from, from + CHUNK).toArray();
      Digits chunk = parts[1].pick(rows);
      try (var scope = Scope.withoutGradients()) {
        long[] best = model.logits(images(chunk)).argmax(-1).toLongs();
        for (int i = 0; i < best.length; i++) {
          right += best[i] == chunk.labels()[i] ? 1 : 0;
        }
      }
    }
    return new Outcome(right / (double) TESTED, losses);
  }

  private static Tensor images(Digits digits) {
    return digits.x().reshape(digits.size(), 1, SIDE, SIDE);
  }
}
