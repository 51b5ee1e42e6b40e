package org.offprint.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.offprint.catalog.result.DataSource;
import org.offprint.catalog.result.Method;
import org.offprint.catalog.result.PaperClaims;
import org.offprint.catalog.result.Scale;
import org.offprint.catalog.result.Task;
import org.offprint.lab.task.Experiment;

/// What holds for every task, found by scanning.
class ExperimentsTest {
  static Stream<Experiment> experiments() {
    return Registry.EXPERIMENTS.stream();
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void theClaimOfATaskIsOneOfItsPapersFile(Experiment experiment) throws IOException {
    Method method = Registry.method(experiment.method()).orElseThrow();
    Path file = Path.of("../claims", method.paper().value() + ".json");
    assertThat(PaperClaims.parse(file.toString(), Files.readString(file)).claims())
        .contains(experiment.task().claim());
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void aTaskIsAtSmallScaleUnlessItsDataIsTheClaims(Experiment experiment) {
    Task task = experiment.task();
    if (task.scale() == Scale.FULL) {
      assertThat(task.dataset()).isEqualTo(task.claim().dataset());
    }
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void everyDataSetSaysWhereItComesFromAndUnderWhatLicence(Experiment experiment) {
    for (DataSource source : experiment.task().data()) {
      assertThat(source.home()).as(source.name()).startsWith("https://");
      assertThat(source.licence()).as(source.name()).isNotBlank();
    }
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void theIdOfATaskIsItsOwn(Experiment experiment) {
    List<String> same =
        experiments().map(one -> one.task().id()).filter(experiment.task().id()::equals).toList();
    assertThat(same).hasSize(1);
  }
}
