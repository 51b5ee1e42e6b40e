package org.offprint.methods.estimate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.Moments;
import org.offprint.methods.numeric.Order;

/// Law of the weakest link: whether the score of a task that needs two abilities is held down by the weaker one.
///
///     scenarios: model and pair with |a − b| > Δ;  lo = min(a, b), hi = max(a, b), cross score z
///     z < lo below both | z − lo < hi − z closer to the weaker | = midpoint | > closer to the stronger | z > hi above both
///     position = 2 (z − lo) / (hi − lo) − 1:  −1 at the weaker ability, +1 at the stronger
///
/// Shapes: scores of one scale, NaN or absent where one is missing; returns counts and positions.
/// Range: positions are any real; mean and median of no scenario are NaN.
/// Source: Zhong et al., Law of the Weakest Link: Cross Capabilities of Large Language Models, ICLR 2025, arXiv:2409.19951, section 4 and table 3.
/// Differs from the source: from the printed table this gives 37 below both and 21 between at Δ = 3, where the text says 38 and 20; the paper
/// has no word for midpoint or closer to the stronger, as neither occurs at Δ = 3.
/// Throws: IllegalArgumentException from the constructor, if Δ is negative or not finite.
@Source(paper = "arXiv:2409.19951", equation = "section 4, table 3")
public record WeakestLink(double gap) {
  public WeakestLink {
    Shapes.require("gap", gap, gap >= 0 && Double.isFinite(gap), "a finite difference Δ ≥ 0");
  }

  /// Δ = 3.
  public static WeakestLink standard() {
    return new WeakestLink(3);
  }

  /// Where a cross score lies beside the scores of its two abilities.
  public enum Placement {
    BELOW_BOTH,
    CLOSER_TO_WEAKER,
    MIDPOINT,
    CLOSER_TO_STRONGER,
    ABOVE_BOTH
  }

  /// The scores of a model in two abilities, and in tasks that need both.
  public record Scenario(double one, double other, double cross) {
    /// Empty where a score is missing.
    public Optional<Placement> placement() {
      double lo = Math.min(one, other);
      double hi = Math.max(one, other);
      if (Double.isNaN(lo + hi + cross)) {
        return Optional.empty();
      }
      if (cross < lo) {
        return Optional.of(Placement.BELOW_BOTH);
      }
      if (cross > hi) {
        return Optional.of(Placement.ABOVE_BOTH);
      }
      int side = Double.compare(cross - lo, hi - cross);
      return Optional.of(
          side < 0
              ? Placement.CLOSER_TO_WEAKER
              : side == 0 ? Placement.MIDPOINT : Placement.CLOSER_TO_STRONGER);
    }

    /// Empty for equal abilities, and where a score is missing.
    public OptionalDouble position() {
      double lo = Math.min(one, other);
      double hi = Math.max(one, other);
      return hi > lo && !Double.isNaN(cross)
          ? OptionalDouble.of(2 * (cross - lo) / (hi - lo) - 1)
          : OptionalDouble.empty();
    }
  }

  /// Two abilities that a task needs at once.
  public record Pair(String one, String other) {}

  /// What one model scored; an ability or pair that is absent was not measured.
  public record Model(String name, Map<String, Double> individual, Map<Pair, Double> cross) {
    public Model {
      individual = Collections.unmodifiableMap(new LinkedHashMap<>(individual));
      cross = Collections.unmodifiableMap(new LinkedHashMap<>(cross));
    }

    public List<Scenario> scenarios() {
      var scenarios = new ArrayList<Scenario>();
      cross.forEach((pair, z) -> {
        Double a = individual.get(pair.one());
        Double b = individual.get(pair.other());
        if (a != null && b != null) {
          scenarios.add(new Scenario(a, b, z));
        }
      });
      return scenarios;
    }
  }

  /// @param counts of every placement
  /// @param meanPosition NaN without scenarios
  /// @param medianPosition NaN without scenarios
  public record Tally(
      int scenarios, Map<Placement, Integer> counts, double meanPosition, double medianPosition) {
    public int of(Placement placement) {
      return counts.getOrDefault(placement, 0);
    }
  }

  /// Counts the scenarios whose two abilities differ by more than the gap.
  public Tally tally(List<Scenario> scenarios) {
    var counts = new EnumMap<Placement, Integer>(Placement.class);
    var positions = new ArrayList<Double>();
    for (Scenario one : scenarios) {
      var placement = one.placement();
      if (placement.isPresent() && Math.abs(one.one() - one.other()) > gap) {
        counts.merge(placement.get(), 1, Integer::sum);
        one.position().ifPresent(positions::add);
      }
    }
    double[] all = positions.stream().mapToDouble(Double::doubleValue).toArray();
    return new Tally(
        counts.values().stream().mapToInt(Integer::intValue).sum(),
        Map.copyOf(counts),
        Moments.mean(all),
        all.length == 0 ? Double.NaN : Order.median(all));
  }

  /// {@link #tally(List)} of all scenarios of all models.
  public Tally tallyOf(List<Model> models) {
    return tally(models.stream().flatMap(model -> model.scenarios().stream()).toList());
  }
}
