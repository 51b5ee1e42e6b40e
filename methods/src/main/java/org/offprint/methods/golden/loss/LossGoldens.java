package org.offprint.methods.golden.loss;

import java.util.List;
import org.offprint.methods.golden.Golden;

/// The checkers of this package.
public final class LossGoldens {
  public static final List<Golden> ALL =
      List.of(
          new CutCrossEntropyGolden(),
          new CompSumGolden(),
          new DiceGolden(),
          new OrthogonalProjectionGolden(),
          new LdrGolden(),
          new CoverageGolden(),
          new RobustMeanTeacherGolden(),
          new EditInvariantGolden(),
          new EarthMoverGolden());

  private LossGoldens() {}
}
