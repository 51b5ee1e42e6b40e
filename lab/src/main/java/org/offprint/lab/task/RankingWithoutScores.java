package org.offprint.lab.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;
import org.offprint.lab.model.Perceptron;
import org.offprint.methods.distill.ContrastivePartialRanking;
import org.offprint.methods.distill.ListwiseKl;
import org.offprint.methods.distill.PartialRanking;
import org.offprint.methods.numeric.Moments;
import org.offprint.methods.numeric.Order;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Does the order of hard negatives teach a dual encoder more than the scores of a teacher whose
/// distribution is concentrated?
public final class RankingWithoutScores implements Experiment {
  private static final int DOCUMENTS = 500;
  private static final int LEARNED = 1_000;
  private static final int HELD = 300;
  private static final int TESTED = 400;
  private static final int WIDTH = 16;
  private static final int SPACE = 8;
  private static final int HARD = 16;
  private static final int EPOCHS = 12;
  private static final int BATCH = 64;
  private static final double RATE = 0.002;
  private static final double TEMPERATURE = 0.07;
  private static final double[] TEACHER_TEMPERATURES = {0.07, 1};
  private static final int TOP = 30;
  private static final double VALID = 0.5;
  private static final ContrastivePartialRanking CONTRAST =
      new ContrastivePartialRanking(new PartialRanking(TEMPERATURE, VALID, false), 0);

  private static final Task TASK =
      Task.named("ranking-without-scores", "A dual encoder taught by a concentrated teacher")
          .dataset(
              "made here: 500 documents and 1,700 queries of 16 normal numbers, relevance a bilinear form and a sum of curved terms")
          .split("1,000 queries for training, 300 for validation, 400 for the test")
          .baseline("logit distillation: Kullback-Leibler divergence from the teacher's softmax")
          .protocol(
              """
              Relevance: qᵀ A d / 4 + Σ tanh(B q) · tanh(C d) / 4 with random normal A (16 × 16), B and C (8 × 16). The teacher gives
              4 (relevance − its 98 % quantile), and its score is the sigmoid of that: concentrated near 0 and 1. The positive of a query is the
              most relevant document. Student: two networks 16-64-8 with ReLU, compared by cosine. Each batch of 64 queries: InfoNCE of
              the positive among the 16 documents that the student now finds most similar (temperature 0.07), and one more term from
              those 16: partial ranking, valid above a teacher's probability of ½, times 4/16; or the divergence from the softmax of the
              teacher's probabilities at temperature 0.07 or 1; or the order of all 16. 12 epochs of Adam at 0.002. The term has weight 1;
              the divergence's temperature is the one with the better R@1 on validation queries. Test: R@1, R@10, and Spearman's correlation with
              true relevance over each query's 30 truly most relevant documents.
              """)
          .seeds(5)
          .metrics(
              Metric.difference(
                  "recall-gain", "R@1 less that of logit distillation", "1", Direction.HIGHER),
              Metric.difference(
                  "spearman-gain",
                  "correlation among the 30 best, less that of logit distillation",
                  "1",
                  Direction.HIGHER),
              Metric.share(
                  "recall-1",
                  "share of queries whose most relevant document comes first",
                  Direction.HIGHER),
              Metric.share("recall-10", "the same for the first ten", Direction.HIGHER),
              new Metric(
                  "spearman",
                  "Spearman's correlation with relevance among the 30 most relevant",
                  "1",
                  Direction.HIGHER,
                  -1.0,
                  1.0,
                  true))
          .agreesWhen(Condition.above("recall-gain", 0), Condition.above("spearman-gain", 0))
          .claim(Claims.of("2407.07479", 1));

  @Override
  public String method() {
    return "cprd";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("documents", Integer.toString(DOCUMENTS));
    settings.put("queries", LEARNED + ", " + HELD + ", " + TESTED);
    settings.put("hard negatives", Integer.toString(HARD));
    settings.put("epochs", Integer.toString(EPOCHS));
    settings.put("batch", Integer.toString(BATCH));
    settings.put("rate", Double.toString(RATE));
    settings.put("temperature", Double.toString(TEMPERATURE));
    settings.put("temperatures of the teacher", Arrays.toString(TEACHER_TEMPERATURES));
    return settings;
  }

