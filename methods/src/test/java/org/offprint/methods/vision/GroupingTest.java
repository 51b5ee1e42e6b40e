package org.offprint.methods.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;

class GroupingTest {
  @Test
  void windowsHoldNeighboursAndLongDistanceGroupsEveryOther() {
    assertThat(new Grouping(2, 0).groups(2, 4))
        .isDeepEqualTo(new int[][] {{0, 1, 4, 5}, {2, 3, 6, 7}});
    assertThat(new Grouping(2, 2).groups(4, 4)[1]).containsExactly(1, 3, 9, 11);
  }

  @Property(seed = "1", tries = 100)
  void everyPlaceIsInExactlyOneGroup(
      @ForAll @IntRange(min = 1, max = 9) int height,
      @ForAll @IntRange(min = 1, max = 9) int width,
      @ForAll @IntRange(min = 1, max = 3) int size,
      @ForAll @IntRange(min = 0, max = 3) int interval) {
    var grouping = new Grouping(size, interval);
    int[] places =
        Arrays.stream(grouping.groups(height, width))
            .flatMapToInt(Arrays::stream)
            .sorted()
            .toArray();
    assertThat(places).hasSize(grouping.padded(height) * grouping.padded(width));
    for (int i = 0; i < places.length; i++) {
      assertThat(places[i]).isEqualTo(i);
    }
  }

  @Property(seed = "1", tries = 20)
  void opposingOffsetsAddUpToTheMiddle(@ForAll @IntRange(min = 1, max = 5) int size) {
    int[] index = Grouping.relativeIndex(size);
    int places = size * size;
    for (int i = 0; i < places; i++) {
      for (int j = 0; j < places; j++) {
        assertThat(index[i * places + j] + index[j * places + i]).isEqualTo(2 * index[0]);
      }
    }
  }

  /// In windows a change is seen inside its window only; over long distances by every I-th place.
  @Test
  void whatAPlaceSeesFollowsItsGroup() {
    for (int interval : new int[] {0, 2}) {
      var grouping = new Grouping(2, interval);
      var block = new CrossScaleBlock(Initial.seeded(1), 16, 2, grouping, 0);
      Tensor x = Tensor.normal(Initial.seeded(2).random(), 1, 1, 16, 16);
      double[] changed = x.toDoubles();
      changed[0] += 1;
      Tensor moved = Tensor.of(changed, 1, 16, 16).to(x.type());
      double[] apart =
          block.apply(moved, 4, 4).sub(block.apply(x, 4, 4)).abs().max(2, false).toDoubles();
      int[] group = grouping.groups(4, 4)[0];
      for (int place = 0; place < 16; place++) {
        int at = place;
        boolean sees = Arrays.stream(group).anyMatch(other -> other == at);
        assertThat(apart[place] > 0).as("place %d", place).isEqualTo(sees);
      }
    }
  }

  @Test
  void settingsOutsideTheirRangeAreRefused() {
    assertThatThrownBy(() -> new Grouping(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("group size is 0.0");
    assertThatThrownBy(() -> new CrossScaleBlock(Initial.seeded(1), 12, 2, new Grouping(2, 0), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dim is 12.0");
    assertThatThrownBy(() -> CrossScaleEmbedding.padding(3, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kernel is 3.0");
    assertThatThrownBy(() -> CrossScaleEmbedding.channels(6, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("width is 6.0");
  }
}
