package org.offprint.methods.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden");

  static List<Golden> methods() {
    return Goldens.ALL;
  }

  static Stream<Path> files() throws Exception {
    return Files.list(FOLDER).filter(file -> file.toString().endsWith(".json"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void everyCaseAgreesInEveryPrecisionAndOnEveryPath(Path file) throws Exception {
    JsonNode golden = JsonMapper.shared().readTree(Files.readString(file));
    Goldens.Report report = Goldens.verify(Goldens.of(golden).orElseThrow(), golden);
    assertThat(report.complaints()).isEmpty();
    assertThat(file).hasFileName(report.method() + ".json");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everyCheckerHasItsFile(Golden golden) {
    assertThat(FOLDER.resolve(golden.method() + ".json")).exists();
  }

  @ParameterizedTest
  @MethodSource("files")
  void aChangedValueIsNoticed(Path file) throws Exception {
    String text = Files.readString(file);
    int digit = text.indexOf("\"loss_mean\": ") + "\"loss_mean\": ".length();
    JsonNode moved =
        JsonMapper.shared().readTree(text.substring(0, digit) + "1" + text.substring(digit));
    assertThat(Goldens.verify(Goldens.of(moved).orElseThrow(), moved).agrees()).isFalse();
  }
}
