package org.offprint.lab.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.offprint.methods.estimate.WeakestLink.Model;
import org.offprint.methods.estimate.WeakestLink.Pair;

class CrossEvalTableTest {
  @Test
  void theTableHasSeventeenModelsAndLeavesOutWhatWasNotMeasured() {
    List<Model> models = CrossEvalTable.read();
    assertThat(models).hasSize(17);
    Model first = models.getFirst();
    assertThat(first.name()).isEqualTo("GPT-4o mini");
    assertThat(first.individual()).containsEntry("English", 73.64).doesNotContainKey("Tool");
    assertThat(first.cross())
        .containsEntry(new Pair("Coding", "Reasoning"), 72.03)
        .doesNotContainKey(new Pair("Tool", "Coding"));
  }
}
