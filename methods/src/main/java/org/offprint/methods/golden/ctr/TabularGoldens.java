package org.offprint.methods.golden.ctr;

import java.util.List;
import org.offprint.methods.golden.Golden;

/// The checkers of this package.
public final class TabularGoldens {
  public static final List<Golden> ALL = List.of(new FcnGolden(), new ArmNetGolden());

  private TabularGoldens() {}
}
