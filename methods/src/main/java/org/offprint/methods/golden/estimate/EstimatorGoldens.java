package org.offprint.methods.golden.estimate;

import java.util.List;
import org.offprint.methods.golden.Golden;

/// The checkers of this package.
public final class EstimatorGoldens {
  public static final List<Golden> ALL =
      List.of(
          new GeometryGolden(),
          new WeakestLinkGolden(),
          new SpectralEntropyGolden(),
          new DcPddGolden(),
          new InformationBoundsGolden(),
          new CalibrationGolden(),
          new MistGolden(),
          new KeynessGolden());

  private EstimatorGoldens() {}
}
