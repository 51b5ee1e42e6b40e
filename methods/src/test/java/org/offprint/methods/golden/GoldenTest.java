package org.offprint.methods.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.offprint.methods.golden.Goldens.Report;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class GoldenTest {
  /// How many numbers of each file are moved.
  private static final int MOVED = Integer.getInteger("golden.moved", 12);

  private static final Path FOLDER = Path.of("src/test/resources/golden");

  static List<Golden> papers() {
    return Goldens.ALL;
  }

  static Stream<Path> files() throws Exception {
    return Files.list(FOLDER).filter(file -> file.toString().endsWith(".json")).sorted();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void everyValueAgrees(Path file) throws Exception {
    JsonNode golden = read(file);
    Report report = Goldens.verify(Goldens.of(golden).orElseThrow(), golden);
    assertThat(report.complaints()).isEmpty();
    assertThat(file).hasFileName(report.method() + ".json");
  }

  @ParameterizedTest
  @MethodSource("papers")
  void everyPaperHasItsFile(Golden golden) {
    assertThat(FOLDER.resolve(golden.entry().method() + ".json")).exists();
  }

  /// Moves one number at a time: inputs and outputs alike must be noticed, or be left aside by
  /// name.
  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void aChangedOutputIsNoticed(Path file) throws Exception {
    JsonNode golden = read(file);
    List<String> numbers = new ArrayList<>();
    numbers(golden, "", numbers);
    int noticed = 0;
    int tried = 0;
    for (int i = 0; i < numbers.size(); i += Math.max(1, numbers.size() / MOVED)) {
      tried++;
      JsonNode moved = moved(golden.deepCopy(), numbers.get(i));
      noticed += notices(moved) ? 1 : 0;
    }
    assertThat(noticed).as("of %d moved numbers", tried).isGreaterThan(tried / 3);
  }

  @Test
  void aNumberThatNobodyKnowsFailsTheFile() throws Exception {
    ObjectNode golden = (ObjectNode) read(FOLDER.resolve("cut-cross-entropy.json"));
    golden.put("surprise", 3);
    assertThat(Goldens.verify(Goldens.of(golden).orElseThrow(), golden).complaints())
        .singleElement()
        .asString()
        .contains("/surprise");
  }

  @Test
  void aFileWithoutValuesIsRefused() {
    ObjectNode empty = JsonMapper.shared().createObjectNode().put("arxiv", "2411.09009");
    empty.putArray("cases");
    assertThatThrownBy(() -> Goldens.verify(Goldens.of(empty).orElseThrow(), empty))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no value");
  }

  private static JsonNode read(Path file) throws Exception {
    return JsonMapper.shared().readTree(Files.readString(file));
  }

  private static boolean notices(JsonNode moved) {
    try {
      return !Goldens.verify(Goldens.of(moved).orElseThrow(), moved).agrees();
    } catch (RuntimeException e) {
      return true;
    }
  }

  private static void numbers(JsonNode node, String path, List<String> into) {
    if (node.isFloatingPointNumber()) {
      into.add(path);
    }
    node.properties()
        .forEach(one ->
            numbers(
                one.getValue(),
                path + "/" + one.getKey().replace("~", "~0").replace("/", "~1"),
                into));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      numbers(node.get(i), path + "/" + i, into);
    }
  }

  private static JsonNode moved(JsonNode golden, String path) {
    int slash = path.lastIndexOf('/');
    String last = path.substring(slash + 1).replace("~1", "/").replace("~0", "~");
    JsonNode parent = golden.at(path.substring(0, slash));
    double value = golden.at(path).doubleValue();
    double moved = value + 0.01 * Math.max(1, Math.abs(value));
    if (parent instanceof ObjectNode object) {
      object.put(last, moved);
    } else {
      ((tools.jackson.databind.node.ArrayNode) parent).set(Integer.parseInt(last), moved);
    }
    return golden;
  }
}