  /// Queries, documents and how relevant each is to each.
  private record World(float[][] queries, float[][] documents, double[][] relevance, double high) {
    static World of(SplittableRandom random) {
      float[][] queries = normal(random, LEARNED + HELD + TESTED, WIDTH);
      float[][] documents = normal(random, DOCUMENTS, WIDTH);
      float[][] a = normal(random, WIDTH, WIDTH);
      float[][] b = normal(random, SPACE, WIDTH);
      float[][] c = normal(random, SPACE, WIDTH);
      float[][] bent = Arrays.stream(documents).map(d -> times(c, d)).toArray(float[][]::new);
      float[][] turned = Arrays.stream(documents).map(d -> times(a, d)).toArray(float[][]::new);
      double[][] relevance = new double[queries.length][documents.length];
      for (int q = 0; q < queries.length; q++) {
        float[] curved = times(b, queries[q]);
        for (int d = 0; d < documents.length; d++) {
          double sum = 0;
          for (int i = 0; i < WIDTH; i++) {
            sum += turned[d][i] * queries[q][i];
          }
          for (int i = 0; i < SPACE; i++) {
            sum += Math.tanh(curved[i]) * Math.tanh(bent[d][i]);
          }
          relevance[q][d] = sum / 4;
        }
      }
      double[] all = Arrays.stream(relevance, 0, LEARNED).flatMapToDouble(Arrays::stream).toArray();
      Arrays.sort(all);
      return new World(queries, documents, relevance, all[(int) (0.98 * all.length)]);
    }

    private static float[][] normal(SplittableRandom random, int rows, int columns) {
      float[][] matrix = new float[rows][columns];
      for (float[] row : matrix) {
        for (int i = 0; i < columns; i++) {
          row[i] = (float) random.nextGaussian();
        }
      }
      return matrix;
    }

    private static float[] times(float[][] matrix, float[] x) {
      float[] product = new float[matrix.length];
      for (int i = 0; i < matrix.length; i++) {
        for (int j = 0; j < x.length; j++) {
          product[i] += matrix[i][j] * x[j];
        }
      }
      return product;
    }

    Tensor rows(float[][] from, int... which) {
      float[] flat = new float[which.length * WIDTH];
      for (int i = 0; i < which.length; i++) {
        System.arraycopy(from[which[i]], 0, flat, i * WIDTH, WIDTH);
      }
      return Tensor.of(flat, which.length, WIDTH);
    }

    /// The teacher's probabilities, (N, documents).
    Tensor teacher(int... which) {
      float[] flat = new float[which.length * DOCUMENTS];
      for (int i = 0; i < which.length; i++) {
        for (int d = 0; d < DOCUMENTS; d++) {
          double logit = 4 * (relevance[which[i]][d] - high);
          flat[i * DOCUMENTS + d] = (float) (1 / (1 + Math.exp(-logit)));
        }
      }
      return Tensor.of(flat, which.length, DOCUMENTS);
    }

    long best(int query) {
      double[] row = relevance[query];
      int best = 0;
      for (int d = 1; d < row.length; d++) {
        best = row[d] > row[best] ? d : best;
      }
      return best;
    }
  }

  private record Student(Perceptron queries, Perceptron documents) {
    static Student of(long seed) {
      return new Student(
          new Perceptron(seed, WIDTH, 64, SPACE), new Perceptron(seed + 1_000, WIDTH, 64, SPACE));
    }

    /// Cosines (N, documents).
    Tensor similarity(Tensor queries, Tensor documents) {
      return unit(this.queries.apply(queries))
          .matmul(unit(this.documents.apply(documents)).transpose(0, 1));
    }

    private static Tensor unit(Tensor x) {
      return x.div(x.norm(1, true).clampMin(1e-8));
    }
  }

  /// What a batch teaches.
  @FunctionalInterface
  private interface Lesson {
    Tensor of(ContrastivePartialRanking.Direction toDocuments);
  }

  private record Scores(double first, double ten, double spearman) {}

  /// Settings of one arm, of which validation chooses.
  private static SequencedMap<String, List<Lesson>> arms() {
    SequencedMap<String, List<Lesson>> arms = new LinkedHashMap<>();
    arms.put("CPRD", List.of(ranked(VALID)));
    arms.put(
        "logit distillation",
        Arrays.stream(TEACHER_TEMPERATURES).mapToObj(RankingWithoutScores::scored).toList());
    arms.put("order of all 16", List.of(ranked(-1)));
    arms.put("no teacher", List.of(CONTRAST::contrast));
    return arms;
  }

  /// Queries look for documents and not the other way round, so both directions are the same one.
  private static Lesson ranked(double threshold) {
    var loss =
        new ContrastivePartialRanking(
            new PartialRanking(TEMPERATURE, threshold, false), 0.5 * 4 / HARD);
    return to -> loss.apply(to, to);
  }

