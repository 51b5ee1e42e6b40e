package org.offprint.methods.objective;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.Order;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Flip-flop consistency: K renderings of one question vote, without labels; a strict majority becomes the label of all, and its most
/// confident voters teach the others.
///
///     pred_v = argmax_c LL[v, c];  c* = the most frequent, counted only where more than K / 2 voted for it, else the loss is 0
///     margin_v = LL[v, c*] − max_(c ≠ c*) LL[v, c] of the voters G for c*
///     no split where all agree and the median margin ≥ τ ("strong"), or where k = min(topK, |G| − 1) < 2
///     else teachers = the k largest margins, students = all others;  δ = mean LL[teachers, c*] − mean LL[students, c*]
///     w = w_min + (w_max − w_min) σ(δ / temperature)
///
///     cce  = mean_v of the mean over tokens of −ln p_v(c*)
///     div  = mean over (teacher, place) of ½ (KL(m ‖ p_v) + KL(p_v ‖ m)), m = mean of the teachers' distributions, with gradient
///     flip = mean over (student, place that some teacher has) of KL(m ‖ p_v), m without gradient
///     loss = cceWeight · cce + β div(teachers) + w flip          split
///          = cceWeight · cce + β div(all)                         strong
///          = cceWeight · cce + α div(all)                         too few teachers
///
/// Shapes: scores LL (K, C), mean token log-likelihoods; logits (K, T, V) of the answer c* under each rendering, tokens (K, T) int64,
///   mask (K, T) bool, aligned from the first token of the answer; returns a scalar.
/// Range: ≥ 0 nats; finite at |logit| = 100, as the mixtures are taken in log space. One item; a trainer divides by its number of
///   forward passes.
/// Source: Hejabi et al., Flip-Flop Consistency, arXiv:2510.14242, as in its released code.
/// Differs from the source: UNCERTAIN: the paper calls div a Jensen-Shannon divergence, which the code's formula is not; this is the
///   code's. Of equal counts, margins and scores the lower index comes first. With one answer choice the margin is against 0.
/// Throws: IllegalArgumentException if K < 2, there is no choice, shapes or types differ, a rendering has no token, or a token is not in
///   the vocabulary; from the constructor, if a setting is out of range.
///
/// @param topK teachers at most
/// @param strong τ
/// @param beta of the divergence
/// @param alpha of the divergence where there are too few teachers; 0 in the paper's runs
@Source(
    paper = "arXiv:2510.14242",
    equation = "CCE and representation alignment, as in the released code")
