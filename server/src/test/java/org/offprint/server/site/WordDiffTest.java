package org.offprint.server.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WordDiffTest {
  @Test
  void changedWordsStandBesideEachOtherAndTheRestOnce() {
    assertThat(diff("We show much less on one task.", "We show more on one task and another."))
        .isEqualTo("We show [-much less-] {+more+} on one [-task.-] {+task and another.+}");
  }

  @Test
  void lineBreaksAreNoChange() {
    assertThat(WordDiff.differ("a\n b", "a b")).isFalse();
    assertThat(diff("a\n b", "a b")).isEqualTo("a b");
  }

  @Test
  void anEmptyTextIsAllNew() {
    assertThat(diff("", "a b")).isEqualTo("{+a b+}");
  }

  @Test
  void endlessTextsAreNotCompared() {
    assertThat(WordDiff.between("a ".repeat(100_000), "b a ".repeat(100_000))).hasSize(2);
  }

  private static String diff(String before, String after) {
    return WordDiff.between(before, after).stream()
        .map(piece ->
            switch (piece.kind()) {
              case same -> piece.text();
              case removed -> "[-" + piece.text() + "-]";
              case added -> "{+" + piece.text() + "+}";
            })
        .collect(Collectors.joining(" "));
  }
}
