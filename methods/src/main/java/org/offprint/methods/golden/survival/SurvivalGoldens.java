package org.offprint.methods.golden.survival;

import java.util.List;
import org.offprint.methods.golden.Golden;

/// The checkers of this package.
public final class SurvivalGoldens {
  public static final List<Golden> ALL = List.of(new CmtaGolden());

  private SurvivalGoldens() {}
}
