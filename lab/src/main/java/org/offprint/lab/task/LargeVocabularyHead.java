package org.offprint.lab.task;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.result.Claim;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Figure;
import org.offprint.catalog.result.Interval;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Outcome;
import org.offprint.catalog.result.Run;
import org.offprint.catalog.result.Scale;
import org.offprint.catalog.result.Series;
import org.offprint.catalog.result.Task;
import org.offprint.catalog.result.Verdict;
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
/// Two parts. The head: one forward and backward pass over 1,024 tokens of the text and a
/// vocabulary of 32,768 items, with all logits and cut; memory, processor time, loss and gradients.
/// The training: a small language model over the words of the text, from the same start on the same
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
    public static final Size REAL = new Size(1024, 512, 32_768, 5, 8192, 64, 32, 16, 200);
  }

  static final double LEAST_MEMORY_RATIO = 10;
  static final double MOST_TIME_RATIO = 1.5;
  static final double MOST_CURVE_DIFFERENCE = 1e-3;
  private static final double LEARNING_RATE = 1e-3;
  private static final double MIB = 1 << 20;

  /// What the method skips when it runs in bfloat16, tried here in float32.
  private static final double BFLOAT16_FILTER = 0x1p-12;

  private static final Claim CLAIM =
      new Claim(
          "For the 2B Gemma 2 model, the memory of the loss computation falls from 24 GB to 1 MB (that of the whole classifier head from 28 GB to"
              + " 1 GB), at no cost in training speed or convergence.",
          "memory of the loss computation",
          "MB",
          Direction.LOWER,
          1.0,
          24_000.0,
          "Alpaca",
          "training",
          "Gemma 2 (2B), vocabulary 256,000, 8,192 tokens a batch, bfloat16, one A100 GPU with 80 GB",
          "abstract",
          "read in the abstract on arXiv; the protocol from a public summary of section 5");

  private static final Task TASK =
      new Task(
          "large-vocabulary-head",
          "A large vocabulary head, and a small language model trained with it",
          "tinyshakespeare",
          "training on the first 90 % of its words, validation on the rest",
          "cross-entropy over all logits: libtorch's matmul and cross_entropy_loss",
          "Head: 1,024 consecutive words of the text as labels, random normal embeddings (1024 × 512) and classifier (32768 × 512), float32. One"
              + " forward and backward pass with all logits and one cut, each after a warm-up on the same data. Memory is the rise of the process's"
              + " resident high-water mark plus all allocations on the Java heap, less the 64 MiB of the classifier's gradient, which both must"
              + " return; the least of 5 passes each. Time is processor time of the whole process with libtorch on one thread, the least of 5 passes each, taken in turn, so that other"
              + " work on the machine favour neither. Training: a one-block transformer (width 64, 4 heads, context 32) over words, vocabulary"
              + " 8,192, 200 steps of Adam at 0.001 on 16 × 32 words, from the same start on the same batches; the filter at its automatic"
              + " epsilon for float32 (2⁻²⁸). A third training with the epsilon for bfloat16 (2⁻¹²) is shown and not judged.",
          Scale.SMALL,
          List.of(
              new Metric(
                  "memory-ratio",
                  "memory with all logits over memory cut",
                  "1",
                  Direction.HIGHER,
                  0.0,
                  null),
              new Metric(
                  "memory",
                  "peak memory of the loss beyond inputs and gradient of the classifier",
                  "MiB",
                  Direction.LOWER,
                  0.0,
                  null),
              new Metric(
                  "time-ratio",
                  "processor time cut over processor time with all logits",
                  "1",
                  Direction.LOWER,
                  0.0,
                  null),
              new Metric(
                  "time",
                  "processor time of one forward and backward pass",
                  "s",
                  Direction.LOWER,
                  0.0,
                  null),
              new Metric(
                  "loss-difference",
                  "largest difference of the loss of the head",
                  "nats",
                  Direction.LOWER,
                  0.0,
                  null),
              new Metric(
                  "gradient-difference",
                  "largest difference of a gradient, over its largest entry",
                  "1",
                  Direction.LOWER,
                  0.0,
                  null),
              new Metric(
                  "curve-difference",
                  "largest difference of the training curves over all steps",
                  "nats",
                  Direction.LOWER,
                  0.0,
                  null),
              new Metric(
                  "validation-loss",
                  "loss on held-out words after training",
                  "nats",
                  Direction.EQUAL,
                  0.0,
                  null),
              new Metric(
                  "skipped-blocks",
                  "share of gradient blocks skipped in training",
                  "1",
                  Direction.HIGHER,
                  0.0,
                  1.0),
              new Metric(
                  "skipped-blocks-bfloat16",
                  "the same with the epsilon for bfloat16",
                  "1",
                  Direction.HIGHER,
                  0.0,
                  1.0),
              new Metric(
                  "curve-difference-bfloat16",
                  "curve difference with the epsilon for bfloat16",
                  "nats",
                  Direction.LOWER,
                  0.0,
                  null)),
          "Over three seeds or more: agrees when the 95 % interval of memory-ratio lies above 10, that of time-ratio does not reach above 1.5 and"
              + " curve-difference is below 0.001 nats for every seed. Disagrees when the interval of memory-ratio lies below 10, that of"
              + " time-ratio above 1.5, or curve-difference is 0.001 nats or more for every seed. Anything else is inconclusive, and so is a"
              + " run on a system that does not say how much memory was used.",
          CLAIM);

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
    long started = System.nanoTime();
    Words words = Words.of(lab.datasets().text(Datasets.TINY_SHAKESPEARE), size.words);
    SequencedMap<String, Double> ours = new LinkedHashMap<>();
    SequencedMap<String, Double> baseline = new LinkedHashMap<>();
    measureHead(seed, words, lab.progress(), ours, baseline);
    List<Series> series = train(seed, words, lab.progress(), ours, baseline);
    double seconds = (System.nanoTime() - started) / 1e9;
    String note =
        ours.containsKey("memory")
            ? null
            : "memory not measured: this system does not let a process reset its high-water mark";
    return new Trial(new Run(seed, ours, baseline, seconds, note), series);
  }

  // The head

  private record Pass(double loss, double[] dEmbeddings, double[] dClassifier) {}

  private void measureHead(
      long seed,
      Words words,
      Progress progress,
      SequencedMap<String, Double> ours,
      SequencedMap<String, Double> baseline) {
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
      for (int warmUp = 0; warmUp < 2; warmUp++) {
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
        both(ours, baseline, "memory", cutBytes.getAsLong() / MIB, fullBytes.getAsLong() / MIB);
        ours.put("memory-ratio", (double) fullBytes.getAsLong() / cutBytes.getAsLong());
      }
      both(ours, baseline, "time", cutSeconds, fullSeconds);
      ours.put("time-ratio", cutSeconds / fullSeconds);
      ours.put("loss-difference", Math.abs(all.loss - blocks.loss));
      ours.put(
          "gradient-difference",
          Math.max(
              difference(blocks.dEmbeddings, all.dEmbeddings),
              difference(blocks.dClassifier, all.dClassifier)));
      progress.say("%s: %s, all logits %s".formatted(what, ours, baseline));
    }
  }

  private static void both(
      SequencedMap<String, Double> ours,
      SequencedMap<String, Double> baseline,
      String metric,
      double mine,
      double theirs) {
    ours.put(metric, mine);
    baseline.put(metric, theirs);
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

  private List<Series> train(
      long seed,
      Words words,
      Progress progress,
      SequencedMap<String, Double> ours,
      SequencedMap<String, Double> baseline) {
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

    ours.put("curve-difference", largestDifference(cut.curve, full.curve));
    both(ours, baseline, "validation-loss", cut.validation, full.validation);
    ours.put("skipped-blocks", auto.skippedShare());
    ours.put("skipped-blocks-bfloat16", bfloat16.skippedShare());
    ours.put("curve-difference-bfloat16", largestDifference(coarse.curve, full.curve));
    List<Double> steps =
        IntStream.rangeClosed(1, size.steps).mapToObj(step -> (double) step).toList();
    return List.of(
        new Series(
            "training, seed " + seed,
            "step",
            "loss in nats",
            steps,
            boxed(cut.curve),
            boxed(full.curve)),
        new Series(
            "training with the epsilon of bfloat16, seed " + seed,
            "step",
            "loss in nats",
            steps,
            boxed(coarse.curve),
            boxed(full.curve)));
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

  private static List<Double> boxed(double[] values) {
    List<Double> list = new ArrayList<>(values.length);
    for (double value : values) {
      list.add(value);
    }
    return list;
  }

  // The rule

  @Override
  public Verdict judge(List<Run> runs, List<Figure> figures) {
    Interval memory = interval(figures, "memory-ratio");
    Interval time = interval(figures, "time-ratio");
    if (memory == null || time == null || runs.size() < 3) {
      return verdict(
          Outcome.INCONCLUSIVE,
          runs.size() < 3
              ? "%d of three seeds ran.".formatted(runs.size())
              : "Memory was not measured on this system.");
    }
    double[] curves =
        runs.stream()
            .mapToDouble(run -> run.ours().getOrDefault("curve-difference", Double.NaN))
            .toArray();
    double most =
        IntStream.range(0, curves.length).mapToDouble(i -> curves[i]).max().orElse(Double.NaN);
    double least =
        IntStream.range(0, curves.length).mapToDouble(i -> curves[i]).min().orElse(Double.NaN);
    String reason =
        "Memory ratio %.1f to %.1f, time ratio %.2f to %.2f (95 %% intervals over %d seeds); the curves differ by at most %.2g nats."
            .formatted(memory.low(), memory.high(), time.low(), time.high(), runs.size(), most);
    if (memory.above(LEAST_MEMORY_RATIO)
        && time.high() <= MOST_TIME_RATIO
        && most < MOST_CURVE_DIFFERENCE) {
      return verdict(Outcome.AGREES, reason);
    }
    if (memory.below(LEAST_MEMORY_RATIO)
        || time.above(MOST_TIME_RATIO)
        || least >= MOST_CURVE_DIFFERENCE) {
      return verdict(Outcome.DISAGREES, reason);
    }
    return verdict(Outcome.INCONCLUSIVE, reason);
  }

  private static Verdict verdict(Outcome outcome, String reason) {
    return new Verdict(outcome, TASK.scale(), TASK.rule(), reason);
  }

  private static @Nullable Interval interval(List<Figure> figures, String metric) {
    return figures.stream()
        .filter(figure -> figure.metric().equals(metric))
        .findFirst()
        .map(figure -> figure.ours().interval())
        .orElse(null);
  }
}