public record FlipFlopConsistency(
    int topK,
    double strong,
    double leastWeight,
    double mostWeight,
    double temperature,
    double cceWeight,
    double beta,
    double alpha) {
  public FlipFlopConsistency {
    Shapes.require("topK", topK, topK >= 1, "1 or more");
    Shapes.require("strong", strong, !Double.isNaN(strong), "a number");
    Shapes.require("leastWeight", leastWeight, leastWeight >= 0, "a number ≥ 0");
    Shapes.require("mostWeight", mostWeight, mostWeight >= leastWeight, "at least leastWeight");
    Shapes.require("temperature", temperature, temperature > 0, "a number > 0");
    Shapes.require("cceWeight", cceWeight, cceWeight >= 0, "a number ≥ 0");
    Shapes.require("beta", beta, beta >= 0, "a number ≥ 0");
    Shapes.require("alpha", alpha, alpha >= 0, "a number ≥ 0");
  }

  /// The settings of the paper's runs on RTE.
  public static FlipFlopConsistency standard() {
    return new FlipFlopConsistency(3, 1.4, 0.05, 0.35, 2.2, 0.4, 0.35, 0);
  }

  /// What becomes of an item.
  public enum Branch {
    NO_MAJORITY,
    STRONG,
    TOO_FEW_TEACHERS,
    SPLIT
  }

  /// How the renderings voted.
  ///
  /// @param predictions the answer of each rendering
  /// @param counts the votes for each answer
  /// @param consensus c*, −1 without a strict majority
  /// @param voters G, in order; empty without a majority
  /// @param margins of the voters
  /// @param medianMargin 0 without a majority
  /// @param teachers the most confident first; empty without a split, as are the students
  /// @param delta 0 without a split, as is the weight
  public record Vote(
      Branch branch,
      int[] predictions,
      int[] counts,
      int consensus,
      int[] voters,
      double[] margins,
      double medianMargin,
      int[] teachers,
      int[] students,
      double delta,
      double weight) {}

  /// @param scores (K, C)
  public Vote vote(double[][] scores) {
    int choices = requireScores(scores);
    int k = scores.length;
    int[] predictions = Arrays.stream(scores).mapToInt(FlipFlopConsistency::best).toArray();
    int[] counts = new int[choices];
    Arrays.stream(predictions).forEach(c -> counts[c]++);
    int winner = best(Arrays.stream(counts).asDoubleStream().toArray());
    int[] none = {};
    if (2 * counts[winner] <= k) {
      return new Vote(
          Branch.NO_MAJORITY, predictions, counts, -1, none, new double[0], 0, none, none, 0, 0);
    }
    int[] voters = IntStream.range(0, k).filter(v -> predictions[v] == winner).toArray();
    double[] margins = Arrays.stream(voters).mapToDouble(v -> margin(scores[v], winner)).toArray();
    double median = Order.median(margins);
    int teaching = Math.min(topK, voters.length - 1);
    boolean sure = voters.length == k && median >= strong;
    if (sure || teaching < 2) {
      Branch branch = sure ? Branch.STRONG : Branch.TOO_FEW_TEACHERS;
      return new Vote(
          branch, predictions, counts, winner, voters, margins, median, none, none, 0, 0);
    }
    int[] teachers =
        Arrays.stream(Order.descending(margins)).limit(teaching).map(i -> voters[i]).toArray();
    int[] students =
        IntStream.range(0, k).filter(v -> Arrays.stream(teachers).noneMatch(t -> t == v)).toArray();
    double delta = mean(scores, teachers, winner) - mean(scores, students, winner);
    double share = 1 / (1 + Math.exp(-delta / temperature));
    return new Vote(
        Branch.SPLIT,
        predictions,
        counts,
        winner,
        voters,
        margins,
        median,
        teachers,
        students,
        delta,
        leastWeight + (mostWeight - leastWeight) * share);
  }

  private static int requireScores(double[][] scores) {
    Shapes.require("the number of renderings", scores.length, scores.length >= 2, "2 or more");
    int choices = scores[0].length;
    Shapes.require("the number of answers", choices, choices >= 1, "1 or more");
    for (int v = 0; v < scores.length; v++) {
      Shapes.require(
          "the length of scores[%d]".formatted(v),
          scores[v].length,
          scores[v].length == choices,
          "%d, as of scores[0]".formatted(choices));
      for (int c = 0; c < choices; c++) {
        Shapes.require(
            "scores[%d][%d]".formatted(v, c),
            scores[v][c],
            Double.isFinite(scores[v][c]),
            "a finite log-likelihood");
      }
    }
    return choices;
  }

  private static int best(double... values) {
    return IntStream.range(0, values.length)
        .boxed()
        .max(Comparator.<Integer>comparingDouble(i -> values[i]).thenComparing(i -> -i))
        .orElseThrow();
  }

  private static double margin(double[] scores, int winner) {
    return scores[winner]
        - IntStream.range(0, scores.length)
            .filter(c -> c != winner)
            .mapToDouble(c -> scores[c])
            .max()
            .orElse(0);
  }

  private static double mean(double[][] scores, int[] renderings, int answer) {
    return Arrays.stream(renderings).mapToDouble(v -> scores[v][answer]).average().orElse(0);
  }

  /// The parts of the loss of one item, for the log; each a scalar with gradient.
  public record Terms(Tensor cce, Tensor divergence, Tensor flip, Tensor loss) {}

  public Tensor loss(Vote vote, Tensor logits, Tensor tokens, Tensor mask) {
    return terms(vote, logits, tokens, mask).loss();
  }

  /// @param logits (K, T, V) of the answer c* under each rendering
  public Terms terms(Vote vote, Tensor logits, Tensor tokens, Tensor mask) {
    requireShapes(vote, logits, tokens, mask);
    Tensor logProbs = logits.logSoftmax(-1);
    int[] all = IntStream.range(0, vote.predictions().length).toArray();
    Tensor cce = crossEntropy(logProbs, tokens, mask);
    Tensor nothing = Tensor.zeros(logits.type());
    return switch (vote.branch()) {
      // 0 that still belongs to the graph, so that a trainer can call backward
      case NO_MAJORITY -> new Terms(cce.mul(0), nothing, nothing, cce.mul(0));
      case STRONG -> unsplit(cce, beta, divergence(logProbs, mask, all));
      case TOO_FEW_TEACHERS -> unsplit(cce, alpha, divergence(logProbs, mask, all));
      case SPLIT -> {
        Tensor divergence = divergence(logProbs, mask, vote.teachers());
        Tensor flip = flip(logProbs, mask, vote.teachers(), vote.students());
        Tensor loss = cce.mul(cceWeight).add(divergence.mul(beta)).add(flip.mul(vote.weight()));
        yield new Terms(cce, divergence, flip, loss);
      }
    };
  }

  private Terms unsplit(Tensor cce, double weight, Tensor divergence) {
    Tensor loss = cce.mul(cceWeight);
    return new Terms(
        cce,
        divergence,
        Tensor.zeros(cce.type()),
        weight == 0 ? loss : loss.add(divergence.mul(weight)));
  }

  private static void requireShapes(Vote vote, Tensor logits, Tensor tokens, Tensor mask) {
    Shapes.requireType("logits", logits, Type.FLOAT32, Type.FLOAT64);
    Shapes.requireType("tokens", tokens, Type.INT64);
    Shapes.requireType("mask", mask, Type.BOOL);
    Shapes.requireRank("logits", logits, 3, "(K, T, V)");
    Shapes.requireRank("tokens", tokens, 2, "(K, T)");
    Shapes.requireSize("logits", logits, 0, vote.predictions().length, "the renderings that voted");
    Shapes.requireSize("tokens", tokens, 0, logits.size(0), "the renderings of logits");
    Shapes.requireSize("tokens", tokens, 1, logits.size(1), "the places of logits");
    Shapes.requireEqual("mask", mask, "tokens", tokens);
    double[] lengths = mask.to(Type.FLOAT64).sum(1, false).toDoubles();
    for (int v = 0; v < lengths.length; v++) {
      Shapes.require(
          "the number of tokens of rendering %d".formatted(v),
          lengths[v],
          lengths[v] >= 1,
          "1 or more");
    }
    Shapes.requireIndices("tokens", tokens.mul(mask.to(Type.INT64)).toLongs(), logits.size(2));
  }

  /// The mean over renderings of each one's mean over its tokens.
  static Tensor crossEntropy(Tensor logProbs, Tensor tokens, Tensor mask) {
    Tensor kept = tokens.maskedFill(mask.not(), 0).unsqueeze(2);
    Tensor nll = logProbs.gather(2, kept).squeeze(2).neg().maskedFill(mask.not(), 0);
    return nll.sum(1, false).div(mask.to(nll.type()).sum(1, false)).mean();
  }

  /// The logarithm of the mean distribution of some renderings at each place, (T, V); 0 where none
  /// of them has a token.
  private static Tensor mixture(Tensor logProbs, Tensor mask) {
    Tensor counts = mask.to(logProbs.type()).sum(0, false);
    Tensor absent = mask.not().unsqueeze(2);
    Tensor sum = logProbs.maskedFill(absent, -1e30).logSumExp(0, false);
    Tensor mean = sum.sub(counts.clampMin(1).log().unsqueeze(1));
    return mean.maskedFill(counts.isEqual(0).unsqueeze(1), 0);
  }

  /// div over some renderings.
  static Tensor divergence(Tensor logProbs, Tensor mask, int[] renderings) {
    Tensor p = rows(logProbs, renderings);
    Tensor present = rows(mask, renderings);
    Tensor m = mixture(p, present).unsqueeze(0);
    Tensor both = m.exp().sub(p.exp()).mul(m.sub(p)).sum(2, false).mul(0.5);
    return both.maskedFill(present.not(), 0).sum().div(present.to(p.type()).sum());
  }

  /// 0 where students and teachers share no place.
  static Tensor flip(Tensor logProbs, Tensor mask, int[] teachers, int[] students) {
    Tensor taught = rows(mask, teachers);
    Tensor m = mixture(rows(logProbs, teachers), taught).detach().unsqueeze(0);
    Tensor p = rows(logProbs, students);
    Tensor shared = rows(mask, students).and(taught.to(p.type()).sum(0, true).isGreater(0));
    Tensor kl = m.exp().mul(m.sub(p)).sum(2, false).maskedFill(shared.not(), 0);
    return kl.sum().div(shared.to(p.type()).sum().clampMin(1));
  }

  private static Tensor rows(Tensor of, int[] renderings) {
    long[] index = Arrays.stream(renderings).asLongStream().toArray();
    return of.indexSelect(0, Tensor.of(index, index.length));
  }

  /// How often two renderings of an item give the same answer: Σ_c n_c (n_c − 1) / (K (K − 1)).
  public static double agreement(int... predictions) {
    Shapes.require(
        "the number of renderings", predictions.length, predictions.length >= 2, "2 or more");
    List<Integer> seen = new ArrayList<>();
    Arrays.stream(predictions).forEach(seen::add);
    double same = 0;
    for (int prediction : predictions) {
      same += seen.stream().filter(other -> other == prediction).count() - 1;
    }
    return same / (predictions.length * (predictions.length - 1.0));
  }
}
