package org.offprint.methods;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.offprint.methods.loss.CutCrossEntropy;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// The example on the first screen of the README, run.
class ReadmeTest {
  @Test
  void theExampleRuns() {
    Random random = new Random(1);
    Tensor embeddings = Tensor.normal(random, 1, 3, 8).requireGradient();
    Tensor classifier = Tensor.normal(random, 1, 50, 8).requireGradient();
    Tensor labels = Tensor.of(new long[] {4, 49, 0}, 3);
    double value;

    // tag: example
    try (Scope step = new Scope()) {
      Tensor loss = CutCrossEntropy.standard().apply(embeddings, classifier, null, labels);
      loss.backward(); // at no time were there tokens × vocabulary numbers in memory
      // end: example
      value = loss.value();
    }

    assertThat(value).isPositive();
    assertThat(embeddings.gradient()).isNotNull();
  }

  @Test
  void theReadmeShowsWhatRanHere() throws IOException {
    List<String> source =
        Files.readAllLines(Path.of("src/test/java/org/offprint/methods/ReadmeTest.java"));
    List<String> example =
        source.subList(
            source.indexOf("    // tag: example") + 1, source.indexOf("      // end: example"));

    assertThat(Files.readString(Path.of("../README.md")))
        .contains(String.join("\n", example).stripIndent());
  }
}
