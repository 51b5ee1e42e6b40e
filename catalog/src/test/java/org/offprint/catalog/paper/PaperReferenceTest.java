package org.offprint.catalog.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every line of `identifiers.txt` is one form and what it must be read as.
class PaperReferenceTest {
  static Stream<Arguments> forms() {
    return lines()
        .map(line -> line.split("\\|", -1))
        .map(f -> Arguments.of(unescaped(f[0]), f[1], f[2]));
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("forms")
  void readsAFormAsItsTableSays(String form, String id, String version) {
    var read = PaperReference.parse(form);
    if (id.equals("-")) {
      assertThat(read).isEmpty();
      assertThatThrownBy(() -> new PaperId(form)).isInstanceOf(IllegalArgumentException.class);
    } else {
      assertThat(read)
          .contains(
              new PaperReference(
                  new PaperId(id),
                  version.isEmpty()
                      ? OptionalInt.empty()
                      : OptionalInt.of(Integer.parseInt(version))));
    }
  }

  @Test
  void theTableIsLargeEnoughToBeWorthItsName() {
    List<String> lines = lines().toList();
    assertThat(lines).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(220);
    assertThat(lines.stream().filter(line -> line.endsWith("|-|"))).hasSizeGreaterThanOrEqualTo(60);
  }

  @Test
  void anIdentifierReadAgainIsItself() {
    lines()
        .map(line -> line.split("\\|", -1)[1])
        .filter(id -> !id.equals("-"))
        .forEach(id -> assertThat(PaperId.parse(id)).contains(new PaperId(id)));
  }

  @Test
  void aHugeTextIsRefusedWithoutBeingRead() {
    assertThat(PaperReference.parse("2411.09009 ".repeat(100_000))).isEmpty();
    assertThat(PaperReference.parse("(".repeat(499))).isEmpty();
    assertThatThrownBy(() -> new PaperId("10.1145/" + "x".repeat(1_000_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .hasSizeLessThan(500);
  }

  private static Stream<String> lines() {
    try (var in =
        Objects.requireNonNull(PaperReferenceTest.class.getResourceAsStream("identifiers.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines().filter(line -> !line.startsWith("#")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String unescaped(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '\\') {
        out.append(text.charAt(i));
        continue;
      }
      char kind = text.charAt(++i);
      switch (kind) {
        case 't' -> out.append('\t');
        case 'n' -> out.append('\n');
        case 'u' -> {
          out.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
          i += 4;
        }
        default -> out.append(kind);
      }
    }
    return out.toString();
  }
}
