package org.offprint.lab.task;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Corpora;
import org.offprint.lab.model.Adam;
import org.offprint.lab.model.WordModel;
import org.offprint.lab.model.Words;
import org.offprint.methods.loss.BlockTally;
import org.offprint.methods.loss.CrossEntropy;
import org.offprint.methods.loss.CutCrossEntropy;
import org.offprint.methods.loss.GradientFilter;
import org.offprint.methods.loss.HeadLoss;
import org.offprint.methods.loss.Reduction;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Does the loss of a large head cost a block of logits instead of all of them, and does nothing
/// else change?
///
/// Two parts. The head: one forward and backward pass over 512 tokens of the text and a vocabulary
/// of 32,768 items, with all logits and cut; memory, processor time, loss and gradients. The
/// training: a small language model over the words of the text, from the same start on the same
/// batches, with all logits and cut; the two curves.
///
/// @param size how large both parts are; {@link Size#REAL} is the protocol, tests take less
public record LargeVocabularyHead(Size size) implements Experiment {
  /// @param repetitions timed passes a loss; the fastest counts
  public record Size(
      int tokens,
      int width,
      int vocabulary,
      int repetitions,
      int words,
      int modelWidth,
      int context,
      int batch,
      int steps) {
    public static final Size REAL = new Size(512, 512, 32_768, 3, 4096, 64, 32, 8, 200);
  }

  private static final double LEARNING_RATE = 1e-3;
  private static final double MIB = 1 << 20;

  /// What the method skips when it runs in bfloat16, tried here in float32.
  private static final double BFLOAT16_FILTER = 0x1p-12;

  private static final Task TASK =
      Task.named(
              "large-vocabulary-head",
              "A large vocabulary head, and a small language model trained with it")
          .dataset("tinyshakespeare", Corpora.TINY_SHAKESPEARE)
          .split("training on the first 90 % of its words, validation on the rest")
          .baseline("cross-entropy over all logits: libtorch's matmul and cross_entropy_loss")
          .protocol(
              """
              Head: 512 consecutive words of the text as labels, random normal embeddings (512 × 512) and classifier (32768 × 512),
              float32. One forward and backward pass with all logits and one cut, each after a warm-up on the same data. Memory is the rise
              of the process's resident high-water mark plus all allocations on the Java heap, less the 64 MiB of the classifier's gradient,
              which both must return; the least of 3 passes each. Time is processor time of the whole process with libtorch on one thread,
              the least of 3 passes each, taken in turn, so that other work on the machine favour neither. Training: a one-block transformer
              (width 64, 4 heads, context 32) over words, vocabulary 4,096, 200 steps of Adam at 0.001 on 8 × 32 words, from the same start
              on the same batches; the filter at its automatic epsilon for float32 (2⁻²⁸). A third training with the epsilon for bfloat16
              (2⁻¹²) is shown and not judged.
              """)
          .metrics(
              Metric.measured(
                  "memory-ratio", "memory with all logits over memory cut", "1", Direction.HIGHER),
              Metric.measured(
                  "memory",
                  "peak memory of the loss beyond inputs and gradient of the classifier",
                  "MiB",
                  Direction.LOWER),
              Metric.measured(
                  "time-ratio",
                  "processor time cut over processor time with all logits",
                  "1",
                  Direction.LOWER),
              Metric.measured(
                  "time", "processor time of one forward and backward pass", "s", Direction.LOWER),
              Metric.amount(
                  "loss-difference",
                  "largest difference of the loss of the head",
                  "nats",
                  Direction.LOWER),
              Metric.amount(
                  "gradient-difference",
                  "largest difference of a gradient, over its largest entry",
                  "1",
                  Direction.LOWER),
              Metric.amount(
                  "curve-difference",
                  "largest difference of the training curves over all steps",
                  "nats",
                  Direction.LOWER),
              Metric.amount(
                  "validation-loss",
                  "loss on held-out words after training",
                  "nats",
                  Direction.EQUAL),
              Metric.share(
                  "skipped-blocks",
                  "share of gradient blocks skipped in training",
                  Direction.HIGHER),
              Metric.share(
                  "skipped-blocks-bfloat16",
                  "the same with the epsilon for bfloat16",
                  Direction.HIGHER),
              Metric.amount(
                  "curve-difference-bfloat16",
                  "curve difference with the epsilon for bfloat16",
                  "nats",
                  Direction.LOWER))
          .agreesWhen(
              Condition.above("memory-ratio", 10),
              Condition.below("time-ratio", 1.5),
              Condition.below("curve-difference", 1e-3))
          .claim(Claims.of("2411.09009", 1));

  /// The size of the protocol.
  public LargeVocabularyHead() {
    this(Size.REAL);
  }

