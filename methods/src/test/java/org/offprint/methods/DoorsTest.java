package org.offprint.methods;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Executable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Nobody meets libtorch's words, an array index or a division by zero: whatever is public answers,
/// or says what was wrong with what it was given. Every public class is found by scanning.
class DoorsTest {
  private static final Path CLASSES = Path.of("target/classes/org/offprint/methods");
  private static final int TIMES = Integer.getInteger("doors.times", 4);
  private static final Duration PATIENCE = Duration.ofMillis(250);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compress",
        "ctr",
        "decode",
        "distill",
        "estimate",
        "forecast",
        "language",
        "layer",
        "link",
        "loss",
        "model",
        "numeric",
        "objective",
        "scaling",
        "survival",
        "text",
        "train",
        "vision"
      })
  void badInputIsNamedAtEveryPublicDoor(String family) throws Exception {
    Doors doors = Doors.of(CLASSES, family);
    List<String> accidents = new ArrayList<>();
    List<String> untried = new ArrayList<>();
    int all = 0;
    int answered = 0;
    for (Class<?> type : doors.classes()) {
      for (Executable door : doors.doors(type)) {
        Doors.Tried tried = doors.knock(type, door, TIMES, PATIENCE);
        all++;
        if (tried.calls() == 0) {
          untried.add(door.toGenericString());
        }
        answered += tried.answered() > 0 ? 1 : 0;
        accidents.addAll(tried.accidents());
      }
    }
    assertThat(untried).as("doors that nobody could knock at").isEmpty();
    assertThat(accidents).isEmpty();
    // a fuzz that everything refuses, or that reaches nothing, would pass for no reason
    assertThat(answered).as("doors of %d that some argument opened", all).isGreaterThan(all / 3);
  }
}
