package org.offprint.lab.task;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.MovieRatings;
import org.offprint.lab.data.MovieRatings.Table;
import org.offprint.lab.model.ClickTraining;
import org.offprint.lab.model.ClickTraining.BatchLoss;
import org.offprint.lab.model.ClickTraining.Score;
import org.offprint.methods.ctr.Fcn;
import org.offprint.methods.ctr.TriBce;
import org.offprint.methods.layer.Initial;

/// Do two branches that are averaged learn more when each is also taught on its own?
public final class TaughtBranches implements Experiment {
  private static final ClickTraining TRAINING = new ClickTraining(4, 1000, 1e-4, 2, 2);
  private static final double RATE = 1e-2;
  private static final int WIDTH = 8;
  private static final int LEAST = 3;
  private static final int[] SIZES = {40_000, 10_000, 40_000};

  private static final Task TASK =
      Task.named("taught-branches", "Two cross networks taught together or each as well")
          .dataset(
              "MovieLens, latest small of October 2016: 100,004 ratings by 671 people; liked are 4 stars and more",
              MovieRatings.RATINGS,
              MovieRatings.MOVIES)
          .split(
              "drawn by the seed over all ratings: 40,000 of training, 10,000 of validation, 40,000 of test")
          .baseline("the same two networks with the cross-entropy of their mean logit alone")
          .protocol(
              """
              Eight fields: person, film, first three genres, year of the film, year of the rating, years between; words with fewer than 3 ratings
              in training share one number. FCN with embeddings of 8, 2 exponential and 2 linear cross layers, one head, no dropout; from the same
              start on the same batches of 1,000, at most 4 epochs of Adam at 1e-2, gradients to length 1, λ/2 Σ embedding² with
              λ = 1e-4; a look at the validation loss of the mean logit twice an epoch, stopping after 2 without gain; the best parameters
              are tested by the mean logit. The weights of Tri-BCE are not detached, as in the authors' code.
              """)
          .seeds(8)
          .metrics(
              Metric.difference(
                  "loss-difference",
                  "cross-entropy less that without the branches' own losses",
                  "nats",
                  Direction.LOWER),
              Metric.amount("loss", "mean cross-entropy", "nats", Direction.LOWER),
              Metric.difference(
                  "auc-difference", "AUC less that without them", "1", Direction.HIGHER),
              Metric.share("auc", "area under the ROC curve", Direction.HIGHER))
          .agreesWhen(Condition.below("loss-difference", 0))
          .claim(Claims.of("2407.13349", 3));

  @Override
  public String method() {
    return "tri-bce";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("embedding", Integer.toString(WIDTH));
    settings.put("layers", "2 exponential, 2 linear");
    settings.put("batch", Integer.toString(TRAINING.batch()));
    settings.put("epochs", Integer.toString(TRAINING.epochs()));
    settings.put("rate", Double.toString(RATE));
    settings.put("decay", Double.toString(TRAINING.decay()));
    settings.put("rarest.word", Integer.toString(LEAST));
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    Table[] parts = MovieRatings.read(lab).split(seed, LEAST, SIZES);
    Fcn taught = network(seed, parts[0].vocabulary());
    Fcn together = network(seed, parts[0].vocabulary());
    Score ours = score("Tri-BCE", taught, taught::loss, parts, seed, lab.progress());
    Score theirs =
        score(
            "one loss",
            together,
            (ids, labels) -> together.logits(ids).binaryCrossEntropy(labels).mean(),
            parts,
            seed,
            lab.progress());
    return new Trial()
        .paired("loss", "loss-difference", ours.loss(), theirs.loss())
        .paired("auc", "auc-difference", ours.area(), theirs.area());
  }

  private static Fcn network(long seed, int ids) {
    return new Fcn(
        Initial.seeded(seed),
        new Fcn.Settings(
            MovieRatings.FIELDS, ids, WIDTH, 1, 2, 2, false, 0, 0, 0, TriBce.standard()));
  }

  private static Score score(
      String name, Fcn model, BatchLoss loss, Table[] parts, long seed, Progress progress) {
    TRAINING.fit(
        "seed %d, %s".formatted(seed, name), model, loss, RATE, parts[0], parts[1], seed, progress);
    return ClickTraining.score(model, parts[2]);
  }
}
