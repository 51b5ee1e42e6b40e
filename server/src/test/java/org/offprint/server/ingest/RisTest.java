package org.offprint.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.SaidDate;

class RisTest {
  @Test
  void aRecordIsKeyedByArxivThenDoiThenItsTitleAndFirstAuthorAsInBibTex() {
    Reading reading =
        Reading.of(
            """
            TY  - UNPB
            TI  - A Title that goes
            on in a second line
            AU  - Müller, Jörg
            AU  - van der Berg, Ann
            AB  - An abstract.
            PY  - 2024
            DA  - 2024/11/13/
            UR  - https://arxiv.org/abs/2411.00100v2
            KW  - entropy
            ER  -

            TY  - JOUR
            T1  - Two
            A1  - A, Ann
            DO  - 10.1000/ABC
            JF  - J. of Examples
            Y1  - 1999/13//
            ER  -
            TY  - BOOK
            TI  - A Title
            AU  - Bo B
            TY  - JOUR
            AU  - Nobody
            ER  -
            """);
    List<Paper> papers = reading.papers();

    assertThat(reading.format()).isEqualTo("RIS");
    assertThat(papers.stream().limit(2))
        .extracting(paper -> paper.id().value())
        .containsExactly("2411.00100", "10.1000/abc");
    assertThat(papers.get(2).id())
        .isEqualTo(Reading.of("@misc{a, title={A title.}, author={B, Bo}}").paper().id());
    assertThat(papers.getFirst().title()).isEqualTo("A Title that goes on in a second line");
    assertThat(papers.getFirst().authors())
        .extracting(Author::name)
        .containsExactly("Jörg Müller", "Ann van der Berg");
    assertThat(papers.getFirst().published()).isEqualTo(new SaidDate("2024-11-13"));
    assertThat(papers.getFirst().keywords()).containsExactly("entropy");
    assertThat(papers.get(1).journalReference()).isEqualTo("J. of Examples");
    assertThat(papers.get(1).published()).isEqualTo(new SaidDate("1999"));
    assertThat(reading.reasons())
        .containsExactly("23: the record has no title: expected a line TI  - …");
  }

  @Test
  void tenThousandBrokenRecordsCostThemselvesOnly() {
    Random random = new Random(20_260_305);
    StringBuilder file = new StringBuilder();
    List<String> good = new ArrayList<>();
    for (int i = 1; i <= 10_000; i++) {
      String id = "2502.%05d".formatted(i);
      good.add(id);
      file.append(record(id));
      StringBuilder bad = new StringBuilder(record("2503.%05d".formatted(i)));
      switch (i % 5) {
        case 0 -> bad.setCharAt(random.nextInt(6, bad.length()), (char) random.nextInt(32, 0x500));
        case 1 -> bad.setLength(random.nextInt(8, bad.length()));
        case 2 -> bad.insert(random.nextInt(6, bad.length()), "\u0000");
        case 3 -> bad.insert(bad.indexOf("TI"), "x".repeat(3_000));
        default -> bad.replace(bad.indexOf("TI"), bad.indexOf("TI") + 2, "T\uD800");
      }
      file.append(bad.toString().replaceFirst("^T.", "TY")).append('\n');
    }
    Reading reading = Reading.of(file.toString());

    Set<String> read = new HashSet<>();
    reading.papers().forEach(paper -> read.add(paper.id().value()));
    assertThat(read.containsAll(good)).isTrue();
    assertThat(reading.papers().size() + reading.reasons().size()).isEqualTo(20_000);
    assertThat(reading.reasons()).noneMatch(reason -> reason.contains("unexpected"));
  }

  private static String record(String id) {
    return "TY  - UNPB\nTI  - Title\nAU  - A, Ann\nPY  - 2025\nUR  - https://arxiv.org/abs/%s\nER  - \n"
        .formatted(id);
  }
}
