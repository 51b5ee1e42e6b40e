package org.offprint.lab.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;
import org.offprint.lab.data.Vaswani;
import org.offprint.lab.model.LexicalCandidates;
import org.offprint.lab.model.Perceptron;
import org.offprint.methods.distill.InfoNce;
import org.offprint.methods.distill.PointwiseCrossEntropy;
import org.offprint.methods.distill.RankingLoss;
import org.offprint.methods.numeric.Moments;
import org.offprint.methods.numeric.Order;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Does a loss that compares a query's documents train a better re-ranker than one that judges each
/// document by itself? One task a loss, all on the same folds, students and teachers.
abstract class VaswaniReranking implements Experiment {
  private static final int CANDIDATES = 50;
  private static final int FOLDS = 3;
  private static final int TEACHERS = 5;
  private static final int HIDDEN = 16;
  private static final int STEPS = 150;
  private static final double RATE = 0.003;
  private static final double DECAY = 0.1;
  private static final int CUT = 10;

  private final String method;
  private final RankingLoss loss;
  private final boolean distilled;
  private final Task task;

  /// @param loss with the positive, where it needs one, in the first column
  /// @param distilled whether it learns from the teacher's scores, else from the judgements
  VaswaniReranking(String method, String words, RankingLoss loss, boolean distilled) {
    this.method = method;
    this.loss = loss;
    this.distilled = distilled;
    this.task =
        Task.named("vaswani-" + method, "Re-ranking abstracts of physics, trained by " + words)
            .dataset(
                "Vaswani (NPL): 11,429 abstracts, 93 queries",
                Vaswani.DOCUMENTS,
                Vaswani.QUERIES,
                Vaswani.JUDGEMENTS)
            .split(
                "three folds of 31 queries, drawn by the seed: each is tested once by a model of the other two")
            .baseline("binary cross-entropy of each document by itself")
            .protocol(
                """
                Candidates: the 50 best of each query by BM25 (k1 = 0.9, b = 0.4, words as they stand). Student: 8 lexical features without BM25's
                score (lengths, shared words, their rarity and number, shared neighbours, first place), each standardised over the query's candidates, 16 hidden units with ReLU,
                one score. Teacher: mean of 5 such networks that see BM25's score, too, trained by InfoNCE on the judgements of the
                training folds. 150 steps of AdamW at 0.003 (decay 0.1) on all training queries that have a relevant candidate, the same start and
                rate for every loss; nothing was searched. A relevant document drawn by the seed stands in the first column, which is
                MarginMSE's positive. nDCG@10 against all judged documents, mean over the 93 queries. A small network on
                features stands in for the encoders of the study.
                """)
            .seeds(5)
            .metrics(
                Metric.difference(
                    "ndcg-gain",
                    "nDCG@10 less that of binary cross-entropy",
                    "1",
                    Direction.HIGHER),
                Metric.share("ndcg", "nDCG@10", Direction.HIGHER))
            .agreesWhen(Condition.above("ndcg-gain", 0))
            .claim(Claims.of("2603.03010", 1));
  }

  @Override
  public final String method() {
    return method;
  }

  @Override
  public final Task task() {
    return task;
  }

