package org.offprint.lab.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.CrossEvalTable;
import org.offprint.lab.data.Digits;
import org.offprint.methods.estimate.WeakestLink;
import org.offprint.methods.estimate.WeakestLink.Model;
import org.offprint.methods.estimate.WeakestLink.Pair;
import org.offprint.methods.estimate.WeakestLink.Placement;
import org.offprint.methods.estimate.WeakestLink.Tally;

/// Would the law of the weakest link hold for other models like these, and is it about a pair's own
/// weaker ability?
public final class WeakestLinkBootstrap implements Experiment {
  private static final int DRAWS = 2000;

  private static final Task TASK =
      Task.named("weakest-link-bootstrap", "The law of the weakest link over models drawn again")
          .dataset("the printed table 3 of the paper: 17 models, seven abilities, seven pairs")
          .split("17 models drawn with replacement, 2,000 times a seed")
          .baseline(
              "the same table with each model's pair scores dealt out to other pairs of the same model")
          .protocol(
              """
              Scores count where the two abilities differ by more than 3. The place of a pair's score is −1 at the weaker ability and 1 at the
              stronger; the median is taken, since places are far out where the abilities are close. Agrees when in more than 97.5 % of draws
              the median place lies below 0, nearer to the weaker. The table is fixed, so seeds change only the draws, and the interval over
              seeds is about the number of draws, not about models. Shown and not judged, since the paper does not claim it: how often pair
              scores that are dealt out anew among the pairs of the same model have as low a median, and how often as many of them are below
              both or nearer to the weaker. Where that is often, the table shows that pairs are hard, and not that a pair's own weaker ability
              holds it down.
              """)
          .metrics(
              Metric.share(
                  "draws-nearer-weaker",
                  "share of draws whose median place is nearer to the weaker ability",
                  Direction.HIGHER),
              Metric.difference(
                  "median-place", "mean over draws of the median place", "1", Direction.LOWER),
              Metric.share(
                  "weak-share",
                  "share of scores below both or nearer to the weaker, mean over draws",
                  Direction.HIGHER),
              Metric.share(
                  "as-low-by-chance",
                  "share of dealt-out tables with as low a median place",
                  Direction.LOWER),
              Metric.share(
                  "as-weak-by-chance",
                  "share of dealt-out tables with as many scores below both or nearer to the weaker",
                  Direction.LOWER))
          .agreesWhen(Condition.above("draws-nearer-weaker", 0.975))
          .claim(Claims.of("2409.19951", 3));

  @Override
  public String method() {
    return "weakest-link-statistics";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("draws", Integer.toString(DRAWS));
    settings.put("gap", "3");
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    List<Model> models = CrossEvalTable.read();
    var random = new SplittableRandom(seed);
    WeakestLink law = WeakestLink.standard();
    Tally printed = law.tallyOf(models);
    int nearer = 0;
    int asLow = 0;
    int asWeak = 0;
    double[] places = new double[DRAWS];
    double[] dealtPlaces = new double[DRAWS];
    double weak = 0;
    double dealtWeak = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      Tally drawn = law.tallyOf(drawn(models, random));
      Tally dealt = law.tallyOf(models.stream().map(model -> dealt(model, random)).toList());
      places[draw] = drawn.medianPosition();
      dealtPlaces[draw] = dealt.medianPosition();
      nearer += places[draw] < 0 ? 1 : 0;
      asLow += dealtPlaces[draw] <= printed.medianPosition() ? 1 : 0;
      asWeak += weak(dealt) >= weak(printed) ? 1 : 0;
      weak += weak(drawn) / DRAWS;
      dealtWeak += weak(dealt) / DRAWS;
      if ((draw + 1) % 500 == 0) {
        lab.progress().step("seed " + seed, draw + 1, DRAWS, "median " + places[draw]);
      }
    }
    double[] shares = IntStream.range(1, 40).mapToDouble(i -> i / 40.0).toArray();
    return new Trial()
        .ours("draws-nearer-weaker", nearer / (double) DRAWS)
        .both("median-place", mean(places), mean(dealtPlaces))
        .both("weak-share", weak, dealtWeak)
        .ours("as-low-by-chance", asLow / (double) DRAWS)
        .ours("as-weak-by-chance", asWeak / (double) DRAWS)
        .curve(
            "median place over draws",
            "share of draws",
            "median place",
            shares,
            quantiles(places, shares),
            quantiles(dealtPlaces, shares));
  }

  private static double weak(Tally tally) {
    return (tally.of(Placement.BELOW_BOTH) + tally.of(Placement.CLOSER_TO_WEAKER))
        / (double) tally.scenarios();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double[] quantiles(double[] values, double[] shares) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return Arrays.stream(shares).map(share -> sorted[(int) (share * sorted.length)]).toArray();
  }

  private static List<Model> drawn(List<Model> models, SplittableRandom random) {
    return models.stream().map(model -> models.get(random.nextInt(models.size()))).toList();
  }

  /// The model with its pair scores in another order: same abilities, same scores, other pairs.
  private static Model dealt(Model model, SplittableRandom random) {
    List<Pair> pairs = new ArrayList<>(model.cross().keySet());
    List<Double> scores = new ArrayList<>(model.cross().values());
    int[] order = Digits.shuffled(random, scores.size());
    Map<Pair, Double> cross = new LinkedHashMap<>();
    for (int i = 0; i < order.length; i++) {
      cross.put(pairs.get(i), scores.get(order[i]));
    }
    return new Model(model.name(), model.individual(), cross);
  }

  static List<Model> shuffled(List<Model> models, long seed) {
    return Arrays.stream(Digits.shuffled(new SplittableRandom(seed), models.size()))
        .mapToObj(models::get)
        .toList();
  }
}
