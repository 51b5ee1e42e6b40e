package org.offprint.methods.golden.distill;

import java.util.List;
import org.offprint.methods.golden.Golden;

/// The checkers of this package.
public final class DistillationGoldens {
  public static final List<Golden> ALL =
      List.of(
          new PlackettLuceGolden(),
          new MultiAspectGolden(),
          new PartialRankingGolden(),
          new TransEncoderGolden(),
          new CrossEncoderDistillationGolden());

  private DistillationGoldens() {}
}
