package org.offprint.methods.golden.forecast;

import java.util.List;
import org.offprint.methods.golden.Golden;

/// The checkers of this package.
public final class ForecastGoldens {
  public static final List<Golden> ALL =
      List.of(new EntroPeGolden(), new GateformerGolden(), new PvClientGolden());

  private ForecastGoldens() {}
}
