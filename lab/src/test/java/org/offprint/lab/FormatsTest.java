package org.offprint.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.plugin.PaperFacts;
import org.offprint.catalog.result.Claim;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.DataSource;
import org.offprint.catalog.result.Estimate;
import org.offprint.catalog.result.Figure;
import org.offprint.catalog.result.FormulaCheck;
import org.offprint.catalog.result.Interval;
import org.offprint.catalog.result.Machine;
import org.offprint.catalog.result.Method;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.PaperClaims;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.ResultFile;
import org.offprint.catalog.result.Run;
import org.offprint.catalog.result.Series;
import org.offprint.catalog.result.Task;
import org.offprint.catalog.result.Verdict;

/// docs/formats.md says what the records say.
class FormatsTest {
  static Stream<Class<?>> records() {
    return Stream.of(
        Method.class,
        PaperFacts.class,
        PaperClaims.class,
        Claim.class,
        Task.class,
        DataSource.class,
        Metric.class,
        Condition.class,
        Result.class,
        FormulaCheck.class,
        Run.class,
        Figure.class,
        Estimate.class,
        Interval.class,
        Verdict.class,
        Machine.class,
        Series.class);
  }

  @ParameterizedTest
  @MethodSource("records")
  void thePageHasEveryFieldInItsOrderWithItsType(Class<?> type) throws IOException {
    List<String> page = Files.readAllLines(Path.of("../docs/formats.md"));
    int heading = page.indexOf("## `" + type.getSimpleName() + "`");
    assertThat(heading).as("a section about " + type.getSimpleName()).isNotNegative();
    List<String> rows =
        page.subList(heading + 1, page.size()).stream()
            .takeWhile(line -> !line.startsWith("## "))
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.replaceFirst("^(\\| `\\w+` \\| [^|]+ \\|).*", "$1"))
            .toList();
    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(type.getRecordComponents()).map(FormatsTest::row).toList());
  }

  private static String row(RecordComponent field) {
    boolean nullable = field.getAnnotatedType().isAnnotationPresent(Nullable.class);
    return "| `%s` | %s%s |"
        .formatted(field.getName(), words(field.getGenericType()), nullable ? ", or null" : "");
  }

  private static String words(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] of = generic.getActualTypeArguments();
      return generic.getRawType() == List.class
          ? "list of " + words(of[0])
          : "map of " + words(of[1]);
    }
    if (type == String.class || type == PaperId.class) {
      return "text";
    }
    if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
      return "whole number";
    }
    if (type == double.class || type == Double.class) {
      return "number";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    if (type == Instant.class) {
      return "time";
    }
    if (type == LocalDate.class) {
      return "day";
    }
    Class<?> named = (Class<?>) type;
    return named.isEnum()
        ? "one of "
            + Arrays.stream(named.getEnumConstants())
                .map(ResultFile.JSON::writeValueAsString)
                .collect(Collectors.joining(", "))
        : named.getSimpleName();
  }
}
