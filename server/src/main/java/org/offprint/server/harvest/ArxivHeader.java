package org.offprint.server.harvest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.ingest.Unreadable;
import org.offprint.server.ingest.XmlElement;

/// What a record of arXiv's OAI-PMH says of its announcement, also where the rest of it cannot be
/// read: a paper without a title was announced all the same.
///
/// @param categories the primary one first; empty where they cannot be read
/// @param submitted when each version was, from the first on; empty where that cannot be read
record ArxivHeader(
    PaperId paper,
    LocalDate stamp,
    boolean deleted,
    List<String> categories,
    List<Instant> submitted) {
  private static final Pattern IDENTIFIER =
      Pattern.compile("<identifier>\\s*oai:arXiv\\.org:([^<\\s]{1,40})\\s*</identifier>");
  private static final Pattern STAMP =
      Pattern.compile("<datestamp>\\s*(\\d{4}-\\d{2}-\\d{2})[^<]{0,20}</datestamp>");

  ArxivHeader {
    categories = List.copyOf(categories);
    submitted = List.copyOf(submitted);
  }

  /// Nothing where not even the identifier and the date are there.
  static Optional<ArxivHeader> of(String record) {
    Matcher identifier = IDENTIFIER.matcher(record);
    Matcher stamp = STAMP.matcher(record);
    if (!identifier.find() || !stamp.find()) {
      return Optional.empty();
    }
    Optional<PaperId> paper = PaperId.parse(identifier.group(1));
    try {
      LocalDate day = LocalDate.parse(stamp.group(1));
      return paper.map(id -> of(id, day, record));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static ArxivHeader of(PaperId paper, LocalDate stamp, String record) {
    try {
      XmlElement xml = XmlElement.parse(record);
      XmlElement header = xml.first("header");
      XmlElement metadata = xml.first("metadata");
      XmlElement raw = metadata == null ? null : metadata.first("arXivRaw");
      boolean deleted = header != null && "deleted".equals(header.attribute("status"));
      String categories = raw == null ? null : raw.text("categories");
      return new ArxivHeader(
          paper,
          stamp,
          deleted,
          categories == null || categories.isBlank()
              ? List.of()
              : List.of(categories.strip().split("\\s+")),
          raw == null ? List.of() : submitted(raw));
    } catch (Unreadable e) {
      return new ArxivHeader(paper, stamp, false, List.of(), List.of());
    }
  }

  private static List<Instant> submitted(XmlElement raw) {
    List<Instant> moments = new ArrayList<>();
    for (XmlElement version : raw.all("version")) {
      @Nullable String date = version.text("date");
      try {
        moments.add(
            ZonedDateTime.parse(String.valueOf(date).strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                .toInstant());
      } catch (DateTimeException e) {
        return List.of();
      }
    }
    moments.sort(null);
    return moments;
  }

  /// Whether the paper is in a category, as far as it says.
  boolean isIn(String category) {
    return categories.isEmpty() || categories.contains(category);
  }

  boolean isPrimary(String category) {
    return !categories.isEmpty() && categories.getFirst().equals(category);
  }
}
