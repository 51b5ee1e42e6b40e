package org.offprint.methods.distill;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.model.BiEncoder;
import org.offprint.methods.model.CrossEncoder;
import org.offprint.methods.numeric.Moments;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.train.Training;

/// Trans-Encoder: a bi-encoder and a cross-encoder label text pairs for each other in turn, without any label from outside.
///
///     cycle:  y = cos(bi(s₁), bi(s₂)), clamped to [0, 1]
///             cross ← new cross-encoder, trained on (s₁, s₂, y) and (s₂, s₁, y) by binary cross-entropy
///             y′ = σ(cross(s₁, s₂))
///             bi ← new bi-encoder, trained on (s₁, s₂, y′) by squared error of the cosine
///     mutual: several bases train side by side, each on the mean of all their labels
///
/// Shapes: pairs of texts of at least one token each; development pairs with one gold number each.
/// Range: labels in [0, 1]; Spearman's correlation from −1 to 1, higher is better, chooses the cycle for each encoder.
/// Source: Liu et al., Trans-Encoder, arXiv:2109.13059, algorithm 1; read in the authors' code, whose settings are the defaults.
/// Differs from the source: cosines below 0 are clamped, since cross-entropy with a negative label has no minimum and the authors' code does not guard
/// (`clamp` off gives theirs). Both encoders begin from what the caller supplies; without a pre-trained model no gain is to be expected. All pairs that are
/// equal are used once.
/// Throws: IllegalArgumentException if there is no pair or no base, a text is empty, or the gold numbers do not fit; IllegalStateException if a loss is not
/// finite.
@Source(paper = "arXiv:2109.13059", equation = "algorithm 1")
public record TransEncoder(Settings settings) {
  /// Two texts.
  public record Pair(List<Integer> first, List<Integer> second) {
    public Pair {
      first = List.copyOf(first);
      second = List.copyOf(second);
    }

    Pair turned() {
      return new Pair(second, first);
    }
  }

  /// Where one strand of the training begins.
  ///
  /// @param start the bi-encoder that gives the first labels
  /// @param cross gives a cross-encoder as it is before training, anew each time
  /// @param bi gives a bi-encoder as it is before training, anew each time
  public record Base(BiEncoder start, Supplier<CrossEncoder> cross, Supplier<BiEncoder> bi) {}

  /// How one encoder is trained: the rate rises for a share of the steps, then falls to 0.
  ///
  /// @param warmUp share of the steps, in [0, 1)
  public record Phase(int epochs, int batch, double rate, double warmUp) {
    public Phase {
      Shapes.require("epochs", epochs, epochs >= 1, "1 or more");
      Shapes.require("batch", batch, batch >= 1, "1 or more pairs");
      Shapes.require("rate", rate, rate > 0 && Double.isFinite(rate), "a rate above 0");
      Shapes.require("warm-up", warmUp, warmUp >= 0 && warmUp < 1, "a share in [0, 1)");
    }

    int steps(int pairs) {
      return epochs * Math.ceilDiv(pairs, batch);
    }

    double rate(int step, int steps) {
      double risen = warmUp * steps;
      return step < risen
          ? rate * (step + 1) / (risen + 1)
          : rate * (steps - step) / (steps - risen);
    }
  }

  /// @param symmetric whether the cross-encoder also learns each pair turned; off where order
  ///   matters
  /// @param clamp whether cosines become labels in [0, 1]
  /// @param decay AdamW's
  /// @param clip the longest gradient
  /// @param look development pairs are scored every so many steps
  public record Settings(
      int cycles,
      boolean symmetric,
      boolean clamp,
      Phase cross,
      Phase bi,
      double decay,
      double clip,
      int look) {
    public Settings {
      Shapes.require("cycles", cycles, cycles >= 1, "1 or more");
      Shapes.require("decay", decay, decay >= 0 && Double.isFinite(decay), "a number ≥ 0");
      Shapes.require("clip", clip, clip > 0, "a length above 0");
      Shapes.require("look", look, look >= 1, "1 or more steps");
    }

    /// Three cycles; a cross-encoder for one epoch of 32 at 2e-5 with 10 % warm-up, a bi-encoder
    /// for ten of 128 at 5e-5.
    public static Settings standard() {
      return new Settings(
          3, true, true, new Phase(1, 32, 2e-5, 0.1), new Phase(10, 128, 5e-5, 0), 0.01, 1, 200);
    }
  }

  /// Pairs with gold numbers, which choose among steps and cycles; empty for none.
  public record Development(List<Pair> pairs, double... gold) {
    public static final Development NONE = new Development(List.of());

    public Development {
      pairs = List.copyOf(pairs);
      Shapes.require(
          "gold numbers", gold.length, gold.length == pairs.size(), "one a pair: " + pairs.size());
    }
  }

  /// How one cycle of one strand ended, in Spearman's correlation on the development pairs; NaN
  /// without them.
  public record Cycle(int cycle, double cross, double bi) {}

  /// The encoders of one strand: of its best cycle, each by itself, or of the last without
  /// development pairs.
  public record Outcome(BiEncoder bi, CrossEncoder cross, List<Cycle> cycles) {}

  /// Self-distillation.
  public Outcome train(
      List<Pair> pairs, Base base, Development development, RandomGenerator random) {
    return train(pairs, List.of(base), development, random).getFirst();
  }