  @Override
  public final SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("candidates", Integer.toString(CANDIDATES));
    settings.put("folds", Integer.toString(FOLDS));
    settings.put("teachers", Integer.toString(TEACHERS));
    settings.put("hidden units", Integer.toString(HIDDEN));
    settings.put("steps", Integer.toString(STEPS));
    settings.put("decay", Double.toString(DECAY));
    settings.put("rate", Double.toString(RATE));
    return settings;
  }

  /// The candidates of some queries as tensors.
  ///
  /// @param student (B, K, 8)
  /// @param teacher (B, K, 9)
  /// @param relevance (B, K)
  private record Lists(Tensor student, Tensor teacher, Tensor relevance) {}

  @Override
  public final Trial run(long seed, Lab lab) {
    Vaswani vaswani = Vaswani.read(lab);
    LexicalCandidates found =
        LexicalCandidates.of(vaswani.documents(), vaswani.queries(), CANDIDATES);
    int[] queries = Digits.shuffled(new SplittableRandom(seed), vaswani.queries().size());
    double[] sums = new double[4];
    for (int fold = 0; fold < FOLDS; fold++) {
      int which = fold;
      int[] tested =
          IntStream.range(0, queries.length)
              .filter(i -> i % FOLDS == which)
              .map(i -> queries[i])
              .toArray();
      int[] learned =
          IntStream.range(0, queries.length)
              .filter(i -> i % FOLDS != which)
              .map(i -> queries[i])
              .toArray();
      try (var scope = new Scope()) {
        var random = new SplittableRandom(seed * FOLDS + fold);
        Lists lists = lists(found, vaswani, usable(found, vaswani, learned), random);
        List<Perceptron> teachers = new ArrayList<>();
        for (int t = 0; t < TEACHERS; t++) {
          teachers.add(train(seed * 100 + t, lists.teacher, lists.relevance, InfoNce.standard()));
        }
        Tensor target = distilled ? score(teachers, lists.teacher) : lists.relevance;
        Perceptron ours = train(seed, lists.student, target, loss);
        Perceptron base = train(seed, lists.student, lists.relevance, new PointwiseCrossEntropy());

        Lists judged = lists(found, vaswani, tested, null);
        sums[0] += sum(score(List.of(ours), judged.student), tested, found, vaswani);
        sums[1] += sum(score(List.of(base), judged.student), tested, found, vaswani);
        sums[2] += sum(score(teachers, judged.teacher), tested, found, vaswani);
      }
      for (int query : tested) {
        sums[3] +=
            ndcg(found.scores()[query], found.documents()[query], vaswani.relevant().get(query));
      }
      lab.progress().step("seed " + seed, fold + 1, FOLDS, method);
    }
    double count = queries.length;
    return new Trial()
        .paired("ndcg", "ndcg-gain", sums[0] / count, sums[1] / count)
        .other("teacher", "ndcg", sums[2] / count)
        .other("BM25", "ndcg", sums[3] / count);
  }

  /// Those that teach something: with a relevant candidate and another one.
  private static int[] usable(LexicalCandidates found, Vaswani vaswani, int[] queries) {
    return Arrays.stream(queries)
        .filter(query -> {
          Set<Integer> relevant = vaswani.relevant().get(query);
          long hits = Arrays.stream(found.documents()[query]).filter(relevant::contains).count();
          return hits > 0 && hits < CANDIDATES;
        })
        .toArray();
  }

  /// Mean and deviation of a feature, or of BM25's score, over a query's candidates: what counts is
  /// how a candidate stands among the others.
  private static double[] spread(LexicalCandidates found, int query, int feature) {
    double[] all =
        IntStream.range(0, CANDIDATES).mapToDouble(c -> value(found, query, c, feature)).toArray();
    double deviation = Math.sqrt(Moments.variance(0, all));
    return new double[] {Moments.mean(all), deviation > 1e-9 ? deviation : 1};
  }

  private static double value(LexicalCandidates found, int query, int candidate, int feature) {
    return feature < LexicalCandidates.WIDTH
        ? found.features()[query][candidate][feature]
        : found.scores()[query][candidate];
  }

  /// @param random draws the relevant document of the first column; null leaves BM25's order
  private static Lists lists(
      LexicalCandidates found, Vaswani vaswani, int[] queries, @Nullable SplittableRandom random) {
    int width = LexicalCandidates.WIDTH;
    float[] student = new float[queries.length * CANDIDATES * width];
    float[] teacher = new float[queries.length * CANDIDATES * (width + 1)];
    float[] relevance = new float[queries.length * CANDIDATES];
    for (int q = 0; q < queries.length; q++) {
      int query = queries[q];
      Set<Integer> relevant = vaswani.relevant().get(query);
      double[][] spreads =
          IntStream.rangeClosed(0, width)
              .mapToObj(f -> spread(found, query, f))
              .toArray(double[][]::new);
      int[] order = IntStream.range(0, CANDIDATES).toArray();
      if (random != null) {
        int[] hits =
            Arrays.stream(order)
                .filter(c -> relevant.contains(found.documents()[query][c]))
                .toArray();
        int first = hits[random.nextInt(hits.length)];
        order[first] = 0;
        order[0] = first;
      }
      for (int column = 0; column < CANDIDATES; column++) {
        int row = q * CANDIDATES + column;
        relevance[row] = relevant.contains(found.documents()[query][order[column]]) ? 1 : 0;
        for (int f = 0; f <= width; f++) {
          double[] spread = spreads[f];
          float value = (float) ((value(found, query, order[column], f) - spread[0]) / spread[1]);
          teacher[row * (width + 1) + f] = value;
          if (f < width) {
            student[row * width + f] = value;
          }
        }
      }
    }
    return new Lists(
        Tensor.of(student, queries.length, CANDIDATES, width),
        Tensor.of(teacher, queries.length, CANDIDATES, width + 1L),
        Tensor.of(relevance, queries.length, CANDIDATES));
  }

  private static Perceptron train(long seed, Tensor x, Tensor target, RankingLoss loss) {
    var model = new Perceptron(seed, Math.toIntExact(x.size(2)), HIDDEN, 1);
    Optimiser adam = Optimiser.adamW(model.trainable(), RATE, DECAY);
    for (int step = 0; step < STEPS; step++) {
      try (var scope = new Scope()) {
        loss.apply(model.apply(x).squeeze(-1), target, null).backward();
        adam.step();
      }
    }
    return model;
  }

  /// (B, K), the mean of the models.
  private static Tensor score(List<Perceptron> models, Tensor x) {
    Tensor[] all = models.stream().map(model -> model.apply(x).squeeze(-1)).toArray(Tensor[]::new);
    return Tensor.stack(0, all).mean(0, false).detach();
  }

  private static double sum(
      Tensor scores, int[] queries, LexicalCandidates found, Vaswani vaswani) {
    double[] flat = scores.toDoubles();
    double sum = 0;
    for (int q = 0; q < queries.length; q++) {
      double[] row = Arrays.copyOfRange(flat, q * CANDIDATES, (q + 1) * CANDIDATES);
      sum += ndcg(row, found.documents()[queries[q]], vaswani.relevant().get(queries[q]));
    }
    return sum;
  }

  /// Gain 1 for a relevant document over log₂(rank + 1), over the best that any order could have.
  static double ndcg(double[] scores, int[] documents, Set<Integer> relevant) {
    int[] order = Order.descending(scores);
    double gain = 0;
    double ideal = 0;
    for (int rank = 0; rank < CUT; rank++) {
      double discount = Math.log(2) / Math.log(rank + 2);
      if (rank < order.length && relevant.contains(documents[order[rank]])) {
        gain += discount;
      }
      ideal += rank < relevant.size() ? discount : 0;
    }
    return ideal == 0 ? 0 : gain / ideal;
  }
}
