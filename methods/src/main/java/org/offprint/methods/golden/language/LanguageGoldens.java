package org.offprint.methods.golden.language;

import java.util.List;
import org.offprint.methods.golden.Golden;

/// The checkers of this package.
public final class LanguageGoldens {
  public static final List<Golden> ALL =
      List.of(
          new MixtureOfLorasGolden(),
          new XCrossGolden(),
          new ChainOfModelGolden(),
          new EmergentExpertsGolden(),
          new ForwardOnlyGolden(),
          new EntropyGuidedGolden(),
          new SkillPackGolden(),
          new GenerativeModellingGolden());

  private LanguageGoldens() {}
}
