package org.offprint.server.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.offprint.catalog.paper.SaidDate;

class WordsTest {
  @Test
  void oneIsSingularAndEverythingElsePlural() {
    assertThat(Words.count(1, "author", "authors")).isEqualTo("1 author");
    assertThat(Words.count(0, "author", "authors")).isEqualTo("0 authors");
    assertThat(Words.count(1024, "author", "authors")).isEqualTo("1,024 authors");
  }

  @Test
  void namesBeyondTheThirdAreCountedUnlessOnlyOneWouldBe() {
    assertThat(Words.names(List.of("A"), 1, 3)).isEqualTo("A");
    assertThat(Words.names(List.of("A", "B"), 2, 3)).isEqualTo("A and B");
    assertThat(Words.names(List.of("A", "B", "C"), 3, 3)).isEqualTo("A, B and C");
    assertThat(Words.names(List.of("A", "B", "C", "D"), 4, 3)).isEqualTo("A, B, C and D");
    assertThat(Words.names(List.of("A", "B", "C", "D", "E"), 5, 3))
        .isEqualTo("A, B, C and 2 others");
    assertThat(Words.names(List.of("A", "B"), 3, 3)).isEqualTo("A, B and 1 other");
    assertThat(Words.names(List.of(), 1, 3)).isEqualTo("1 author");
  }

  @Test
  void aDateIsNeverMorePreciseThanItsSource() {
    assertThat(Words.date(new SaidDate("2019"))).isEqualTo("2019");
    assertThat(Words.date(new SaidDate("2007-05"))).isEqualTo("May 2007");
    assertThat(Words.date(new SaidDate("2024-11-13"))).isEqualTo("13 November 2024");
    assertThat(Words.weekday(LocalDate.of(2026, 3, 5))).isEqualTo("Thursday 5 March 2026");
  }

  @Test
  void valuesHaveThreeDigitsThatCount() {
    assertThat(Words.value(24_000)).isEqualTo("24,000");
    assertThat(Words.value(58.42)).isEqualTo("58.4");
    assertThat(Words.value(4.2)).isEqualTo("4.2");
    assertThat(Words.value(0.000123)).isEqualTo("0.000123");
    assertThat(Words.value(3.2e-7)).isEqualTo("3.2 × 10⁻⁷");
    assertThat(Words.value(1e-5)).isEqualTo("1 × 10⁻⁵");
    assertThat(Words.value(-0.5)).isEqualTo("−0.500");
    assertThat(Words.value(58, "1")).isEqualTo("58");
    assertThat(Words.value(2, "MiB")).isEqualTo("2\u00a0MiB");
  }
}
