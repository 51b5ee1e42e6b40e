package org.offprint.server.ingest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.paper.Version;
import tools.jackson.databind.JsonNode;

/// The snapshot of all arXiv metadata, a line a paper: `categories` is one text, authors are parsed
/// into family name, given names and suffix, versions carry their dates.
record SnapshotForm() implements JsonForm {
  @Override
  public boolean fits(Fields record) {
    return record.has("authors_parsed") || record.isText("categories");
  }

  @Override
  public Said read(Fields record) {
    Draft draft =
        new Draft(record.id("id"))
            .title(record.neededText("title"))
            .abstractText(record.text("abstract"))
            .comment(record.text("comments"))
            .journalReference(record.text("journal-ref"))
            .doi(record.text("doi"))
            .licence(record.text("license"));
    authors(record, draft);
    ArxivFacts.categories(draft, record.text("categories"));
    for (Fields version : record.objects("versions")) {
      draft.versions.add(version(version));
    }
    draft.versions.sort(java.util.Comparator.comparingInt(Version::number));
    if (!draft.versions.isEmpty()) {
      draft.published = date(draft.versions.getFirst().submitted());
      draft.updated = date(draft.versions.getLast().submitted());
    }
    String asOf = record.text("update_date");
    return new Said.OfPaper(
        draft.paper("arxiv-snapshot", Origin.Rank.arxiv, asOf == null ? "" : asOf), null);
  }

  private static void authors(Fields record, Draft draft) {
    if (!record.isArray("authors_parsed")) {
      ArxivFacts.authors(draft, record.text("authors"));
      return;
    }
    for (JsonNode parts : record.node("authors_parsed")) {
      List<String> names = new ArrayList<>();
      for (int i : new int[] {1, 0, 2}) { // given names, family name, suffix
        JsonNode part = parts.path(i);
        if (!part.isMissingNode() && !part.isString()) {
          throw new Unreadable(
              "'authors_parsed' holds %s: expected lists of texts"
                  .formatted(Fields.cut(parts.toString())));
        }
        if (part.isString() && !part.stringValue().isBlank()) {
          names.add(part.stringValue());
        }
      }
      draft.author(TexText.plain(String.join(" ", names)));
    }
  }

  private static Version version(Fields version) {
    String name = version.neededText("version");
    String created = version.text("created");
    if (!name.matches("v[1-9]\\d{0,3}")) {
      throw new Unreadable("'version' is '%s': expected v1, v2, …".formatted(Fields.cut(name)));
    }
    return new Version(
        Integer.parseInt(name.substring(1)), created == null ? null : mailDate(created), null);
  }

  /// Dates as in mail: `Mon, 2 Apr 2007 19:18:42 GMT`.
  static Instant mailDate(String text) {
    try {
      return ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      throw new Unreadable(
          "'%s' is not a date: expected one like Mon, 2 Apr 2007 19:18:42 GMT"
              .formatted(Fields.cut(text)),
          e);
    }
  }

  static @Nullable SaidDate date(@Nullable Instant instant) {
    return instant == null ? null : SaidDate.of(instant);
  }
}
