package org.offprint.methods.compress;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.offprint.methods.layer.Initial;

class S2licTest extends CodecContract<S2lic> {
  private static final S2lic.Settings TINY =
      new S2lic.Settings(4, 4, 2, List.of(1), List.of(2), 4, 0.013, true);

  @Override
  protected S2lic model(Initial initial) {
    return new S2lic(initial, TINY);
  }

  @Test
  void settingsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> new S2lic.Settings(4, 4, 2, List.of(2, 1), List.of(2), 4, 0.013, true))
        .hasMessageContaining("2 depths and 1 heads");
    assertThatThrownBy(() -> new S2lic.Settings(4, 4, 2, List.of(2), List.of(2), 1, 0.013, true))
        .hasMessageContaining("window is 1");
    assertThatThrownBy(() ->
            new S2lic(
                Initial.seeded(1),
                new S2lic.Settings(4, 5, 2, List.of(2), List.of(2), 4, 0.013, true)))
        .hasMessageContaining("latentChannels is 5.0; expected a multiple of the 2 slices");
    assertThatThrownBy(() ->
            new S2lic(
                Initial.seeded(1),
                new S2lic.Settings(4, 4, 2, List.of(2), List.of(3), 4, 0.013, true)))
        .hasMessageContaining("4 channels do not divide into 3 heads");
  }
}