  private static Lesson scored(double temperature) {
    var divergence = new ListwiseKl(1);
    return to ->
        CONTRAST
            .contrast(to)
            .add(
                divergence.apply(
                    to.negatives().div(TEMPERATURE), to.teacher().div(temperature), null));
  }

  @Override
  public Trial run(long seed, Lab lab) {
    World world = World.of(new SplittableRandom(seed));
    SequencedMap<String, Scores> results = new LinkedHashMap<>();
    SequencedMap<String, List<Lesson>> arms = arms();
    arms.forEach((name, lessons) -> {
      Scores best = null;
      double bestHeld = -1;
      for (Lesson lesson : lessons) {
        try (var training = new Scope()) {
          Student student = trained(seed, world, lesson);
          double held = score(student, world, LEARNED, HELD).first;
          if (held > bestHeld) {
            bestHeld = held;
            best = score(student, world, LEARNED + HELD, TESTED);
          }
        }
      }
      results.put(name, Objects.requireNonNull(best, "an arm has a lesson"));
      lab.progress()
          .step(
              "seed " + seed,
              results.size(),
              arms.size(),
              "%s: R@1 %.3f, Spearman %.3f".formatted(name, best.first, best.spearman));
    });
    Scores ours = Objects.requireNonNull(results.remove("CPRD"));
    Scores base = Objects.requireNonNull(results.remove("logit distillation"));
    var trial = new Trial().paired("recall-1", "recall-gain", ours.first, base.first);
    trial.paired("spearman", "spearman-gain", ours.spearman, base.spearman);
    trial.both("recall-10", ours.ten, base.ten);
    results.forEach((name, scores) ->
        trial
            .other(name, "recall-1", scores.first)
            .other(name, "recall-10", scores.ten)
            .other(name, "spearman", scores.spearman));
    return trial;
  }

  private static Student trained(long seed, World world, Lesson lesson) {
    Student student = Student.of(seed);
    List<Tensor> parameters = new ArrayList<>(student.queries.trainable());
    parameters.addAll(student.documents.trainable());
    Optimiser adam = Optimiser.adamW(parameters, RATE, 0);
    var random = new SplittableRandom(seed);
    Tensor documents = world.rows(world.documents, IntStream.range(0, DOCUMENTS).toArray());
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      int[] order = Digits.shuffled(random, LEARNED);
      for (int from = 0; from < LEARNED; from += BATCH) {
        int[] queries = Arrays.copyOfRange(order, from, Math.min(LEARNED, from + BATCH));
        try (var step = new Scope()) {
          Tensor similarity = student.similarity(world.rows(world.queries, queries), documents);
          long[] best = Arrays.stream(queries).mapToLong(world::best).toArray();
          Tensor positive = Tensor.of(best, best.length, 1);
          Tensor allowed = positive.squeeze(1).oneHot(DOCUMENTS).isEqual(0);
          Tensor hard = ContrastivePartialRanking.hardest(similarity, allowed, HARD);
          lesson
              .of(
                  new ContrastivePartialRanking.Direction(
                      similarity.gather(1, positive).squeeze(1),
                      similarity.gather(1, hard),
                      world.teacher(queries).gather(1, hard)))
              .backward();
          adam.step();
        }
      }
    }
    return student;
  }

  private static Scores score(Student student, World world, int from, int count) {
    int[] queries = IntStream.range(from, from + count).toArray();
    double[] flat;
    try (var scope = Scope.withoutGradients()) {
      flat =
          student
              .similarity(
                  world.rows(world.queries, queries),
                  world.rows(world.documents, IntStream.range(0, DOCUMENTS).toArray()))
              .toDoubles();
    }
    double first = 0;
    double ten = 0;
    double spearman = 0;
    for (int q = 0; q < count; q++) {
      double[] found = Arrays.copyOfRange(flat, q * DOCUMENTS, (q + 1) * DOCUMENTS);
      double[] truth = world.relevance[from + q];
      double best = found[(int) world.best(from + q)];
      long above = Arrays.stream(found).filter(score -> score > best).count();
      first += above < 1 ? 1.0 / count : 0;
      ten += above < 10 ? 1.0 / count : 0;
      int[] top = Arrays.copyOf(Order.descending(truth), TOP);
      spearman +=
          Moments.rankCorrelation(
                  Arrays.stream(top).mapToDouble(d -> found[d]).toArray(),
                  Arrays.stream(top).mapToDouble(d -> truth[d]).toArray())
              / count;
    }
    return new Scores(Math.min(1, first), Math.min(1, ten), spearman);
  }
}
