package org.offprint.server.ingest;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.PaperLink;
import org.offprint.catalog.paper.Tally;

/// The daily-papers archive, a line a paper and day: flat (`daily-papers.jsonl`), with the API's
/// whole entry (`-raw`), and with the counts as they settled (`-late`).
sealed interface DailyForm extends JsonForm {
  String SOURCE = "daily-papers";

  /// When the settled counts were read; the archive says "about" this day and no time.
  Instant LATE_READING = Instant.parse("2026-07-02T00:00:00Z");

  /// The flat form: what a list shows of a paper.
  record Flat() implements DailyForm {
    @Override
    public boolean fits(Fields record) {
      return record.has("snapshotAt") && !record.has("entry");
    }

    @Override
    public Said read(Fields record) {
      PaperId id = record.id("id");
      LocalDate day = record.neededDay("date");
      Instant snapshot = record.instant("snapshotAt");
      Draft draft =
          new Draft(id).title(record.neededText("title")).abstractText(record.text("abstract"));
      record.texts("authors").forEach(draft::author);
      record.texts("keywords").forEach(draft::keyword);
      String organisation = record.text("organization");
      if (organisation != null) {
        draft.organisation(null, organisation, null);
      }
      draft.published = record.date("publishedAt");
      draft
          .link(PaperLink.Kind.code, record.text("githubRepo"), SOURCE)
          .link(PaperLink.Kind.project, record.text("projectPage"), SOURCE);
      draft.tally = new Tally(record.count("upvotes"), record.count("numComments"), null, snapshot);
      return new Said.OfPaper(
          draft.paper(SOURCE, Origin.Rank.archive, asOf(snapshot)), listed(day, id));
    }
  }

  /// The whole entry of the API, with members, submitter and what models wrote.
  record Whole() implements DailyForm {
    @Override
    public boolean fits(Fields record) {
      return record.has("entry");
    }

    @Override
    public Said read(Fields record) {
      Fields entry = record.object("entry");
      if (entry == null) {
        throw new Unreadable("'entry' is missing");
      }
      return ApiForm.entry(entry, record.neededDay("date"), record.instant("snapshotAt"));
    }
  }

  /// Counts long after the day.
  record Late() implements DailyForm {
    @Override
    public boolean fits(Fields record) {
      return record.has("lateUpvotes");
    }

    @Override
    public Said read(Fields record) {
      PaperId id = record.id("id");
      Draft draft =
          new Draft(id).title(record.neededText("title")).abstractText(record.text("abstract"));
      record.texts("authors").forEach(draft::author);
      draft.published = record.date("publishedAt");
      draft.link(PaperLink.Kind.code, record.text("codeRepository"), SOURCE);
      draft.tally =
          new Tally(
              record.count("lateUpvotes"),
              record.count("lateComments"),
              record.count("codeStars"),
              LATE_READING);
      return new Said.OfPaper(
          draft.paper(SOURCE, Origin.Rank.archive, asOf(LATE_READING)),
          listed(record.neededDay("date"), id));
    }
  }

  private static Listing listed(LocalDate day, PaperId id) {
    return new Listing(day, id, Listing.DAILY, null, null, null);
  }

  private static String asOf(@Nullable Instant moment) {
    return moment == null ? "" : moment.toString();
  }
}
