package org.offprint.methods.golden.scaling;

import java.util.List;
import org.offprint.methods.golden.Golden;

/// The checkers of this package.
public final class ScalingGoldens {
  public static final List<Golden> ALL =
      List.of(
          new AutoregressiveScalingGolden(),
          new TranslationScalingGolden(),
          new MultilingualScalingGolden(),
          new DownstreamScalingGolden());

  private ScalingGoldens() {}
}
