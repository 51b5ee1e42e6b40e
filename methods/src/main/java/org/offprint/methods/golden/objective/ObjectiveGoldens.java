package org.offprint.methods.golden.objective;

import java.util.List;
import org.offprint.methods.golden.Golden;

/// The checkers of this package.
public final class ObjectiveGoldens {
  public static final List<Golden> ALL =
      List.of(
          new FlipFlopGolden(),
          new EntropyMechanismGolden(),
          new CrossThinkGolden(),
          new AresGolden(),
          new PearGolden(),
          new EntropyDynamicsGolden());

  private ObjectiveGoldens() {}
}