  /// Mutual distillation of several bases. Call it outside every {@link Scope}: models outlive it.
  public List<Outcome> train(
      List<Pair> pairs, List<Base> bases, Development development, RandomGenerator random) {
    Shapes.require("bases", bases.size(), !bases.isEmpty(), "1 or more");
    List<Pair> all = pairs.stream().distinct().toList();
    Shapes.require("pairs", all.size(), !all.isEmpty(), "1 or more");
    List<Strand> strands = bases.stream().map(base -> new Strand(base, base.start())).toList();
    for (int cycle = 1; cycle <= settings.cycles(); cycle++) {
      double[] y = mean(labels(strands, strand -> cosines(strand.bi, all)));
      double[] soft = settings.clamp() ? clamped(y) : y;
      for (Strand strand : strands) {
        strand.cross = trainCross(strand.base.cross().get(), all, soft, development, random);
      }
      double[] learned = mean(labels(strands, strand -> probs(strand.cross(), all)));
      for (Strand strand : strands) {
        strand.bi = trainBi(strand.base.bi().get(), all, learned, development, random);
        strand.look(cycle, development);
      }
    }
    return strands.stream().map(Strand::outcome).toList();
  }

  private static List<double[]> labels(List<Strand> strands, Function<Strand, double[]> of) {
    return strands.stream().map(of).toList();
  }

  /// Labels that several models agree on: the mean, pair by pair.
  public static double[] mean(List<double[]> labels) {
    Shapes.require("the number of models", labels.size(), !labels.isEmpty(), "1 or more");
    double[] mean = new double[labels.getFirst().length];
    for (double[] one : labels) {
      Shapes.require("labels", one.length, one.length == mean.length, "as many as " + mean.length);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += one[i] / labels.size();
      }
    }
    return mean;
  }

  private static double[] clamped(double[] labels) {
    return Arrays.stream(labels).map(label -> Math.clamp(label, 0, 1)).toArray();
  }

  /// The bi-encoder's labels: cosines.
  public static double[] cosines(BiEncoder bi, List<Pair> pairs) {
    return inBatches(bi, pairs, part -> bi.similarity(firsts(part), seconds(part)));
  }

  /// The cross-encoder's labels: σ of its scores.
  public static double[] probs(CrossEncoder cross, List<Pair> pairs) {
    return inBatches(cross, pairs, part -> cross.scores(firsts(part), seconds(part)).sigmoid());
  }

  private CrossEncoder trainCross(
      CrossEncoder cross, List<Pair> pairs, double[] y, Development dev, RandomGenerator random) {
    List<Pair> both = new ArrayList<>(pairs);
    double[] labels = y;
    if (settings.symmetric()) {
      pairs.forEach(pair -> both.add(pair.turned()));
      labels = Arrays.copyOf(y, 2 * y.length);
      System.arraycopy(y, 0, labels, y.length, y.length);
    }
    run(
        cross,
        settings.cross(),
        both,
        labels,
        (part, target) -> cross.loss(firsts(part), seconds(part), target),
        () -> spearman(dev, probs(cross, dev.pairs())),
        dev,
        random);
    return cross;
  }

  private BiEncoder trainBi(
      BiEncoder bi, List<Pair> pairs, double[] y, Development dev, RandomGenerator random) {
    run(
        bi,
        settings.bi(),
        pairs,
        y,
        (part, target) -> bi.loss(firsts(part), seconds(part), target),
        () -> spearman(dev, cosines(bi, dev.pairs())),
        dev,
        random);
    return bi;
  }

  private interface PairLoss {
    Tensor of(List<Pair> pairs, Tensor labels);
  }

  private void run(
      Block model,
      Phase phase,
      List<Pair> pairs,
      double[] labels,
      PairLoss loss,
      Supplier<Double> quality,
      Development dev,
      RandomGenerator random) {
    int steps = phase.steps(pairs.size());
    int[] order = IntStream.range(0, pairs.size()).toArray();
    int each = Math.ceilDiv(pairs.size(), phase.batch());
    Training training =
        Training.of(model, Optimiser.adamW(model.trainable(), phase.rate(), settings.decay()))
            .clip(settings.clip())
            .schedule(step -> phase.rate(step, steps));
    if (!dev.pairs().isEmpty()) {
      training.validate(Math.min(settings.look(), steps), Integer.MAX_VALUE, () -> -quality.get());
    }
    training.run(
        steps,
        step -> {
          if (step % each == 0) {
            shuffle(order, random);
          }
          int from = step % each * phase.batch();
          int[] part =
              Arrays.copyOfRange(order, from, Math.min(from + phase.batch(), order.length));
          double[] target = Arrays.stream(part).mapToDouble(i -> labels[i]).toArray();
          return loss.of(
              Arrays.stream(part).mapToObj(pairs::get).toList(), Tensor.of(target, part.length));
        });
    model.training(false);
  }

  private static void shuffle(int[] order, RandomGenerator random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int other = order[j];
      order[j] = order[i];
      order[i] = other;
    }
  }

  /// Spearman's correlation of scores with the gold numbers.
  public static double spearman(Development development, double... scores) {
    return Moments.rankCorrelation(development.gold(), scores);
  }

  private static double[] inBatches(
      Block model, List<Pair> pairs, Function<List<Pair>, Tensor> answers) {
    boolean before = model.training();
    model.training(false);
    double[] all = new double[pairs.size()];
    for (int from = 0; from < all.length; from += 128) {
      try (var scope = Scope.withoutGradients()) {
        List<Pair> part = pairs.subList(from, Math.min(from + 128, all.length));
        System.arraycopy(answers.apply(part).toDoubles(), 0, all, from, part.size());
      }
    }
    model.training(before);
    return all;
  }

  private static List<int[]> firsts(List<Pair> pairs) {
    return pairs.stream().map(pair -> tokens(pair.first())).toList();
  }

  private static List<int[]> seconds(List<Pair> pairs) {
    return pairs.stream().map(pair -> tokens(pair.second())).toList();
  }

  private static int[] tokens(List<Integer> text) {
    return text.stream().mapToInt(Integer::intValue).toArray();
  }
}
