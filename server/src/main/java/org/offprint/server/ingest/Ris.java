package org.offprint.server.ingest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.SaidDate;

/// RIS, as reference managers export it: a line a fact, `TY - ` at the beginning of a record and
/// `ER - ` at its end. Keys are those of {@link BibTex}, so that both exports of a library are the
/// same papers.
record Ris() implements Format {
  private static final int LONGEST = 1 << 20;
  private static final Pattern LINE = Pattern.compile("([A-Z][A-Z0-9]) {1,2}-(?: (.*))?");
  private static final Pattern BEGINNING = Pattern.compile("(?m)^\\s*TY {1,2}- ?[A-Z]");
  private static final Pattern DAY =
      Pattern.compile("(\\d{4})(?:[/-](\\d{1,2})(?:[/-](\\d{1,2}))?)?.*");

  @Override
  public String name() {
    return "RIS";
  }

  @Override
  public boolean recognises(String opening) {
    return BEGINNING.matcher(opening).find();
  }

  /// A record goes from its type to the next one, so that a missing end costs nothing.
  @Override
  public void read(SourceFile file, Consumer<Raw> records) throws IOException {
    Lines lines = new Lines(file.content());
    StringBuilder record = new StringBuilder();
    long begin = 1;
    while (true) {
      byte[] bytes;
      try {
        bytes = lines.next();
      } catch (IOException e) {
        if (!record.isEmpty()) {
          records.accept(Raw.bad(begin, record.toString(), "the file breaks off in this record"));
        }
        throw e;
      }
      String line = bytes == null ? null : decoded(bytes).strip();
      if (line == null || line.matches("TY {1,2}-.*")) {
        hand(record.toString(), begin, records);
        record.setLength(0);
        begin = lines.number();
      }
      if (line == null) {
        return;
      }
      boolean before = record.isEmpty() && !line.startsWith("TY");
      if (!before && record.length() < LONGEST) {
        record.append(line).append('\n');
      }
    }
  }

  private static String decoded(byte[] bytes) {
    String text;
    try {
      text = Lines.utf8(bytes);
    } catch (Unreadable notUtf8) {
      text = new String(bytes, StandardCharsets.ISO_8859_1);
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static void hand(String text, long line, Consumer<Raw> records) {
    if (text.isBlank()) {
      return;
    }
    records.accept(
        text.length() >= LONGEST
            ? Raw.bad(
                line,
                text.substring(0, 16_000),
                "the record is longer than %d characters".formatted(LONGEST))
            : new Raw(line, () -> text, () -> said(text)));
  }

  private static Said said(String text) {
    Map<String, List<String>> tags = tags(text);
    String title = first(tags, "TI", "T1", "CT");
    if (title == null) {
      throw new Unreadable("the record has no title: expected a line TI  - …");
    }
    List<String> authors = new ArrayList<>();
    for (String tag : List.of("AU", "A1")) {
      for (String name : tags.getOrDefault(tag, List.of())) {
        String plain = PlainText.line(Names.inOrder(name));
        if (!plain.isEmpty() && !authors.contains(plain)) {
          authors.add(plain);
        }
      }
    }
    Optional<PaperId> doi =
        tags.getOrDefault("DO", List.of()).stream()
            .flatMap(value -> PaperId.parse(value).stream())
            .filter(PaperId::isDoi)
            .findFirst();
    PaperId id = arxiv(tags).or(() -> doi).orElseGet(() -> LocalKey.of(title, authors));
    Draft draft = new Draft(id).title(title).abstractText(first(tags, "AB", "N2"));
    authors.forEach(draft::author);
    doi.ifPresent(found -> draft.doi(found.value()));
    String journal = first(tags, "JO", "JF", "T2", "BT", "JA");
    if (journal != null && !journal.toLowerCase(java.util.Locale.ROOT).startsWith("arxiv")) {
      draft.journalReference(journal);
    }
    tags.getOrDefault("KW", List.of()).forEach(draft::keyword);
    draft.comment(first(tags, "N1"));
    draft.published = published(first(tags, "DA", "PY", "Y1"), first(tags, "PY", "Y1"));
    return new Said.OfPaper(draft.paper("ris", Origin.Rank.archive, ""), null);
  }

  /// A line without a tag goes on with the fact before it.
  private static Map<String, List<String>> tags(String text) {
    Map<String, List<String>> tags = new LinkedHashMap<>();
    String last = "";
    for (String line : text.split("\n")) {
      Matcher tag = LINE.matcher(line);
      if (tag.matches()) {
        last = tag.group(1);
        if (last.equals("ER")) {
          break;
        }
        String value = tag.group(2) == null ? "" : tag.group(2).strip();
        tags.computeIfAbsent(last, key -> new ArrayList<>()).add(value);
      } else if (!line.isBlank() && !last.isEmpty()) {
        List<String> values = tags.get(last);
        if (values != null) {
          values.add(values.removeLast() + "\n" + line);
        }
      }
    }
    return tags;
  }

  private static @Nullable String first(Map<String, List<String>> tags, String... names) {
    for (String name : names) {
      for (String value : tags.getOrDefault(name, List.of())) {
        if (!value.isBlank()) {
          return value;
        }
      }
    }
    return null;
  }

  private static Optional<PaperId> arxiv(Map<String, List<String>> tags) {
    for (String tag :
        List.of("AN", "DO", "UR", "L1", "L2", "LK", "JO", "JF", "T2", "M1", "C1", "ID")) {
      for (String value : tags.getOrDefault(tag, List.of())) {
        boolean bare = tag.equals("ID") || tag.equals("C1") || tag.equals("M1");
        Optional<PaperId> id =
            bare && !value.toLowerCase(java.util.Locale.ROOT).contains("arxiv")
                ? Optional.empty() // a number of an issue may look like an identifier
                : PaperId.parse(value).filter(PaperId::isArxiv);
        if (id.isPresent()) {
          return id;
        }
      }
    }
    return Optional.empty();
  }

  /// `2024/11/13/`, `2024/11//spring`, `2024`.
  private static @Nullable SaidDate published(@Nullable String date, @Nullable String year) {
    for (String text : new String[] {date == null ? "" : date, year == null ? "" : year}) {
      Matcher parts = DAY.matcher(text.strip());
      if (parts.matches()) {
        try {
          String month =
              parts.group(2) == null ? "" : "-%02d".formatted(Integer.parseInt(parts.group(2)));
          String day =
              parts.group(3) == null ? "" : "-%02d".formatted(Integer.parseInt(parts.group(3)));
          return new SaidDate(parts.group(1) + month + day);
        } catch (IllegalArgumentException e) {
          return new SaidDate(parts.group(1)); // the thirteenth month of a year
        }
      }
    }
    return null;
  }
}
