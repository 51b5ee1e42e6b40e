package org.offprint.server.ingest;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.paper.Tally;

/// A paper of the seed page. Two of them have no identifier; the bundled edition knows them by
/// title. The bare number after a date counts comments, and a missing upvote count is unknown.
final class SeedPage implements JsonForm {
  /// The page shows "Mar 5"; nothing on it is newer.
  private static final LocalDate SHOWN = LocalDate.parse("2026-03-05");

  private static final Instant READ = Instant.parse(SHOWN + "T00:00:00Z");

  private final Function<String, Optional<PaperId>> byTitle;

  SeedPage(Function<String, Optional<PaperId>> byTitle) {
    this.byTitle = byTitle;
  }

  @Override
  public boolean fits(Fields record) {
    return record.has("arxivId") && record.has("position");
  }

  @Override
  public Said read(Fields record) {
    String title = record.neededText("title");
    Draft draft = new Draft(id(record, title)).title(title).abstractText(record.text("abstract"));
    draft.authorCount = record.count("authorCount");
    draft.published = published(record);
    Fields organisation = record.object("organisation");
    if (organisation != null) {
      draft.organisation(
          organisation.neededText("slug"),
          organisation.neededText("name"),
          organisation.text("avatar"));
    }
    draft.tally = new Tally(record.count("upvotes"), record.count("commentCount"), null, READ);
    return new Said.OfPaper(draft.paper("seed-page", Origin.Rank.archive, SHOWN.toString()), null);
  }

  private PaperId id(Fields record, String title) {
    if (record.text("arxivId") != null) {
      return record.id("arxivId");
    }
    return byTitle
        .apply(title)
        .orElseThrow(() ->
            new Unreadable(
                "'arxivId' is unknown and no paper of the bundled edition is called '%s'"
                    .formatted(Fields.cut(title))));
  }

  private static @Nullable SaidDate published(Fields record) {
    return record.date("date");
  }
}
