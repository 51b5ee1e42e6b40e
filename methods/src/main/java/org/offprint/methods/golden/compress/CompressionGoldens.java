package org.offprint.methods.golden.compress;

import java.util.List;
import org.offprint.methods.golden.Golden;

/// The checkers of this package.
public final class CompressionGoldens {
  public static final List<Golden> ALL = List.of();

  private CompressionGoldens() {}
}
