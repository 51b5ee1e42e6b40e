package org.offprint.methods.distill;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.distill.TransEncoder.Base;
import org.offprint.methods.distill.TransEncoder.Cycle;
import org.offprint.methods.distill.TransEncoder.Development;
import org.offprint.methods.distill.TransEncoder.Outcome;
import org.offprint.methods.model.BiEncoder;
import org.offprint.methods.model.CrossEncoder;

/// One line of encoders through the cycles of a {@link TransEncoder}, with the best of each kind.
final class Strand {
  final Base base;
  BiEncoder bi;
  @Nullable CrossEncoder cross;
  private final List<Cycle> cycles = new ArrayList<>();
  private @Nullable BiEncoder bestBi;
  private @Nullable CrossEncoder bestCross;
  private double highestBi = Double.NEGATIVE_INFINITY;
  private double highestCross = Double.NEGATIVE_INFINITY;

  Strand(Base base, BiEncoder start) {
    this.base = base;
    bi = start;
  }

  CrossEncoder cross() {
    return Objects.requireNonNull(cross, "a cycle trains it first");
  }

  /// Scores the encoders of a cycle; without development pairs the latest counts as best.
  void look(int cycle, Development development) {
    boolean blind = development.pairs().isEmpty();
    double ofCross =
        blind
            ? Double.NaN
            : TransEncoder.spearman(development, TransEncoder.probs(cross(), development.pairs()));
    double ofBi =
        blind
            ? Double.NaN
            : TransEncoder.spearman(development, TransEncoder.cosines(bi, development.pairs()));
    if (bestCross == null || blind || ofCross > highestCross) {
      bestCross = cross();
      highestCross = ofCross;
    }
    if (bestBi == null || blind || ofBi > highestBi) {
      bestBi = bi;
      highestBi = ofBi;
    }
    cycles.add(new Cycle(cycle, ofCross, ofBi));
  }

  Outcome outcome() {
    return new Outcome(
        Objects.requireNonNull(bestBi, "there was a cycle"),
        Objects.requireNonNull(bestCross, "there was a cycle"),
        List.copyOf(cycles));
  }
}
