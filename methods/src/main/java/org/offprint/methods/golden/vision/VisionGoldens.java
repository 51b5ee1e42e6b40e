package org.offprint.methods.golden.vision;

import java.util.List;
import org.offprint.methods.golden.Golden;

/// The checkers of this package.
public final class VisionGoldens {
  public static final List<Golden> ALL =
      List.of(new CrossFormerGolden(), new EfficientChannelAttentionGolden(), new CrReluGolden());

  private VisionGoldens() {}
}
