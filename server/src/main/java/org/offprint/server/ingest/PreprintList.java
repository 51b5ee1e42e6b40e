package org.offprint.server.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.paper.Version;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An answer of the API of bioRxiv and medRxiv: versions of preprints, each known by its DOI.
///
/// @param records those of the category that was asked for
/// @param read how many came, of whatever category
/// @param total how many there are on all pages
public record PreprintList(List<Raw> records, int read, int total) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// @param category with `_` for spaces; null for all
  /// @throws ImportRefused if the answer is none
  public static PreprintList read(String server, @Nullable String category, byte[] answer) {
    JsonNode document;
    try {
      document = JSON.readTree(answer);
    } catch (JacksonException e) {
      throw new ImportRefused(
          "%s answered no JSON: %s".formatted(server, Fields.cut(e.getOriginalMessage())));
    }
    JsonNode message = document.path("messages").path(0);
    String status = message.path("status").asString("");
    if (status.toLowerCase(Locale.ROOT).startsWith("no posts found")) {
      return new PreprintList(List.of(), 0, 0);
    }
    int total = message.path("total").asInt(-1); // a number, or a number as text
    if (!status.equals("ok") || total < 0 || !document.path("collection").isArray()) {
      throw new ImportRefused(
          "%s answered '%s': expected a message with status ok and a total"
              .formatted(server, Fields.cut(status.isEmpty() ? document.toString() : status)));
    }
    List<Raw> records = new ArrayList<>();
    int read = 0;
    for (JsonNode item : document.path("collection")) {
      read++;
      if (category == null || category.equals(slug(item.path("category").asString("")))) {
        records.add(new Raw(read, item::toString, () -> said(server, new Fields(item))));
      }
    }
    return new PreprintList(records, read, total);
  }

  private static String slug(String category) {
    return category.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
  }

  private static Said said(String server, Fields item) {
    if (!item.whole().isObject()) {
      throw new Unreadable("not a JSON object: " + Fields.cut(item.whole().toString()));
    }
    PaperId id = item.id("doi");
    Draft draft =
        new Draft(id)
            .title(item.neededText("title"))
            .abstractText(item.text("abstract"))
            .doi(id.isDoi() ? id.value() : null)
            .licence(licence(item.text("license")));
    String authors = item.text("authors");
    for (String name : (authors == null ? "" : authors).split(";")) {
      draft.author(Names.inOrder(name.strip()));
    }
    String category = item.text("category");
    if (category != null && !category.isBlank()) {
      String key = server + "." + slug(category);
      draft.category(key).primaryCategory(key);
    }
    SaidDate date = item.date("date");
    int version = version(item.text("version"));
    if (version == 1) {
      draft.published = date;
    } else {
      draft.updated = date;
    }
    for (int number = 1; number <= version; number++) {
      draft.versions.add(
          new Version(number, number == version && date != null ? date.instant() : null, null));
    }
    String journal = item.text("published");
    if (journal != null && !journal.isBlank() && !journal.strip().equalsIgnoreCase("NA")) {
      draft.journalReference("doi:" + journal.strip());
    }
    return new Said.OfPaper(
        draft.paper(server, Origin.Rank.arxiv, date == null ? "" : date.text()), null);
  }

  private static int version(@Nullable String text) {
    if (text == null || !text.strip().matches("[1-9]\\d{0,2}")) {
      throw new Unreadable(
          "'version' is '%s': expected a number from 1"
              .formatted(Fields.cut(String.valueOf(text))));
    }
    return Integer.parseInt(text.strip());
  }

  /// `cc_by_nc_nd` is the name that the API has for CC BY-NC-ND.
  private static @Nullable String licence(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    String key = text.strip().toLowerCase(Locale.ROOT);
    return key.matches("cc_by(_[a-z]{2})*")
        ? "CC " + key.substring(3).toUpperCase(Locale.ROOT).replace('_', '-')
        : key.startsWith("cc0") ? "CC0" : text.strip();
  }
}
