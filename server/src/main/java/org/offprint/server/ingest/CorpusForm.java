package org.offprint.server.ingest;

import java.util.List;
import java.util.Locale;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.SaidDate;

/// Corpora of papers, a line a paper.
sealed interface CorpusForm extends JsonForm {
  /// Papers as arXiv describes them: `categories` is a list, `published` says how precise it is.
  record ArxivLike() implements CorpusForm {
    @Override
    public boolean fits(Fields record) {
      return record.has("publishedPrecision")
          || (record.isArray("categories") && record.has("abstract") && !record.has("origin"));
    }

    @Override
    public Said read(Fields record) {
      Draft draft =
          new Draft(record.id("id"))
              .title(record.neededText("title"))
              .abstractText(record.text("abstract"))
              .primaryCategory(record.text("primaryCategory"))
              .comment(record.text("comment"));
      record.texts("authors").forEach(draft::author);
      record.texts("categories").forEach(draft::category);
      SaidDate published = record.date("published");
      String precision = record.text("publishedPrecision");
      if (published != null && (precision == null || precision.equals("day"))) {
        draft.published = published;
      } else if (published != null) {
        draft.publishedAbout(
            published); // the first day of a listing, or the month of the identifier
      }
      draft.updated = record.date("updated");
      String asOf =
          record.text("updated") != null ? record.text("updated") : record.text("firstSeen");
      return new Said.OfPaper(
          draft.paper("corpus", Origin.Rank.corpus, asOf == null ? "" : asOf), null);
    }
  }

  /// Papers of conferences, which have no date but a year.
  record Venue() implements CorpusForm {
    private static final List<String> ACRONYMS =
        List.of("iclr", "icml", "acl", "emnlp", "cvpr", "aaai");

    @Override
    public boolean fits(Fields record) {
      return record.has("venue") && record.has("year");
    }

    @Override
    public Said read(Fields record) {
      Integer year = record.count("year");
      String venue = record.neededText("venue");
      if (year == null || year < 1900 || year > 2200) {
        throw new Unreadable("'year' is %s: expected a year such as 2024".formatted(year));
      }
      Draft draft =
          new Draft(record.id("id"))
              .title(record.neededText("title"))
              .abstractText(record.text("abstract"))
              .journalReference(printed(venue) + " " + year);
      record.texts("authors").forEach(draft::author);
      String topic = record.text("topic");
      if (topic != null) {
        draft.keyword(topic);
      }
      draft.published = new SaidDate(String.valueOf(year));
      return new Said.OfPaper(draft.paper("venue", Origin.Rank.corpus, String.valueOf(year)), null);
    }

    private static String printed(String venue) {
      String lower = venue.toLowerCase(Locale.ROOT);
      return ACRONYMS.contains(lower)
          ? venue.toUpperCase(Locale.ROOT)
          : lower.equals("neurips") ? "NeurIPS" : venue;
    }
  }
}
