package org.offprint.methods.golden.decode;

import java.util.List;
import org.offprint.methods.golden.Golden;

/// The checkers of this package.
public final class DecodingGoldens {
  public static final List<Golden> ALL =
      List.of(new CrossEntropyMethodGolden(), new MirostatGolden(), new EntropyAdaptiveGolden());

  private DecodingGoldens() {}
}