  @Override
  public String method() {
    return "cut-cross-entropy";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("head.tokens", Integer.toString(size.tokens));
    settings.put("head.width", Integer.toString(size.width));
    settings.put("head.vocabulary", Integer.toString(size.vocabulary));
    settings.put("head.repetitions", Integer.toString(size.repetitions));
    settings.put("model.vocabulary", Integer.toString(size.words));
    settings.put("model.width", Integer.toString(size.modelWidth));
    settings.put("model.context", Integer.toString(size.context));
    settings.put("model.batch", Integer.toString(size.batch));
    settings.put("model.steps", Integer.toString(size.steps));
    settings.put("model.learningRate", Double.toString(LEARNING_RATE));
    settings.put("filter.epsilon", "auto");
    settings.put("blocks", "32 tokens × 64 items");
    settings.put("type", "float32");
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    Words words = Words.of(lab.text(Corpora.TINY_SHAKESPEARE), size.words);
    Trial trial = new Trial();
    measureHead(seed, words, lab.progress(), trial);
    train(seed, words, lab.progress(), trial);
    return trial;
  }

  // The head

  private record Pass(double loss, double[] dEmbeddings, double[] dClassifier) {}

  private void measureHead(long seed, Words words, Progress progress, Trial trial) {
    try (var scope = new Scope()) {
      var random = new SplittableRandom(seed);
      Tensor embeddings = Tensor.normal(random, 1, size.tokens, size.width).requireGradient();
      Tensor classifier =
          Tensor.normal(random, 1 / Math.sqrt(size.width), size.vocabulary, size.width)
              .requireGradient();
      int start = random.nextInt(words.ids().length - size.tokens);
      long[] ids =
          IntStream.range(start, start + size.tokens)
              .mapToLong(i -> words.ids()[i] % size.vocabulary)
              .toArray();
      Head head = new Head(embeddings, classifier, Tensor.of(ids, ids.length));
      HeadLoss full = CrossEntropy.standard();
      HeadLoss cut = CutCrossEntropy.standard();
      String what = "seed %d, head".formatted(seed);

      Pass all = head.pass(full);
      Pass blocks = head.pass(cut);
      for (int warmUp = 0; warmUp < 1; warmUp++) {
        head.processorSeconds(cut); // the virtual machine compiles while it runs
        head.processorSeconds(full);
      }
      double cutSeconds = Double.POSITIVE_INFINITY;
      double fullSeconds = Double.POSITIVE_INFINITY;
      for (int i = 0; i < size.repetitions; i++) {
        cutSeconds = Math.min(cutSeconds, head.processorSeconds(cut));
        fullSeconds = Math.min(fullSeconds, head.processorSeconds(full));
        progress.step(
            what,
            i + 1,
            size.repetitions,
            "%.2f s cut, %.2f s with all logits".formatted(cutSeconds, fullSeconds));
      }
      OptionalLong cutBytes = head.extraBytes(cut, size.repetitions);
      OptionalLong fullBytes = head.extraBytes(full, size.repetitions);
      if (cutBytes.isPresent() && fullBytes.isPresent()) {
        trial.both("memory", cutBytes.getAsLong() / MIB, fullBytes.getAsLong() / MIB);
        trial.ours("memory-ratio", (double) fullBytes.getAsLong() / cutBytes.getAsLong());
      } else {
        trial.note(
            "memory not measured: this system does not let a process reset its high-water mark");
      }
      trial.both("time", cutSeconds, fullSeconds);
      trial.ours("time-ratio", cutSeconds / fullSeconds);
      trial.ours("loss-difference", Math.abs(all.loss - blocks.loss));
      trial.ours(
          "gradient-difference",
          Math.max(
              difference(blocks.dEmbeddings, all.dEmbeddings),
              difference(blocks.dClassifier, all.dClassifier)));
    }
  }

  private static double difference(double[] one, double[] other) {
    double largest = 0;
    double scale = 0;
    for (int i = 0; i < one.length; i++) {
      largest = Math.max(largest, Math.abs(one[i] - other[i]));
      scale = Math.max(scale, Math.abs(other[i]));
    }
    return largest / scale;
  }

  private record Head(Tensor embeddings, Tensor classifier, Tensor labels) {
    private Tensor forwardAndBackward(HeadLoss loss) {
      embeddings.clearGradient();
      classifier.clearGradient();
      Tensor value = loss.apply(embeddings, classifier, null, labels);
      value.backward();
      return value;
    }

    Pass pass(HeadLoss loss) {
      try (var scope = new Scope()) {
        double value = forwardAndBackward(loss).value();
        return new Pass(
            value,
            Objects.requireNonNull(embeddings.gradient()).toDoubles(),
            Objects.requireNonNull(classifier.gradient()).toDoubles());
      }
    }

    double processorSeconds(HeadLoss loss) {
      try (var scope = new Scope()) {
        long before = processorNanos();
        forwardAndBackward(loss);
        return Math.max(CLOCK_STEP_SECONDS, (processorNanos() - before) / 1e9);
      }
    }

