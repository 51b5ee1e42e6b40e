package org.offprint.methods.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.offprint.methods.forecast.EntropyPatcher.Threshold;

class EntropyPatcherTest {
  @Test
  void aHighEntropyStartsAPatchAtTheNextStep() {
    var patcher = new EntropyPatcher(new Threshold.Quantile(0.5, false), 99);
    assertThat(patcher.marks(1, 5, 1, 1, 1)).containsExactly(false, true, false, false, false);
    assertThat(patcher.patches(new double[][] {{1, 5, 1, 1, 1}})[0]).containsExactly(2, 4);
  }

  @Test
  void aRowThatNeverVariesIsOnePatchAndTwoInMonotoneMode() {
    double[] flat = {2, 2, 2, 2};
    var plain = new EntropyPatcher(new Threshold.Quantile(0.95, false), 99);
    var monotone = new EntropyPatcher(new Threshold.Quantile(0.95, true), 99);
    assertThat(plain.patches(new double[][] {flat})[0]).containsExactly(5);
    assertThat(monotone.patches(new double[][] {flat})[0]).containsExactly(1, 4);
  }

  @Test
  void aMarkAtTheLastStepLeavesAPatchThatIsEmptyInsideTheWindow() {
    var patcher = new EntropyPatcher(new Threshold.Quantile(0.9, false), 99);
    assertThat(patcher.patches(new double[][] {{1, 1, 1, 9}})[0]).containsExactly(4, 1);
  }

  @Test
  void bothThresholdsMustBePassedInDualMode() {
    var patcher = new EntropyPatcher(new Threshold.Dual(1, 0.5), 99);
    assertThat(patcher.marks(3, 3.2, 0.2, 0.9, 2))
        .containsExactly(false, false, false, false, true);
  }

  @Test
  void longPatchesAreCutFromTheLeft() {
    assertThat(EntropyPatcher.lengths(new int[] {0, 7}, 9, 3)).containsExactly(3, 3, 1, 2);
  }

  @Test
  void rowsArePaddedToEquallyManyPatches() {
    var patcher = new EntropyPatcher(new Threshold.Dual(1, 0), 99);
    assertThat(patcher.patches(new double[][] {{0, 2, 0, 2}, {0, 0, 0, 0}}))
        .isDeepEqualTo(new int[][] {{2, 2, 1}, {5, 0, 0}});
  }

  @Property(seed = "1", tries = 200)
  void lengthsAddUpAndEveryStepHasItsPatch(
      @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = 0, max = 5) Double> row,
      @ForAll @DoubleRange(min = 0, max = 1) double q,
      @ForAll boolean monotone,
      @ForAll @IntRange(min = 1, max = 10) int longest) {
    double[] entropies = row.stream().mapToDouble(h -> h).toArray();
    var patcher = new EntropyPatcher(new Threshold.Quantile(q, monotone), longest);
    int[] lengths = patcher.patches(new double[][] {entropies})[0];
    assertThat(Arrays.stream(lengths).sum()).isEqualTo(entropies.length + 1);
    assertThat(Arrays.stream(lengths).max().orElse(0)).isLessThanOrEqualTo(longest);
    int[] patchOf = EntropyPatcher.patchOf(lengths, entropies.length);
    for (int t = 1; t < patchOf.length; t++) {
      assertThat(patchOf[t] - patchOf[t - 1]).isBetween(0, 1);
    }
  }

  /// The quantile is of the row, so the count of patches says nothing about the series.
  @Property(seed = "1", tries = 100)
  void aboutOneMinusQOfTheStepsAreMarked(@ForAll @IntRange(min = 20, max = 60) int steps) {
    double[] entropies = new double[steps];
    Arrays.setAll(entropies, t -> (t * 37 % steps) + 0.001 * t);
    var patcher = new EntropyPatcher(new Threshold.Quantile(0.75, false), 99);
    int marks = 0;
    for (boolean mark : patcher.marks(entropies)) {
      marks += mark ? 1 : 0;
    }
    assertThat((double) marks).isBetween(0.25 * steps - 2, 0.25 * steps + 2);
  }

  @Test
  void nanAndNothingAreRefused() {
    var patcher = EntropyPatcher.standard();
    assertThatThrownBy(() -> patcher.marks(1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("entropies [1.0, NaN]");
    assertThatThrownBy(patcher::marks).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Threshold.Quantile(4.0, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("q is 4.0; expected a share from 0 to 1");
    assertThatThrownBy(() -> EntropyPatcher.patchOf(new int[] {2}, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lengths [2] add up to 2");
  }
}
