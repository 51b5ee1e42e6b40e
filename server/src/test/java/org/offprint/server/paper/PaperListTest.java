package org.offprint.server.paper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.paper.Tally;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;

class PaperListTest {
  @Test
  void pageAfterPageGivesEveryPaperOnceAlsoAmongEqualDatesAndWithoutOne() {
    try (Database database = TestDatabase.fresh()) {
      new Papers(database, (paper, shownAt) -> 1)
          .save(
              List.of(
                  paper("2603.00001", "2026-03-01"),
                  paper("2603.00002", "2026-03-02"),
                  paper("2603.00003", "2026-03-01"),
                  paper("2603.00004", null),
                  paper("2603.00005", "2026-03-01"),
                  paper("2603.00006", null)));
      PaperList list = new PaperList(database);

      List<String> ids = new ArrayList<>();
      PaperList.@Nullable Place place = null;
      while (true) {
        List<Paper> page = list.after(place, 2);
        if (page.isEmpty()) {
          break;
        }
        page.forEach(paper -> ids.add(paper.id().value()));
        place = PaperList.Place.of(page.getLast());
      }

      assertThat(ids)
          .containsExactly(
              "2603.00002", "2603.00001", "2603.00003", "2603.00005", "2603.00004", "2603.00006");
    }
  }

  private static Papers.Offered paper(String id, @Nullable String published) {
    return new Papers.Offered(
        new Paper(
            new PaperId(id),
            "Paper " + id,
            "An abstract.",
            null,
            null,
            List.of(Author.named("Ada Lovelace")),
            null,
            null,
            "cs.LG",
            List.of("cs.LG"),
            published == null ? null : new SaidDate(published),
            null,
            null,
            List.of(),
            null,
            null,
            null,
            null,
            List.of(),
            List.of(),
            new Tally(null, null, null, null),
            new Origin("test", Origin.Rank.archive, "2026-03-05", id)),
        null);
  }
}
