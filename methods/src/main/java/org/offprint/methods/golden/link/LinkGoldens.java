package org.offprint.methods.golden.link;

import java.util.List;
import org.offprint.methods.golden.Golden;

/// The checkers of this package.
public final class LinkGoldens {
  public static final List<Golden> ALL = List.of(new XmenGolden());

  private LinkGoldens() {}
}