    /// The least of some passes: what the virtual machine happens to take for itself during one of
    /// them is not the loss's.
    OptionalLong extraBytes(HeadLoss loss, int passes) {
      long gradient = classifier.count() * classifier.type().bytes();
      long least = Long.MAX_VALUE;
      for (int pass = 0; pass < passes; pass++) {
        embeddings.clearGradient();
        classifier.clearGradient();
        OptionalLong rise =
            PeakMemory.of(() -> {
              try (var scope = new Scope()) {
                forwardAndBackward(loss);
              }
            });
        if (rise.isEmpty()) {
          return rise;
        }
        least = Math.min(least, Math.max(1, rise.getAsLong() - gradient));
      }
      return OptionalLong.of(least);
    }
  }

  /// The processor time of a process is counted in steps of this size; a shorter pass would take no
  /// time at all.
  private static final double CLOCK_STEP_SECONDS = 0.01;

  private static long processorNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : System.nanoTime();
  }

  // The training

  private record Training(double[] curve, double validation) {}

  private void train(long seed, Words words, Progress progress, Trial trial) {
    BlockTally auto = new BlockTally();
    BlockTally bfloat16 = new BlockTally();
    Training full = train(seed, "all logits", CrossEntropy.standard(), words, progress);
    Training cut = train(seed, "cut", filtered(GradientFilter.AUTO, auto), words, progress);
    Training coarse =
        train(
            seed,
            "cut, epsilon of bfloat16",
            filtered(GradientFilter.below(BFLOAT16_FILTER), bfloat16),
            words,
            progress);

    trial.ours("curve-difference", largestDifference(cut.curve, full.curve));
    trial.both("validation-loss", cut.validation, full.validation);
    trial.ours("skipped-blocks", auto.skippedShare());
    trial.ours("skipped-blocks-bfloat16", bfloat16.skippedShare());
    trial.ours("curve-difference-bfloat16", largestDifference(coarse.curve, full.curve));
    double[] steps = IntStream.rangeClosed(1, size.steps).asDoubleStream().toArray();
    trial.curve("training, seed " + seed, "step", "loss in nats", steps, cut.curve, full.curve);
    trial.curve(
        "training with the epsilon of bfloat16, seed " + seed,
        "step",
        "loss in nats",
        steps,
        coarse.curve,
        full.curve);
  }

  private static CutCrossEntropy filtered(GradientFilter filter, BlockTally tally) {
    return new CutCrossEntropy(
        -100, null, Reduction.MEAN, 0, filter, false, 32, 64, CutCrossEntropy.Path.FAST, tally);
  }

  private Training train(long seed, String name, HeadLoss loss, Words words, Progress progress) {
    try (var training = new Scope()) {
      var random = new SplittableRandom(seed);
      WordModel model = new WordModel(size.words, size.modelWidth, 4, size.context, random);
      Adam adam = new Adam(model.parameters(), LEARNING_RATE);
      int held = words.ids().length / 10;
      int learned = words.ids().length - held;
      double[] curve = new double[size.steps];
      for (int step = 0; step < size.steps; step++) {
        try (var scope = new Scope()) {
          Tensor value = batchLoss(model, loss, words.ids(), 0, learned, random);
          value.backward();
          adam.step();
          curve[step] = value.value();
        }
        progress.step(
            "seed %d, %s".formatted(seed, name),
            step + 1,
            size.steps,
            "loss %.4f".formatted(curve[step]));
      }
      double validation = 0;
      int batches = 10;
      try (var scope = Scope.withoutGradients()) {
        var chosen = new SplittableRandom(0); // the same held-out words for every seed and loss
        for (int i = 0; i < batches; i++) {
          validation +=
              batchLoss(model, loss, words.ids(), learned, words.ids().length, chosen).value()
                  / batches;
        }
      }
      progress.say(
          "seed %d, %s: loss %.6f after %d steps, validation %.6f"
              .formatted(seed, name, curve[size.steps - 1], size.steps, validation));
      return new Training(curve, validation);
    }
  }

  private Tensor batchLoss(
      WordModel model, HeadLoss loss, int[] ids, int from, int to, SplittableRandom random) {
    long[] words = new long[size.batch * size.context];
    long[] next = new long[words.length];
    for (int row = 0; row < size.batch; row++) {
      int start = random.nextInt(from, to - size.context);
      for (int i = 0; i < size.context; i++) {
        words[row * size.context + i] = ids[start + i];
        next[row * size.context + i] = ids[start + i + 1];
      }
    }
    return model.loss(
        loss,
        Tensor.of(words, size.batch, size.context),
        Tensor.of(next, size.batch, size.context));
  }

  private static double largestDifference(double[] one, double[] other) {
    return IntStream.range(0, one.length)
        .mapToDouble(i -> Math.abs(one[i] - other[i]))
        .max()
        .orElse(0);
  }
}
