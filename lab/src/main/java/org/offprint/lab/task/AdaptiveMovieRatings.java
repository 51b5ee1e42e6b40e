package org.offprint.lab.task;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.MovieRatings;
import org.offprint.lab.data.MovieRatings.Table;
import org.offprint.lab.model.ClickTraining;
import org.offprint.lab.model.ClickTraining.BatchLoss;
import org.offprint.lab.model.ClickTraining.Score;
import org.offprint.lab.model.PlainClicks;
import org.offprint.methods.ctr.ArmNet;
import org.offprint.methods.ctr.ClickModel;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Do cross features that are chosen anew for every row read a table better than fixed ones?
public final class AdaptiveMovieRatings implements Experiment {
  private static final ClickTraining TRAINING = new ClickTraining(4, 1000, 1e-4, 2, 2);
  private static final double RATE = 1e-2;
  private static final int WIDTH = 8;
  private static final int NEURONS = 16;
  private static final int LEAST = 3;
  private static final int[] SIZES = {40_000, 10_000, 40_000};

  private static final Task TASK =
      Task.named("adaptive-movie-ratings", "Who likes which film, from crosses chosen by the row")
          .dataset(
              "MovieLens, latest small of October 2016: 100,004 ratings by 671 people; liked are 4 stars and more",
              MovieRatings.RATINGS,
              MovieRatings.MOVIES)
          .split(
              "drawn by the seed over all ratings: 40,000 of training, 10,000 of validation, 40,000 of test")
          .baseline(
              "a deep network of two hidden layers of 64 over the same embeddings, with a logistic regression beside it")
          .protocol(
              """
              Eight fields: person, film, first three genres, year of the film, year of the rating, years between; words with fewer than 3 ratings
              in training share one number. Embeddings of 8. ARM-Net: one head of 16 neurons, α = 2, one hidden layer of 64.
              Beside it and the baseline: logistic regression, a factorisation machine, and ARM-Net with α = 1, the softmax, which leaves no field out. All models: batches
              of 1,000, at most 4 epochs of Adam at 1e-2, gradients to length 1, λ/2 Σ embedding² with λ = 1e-4, a look at
              validation loss twice an epoch, stopping after 2 without gain; the best parameters are tested. The rate, of 1e-3, 3e-3 and 1e-2, has every model's best
              loss, or within 0.0003 nats of it, with another seed; λ is not tuned.
              """)
          .seeds(4)
          .metrics(
              Metric.difference("gain", "AUC less that of the deep network", "1", Direction.HIGHER),
              Metric.difference(
                  "gain-over-factorisation",
                  "AUC less that of the factorisation machine",
                  "1",
                  Direction.HIGHER),
              Metric.share("auc", "area under the ROC curve", Direction.HIGHER),
              Metric.amount("loss", "mean cross-entropy", "nats", Direction.LOWER),
              Metric.share(
                  "left-out",
                  "share of fields that a neuron leaves out, over 1,000 rows",
                  Direction.HIGHER),
              Metric.amount("parameters", "parameters beside the embeddings", "1", Direction.LOWER))
          .agreesWhen(Condition.above("gain", 0), Condition.above("gain-over-factorisation", 0))
          .claim(Claims.of("2107.01830", 1));

  @Override
  public String method() {
    return "arm-net";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("embedding", Integer.toString(WIDTH));
    settings.put("neurons", Integer.toString(NEURONS));
    settings.put("alpha", "2");
    settings.put("hidden", "64");
    settings.put("batch", Integer.toString(TRAINING.batch()));
    settings.put("epochs", Integer.toString(TRAINING.epochs()));
    settings.put("rate", Double.toString(RATE));
    settings.put("decay", Double.toString(TRAINING.decay()));
    settings.put("rarest.word", Integer.toString(LEAST));
    return settings;
  }

  /// A trained model's score and size.
  private record Outcome(Score score, double parameters) {}

  private static <M extends Block & ClickModel> Outcome outcome(
      String name, M model, BatchLoss loss, Table[] parts, long seed, Progress progress) {
    TRAINING.fit(
        "seed %d, %s".formatted(seed, name), model, loss, RATE, parts[0], parts[1], seed, progress);
    long beside =
        model.parameters().entrySet().stream()
            .filter(entry -> !entry.getKey().startsWith("embedding"))
            .mapToLong(entry -> entry.getValue().count())
            .sum();
    return new Outcome(ClickTraining.score(model, parts[2]), beside);
  }

  @Override
  public Trial run(long seed, Lab lab) {
    Table[] parts = MovieRatings.read(lab).split(seed, LEAST, SIZES);
    int ids = parts[0].vocabulary();
    int fields = MovieRatings.FIELDS;
    var sparse = network(seed, ids, 2);
    var deep = PlainClicks.deep(seed, fields, ids, WIDTH, 64, 64);
    Outcome ours = outcome("ARM-Net", sparse, sparse::loss, parts, seed, lab.progress());
    Outcome theirs = outcome("deep network", deep, deep::loss, parts, seed, lab.progress());
    Trial trial =
        new Trial()
            .paired("auc", "gain", ours.score.area(), theirs.score.area())
            .both("loss", ours.score.loss(), theirs.score.loss())
            .both("parameters", ours.parameters, theirs.parameters);
    var factorisation = PlainClicks.factorisation(seed, ids, WIDTH);
    Outcome machine =
        other(trial, "factorisation machine", factorisation, parts, seed, lab.progress());
    trial.ours("gain-over-factorisation", ours.score.area() - machine.score.area());
    other(
        trial, "logistic regression", PlainClicks.logistic(seed, ids), parts, seed, lab.progress());
    other(trial, "ARM-Net with softmax", network(seed, ids, 1), parts, seed, lab.progress());
    trial.ours("left-out", leftOut(sparse, parts[2]));
    return trial;
  }

  private static ArmNet network(long seed, int ids, double alpha) {
    return new ArmNet(
        Initial.seeded(seed),
        new ArmNet.Settings(MovieRatings.FIELDS, ids, WIDTH, 0, NEURONS, alpha, 1, 64, 0, false));
  }

  /// The share of gates that are exactly zero.
  private static double leftOut(ArmNet model, Table table) {
    try (var scope = Scope.withoutGradients()) {
      Tensor ids = table.ids(IntStream.range(0, 1000).toArray());
      Tensor gates = model.explain(ids, Tensor.ones(Type.FLOAT32, ids.shape())).gates();
      return gates.isEqual(0).to(Type.FLOAT32).mean().value();
    }
  }

  private static <M extends Block & ClickModel> Outcome other(
      Trial trial, String name, M model, Table[] parts, long seed, Progress progress) {
    Outcome outcome = outcome(name, model, model::loss, parts, seed, progress);
    trial.other(name, "auc", outcome.score.area());
    trial.other(name, "loss", outcome.score.loss());
    trial.other(name, "parameters", outcome.parameters);
    return outcome;
  }
}
