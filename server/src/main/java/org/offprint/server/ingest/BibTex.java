package org.offprint.server.ingest;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jbibtex.BibTeXDatabase;
import org.jbibtex.BibTeXEntry;
import org.jbibtex.BibTeXParser;
import org.jbibtex.Key;
import org.jbibtex.ObjectResolutionException;
import org.jbibtex.ParseException;
import org.jbibtex.TokenMgrException;
import org.jbibtex.Value;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.PaperLink;
import org.offprint.catalog.paper.SaidDate;

/// BibTeX. A paper's key is its arXiv identifier, else its DOI, else a hash of title and first
/// author, so that a repeated import finds the same paper.
record BibTex() implements Format {
  private static final int LONGEST = 1 << 20;

  /// Definitions of strings beyond this many characters are left out: every entry is read together
  /// with all of them.
  private static final int MOST_DEFINED = 1 << 16;

  private static final Pattern ENTRY = Pattern.compile("(?m)^\\s*@\\s*[A-Za-z]{2,30}\\s*[{(]");
  private static final Pattern SEPARATOR = Pattern.compile("\\s+and\\s+", Pattern.CASE_INSENSITIVE);
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  @Override
  public String name() {
    return "BibTeX";
  }

  @Override
  public boolean recognises(String opening) {
    return ENTRY.matcher(opening).find();
  }

  /// An entry goes from an `@` at the beginning of a line to the next one, so that a missing brace
  /// costs one entry. Definitions of strings hold for all entries after them.
  @Override
  public void read(SourceFile file, Consumer<Raw> records) throws IOException {
    Lines lines = new Lines(file.content());
    StringBuilder entry = new StringBuilder();
    StringBuilder strings = new StringBuilder();
    long begin = 1;
    while (true) {
      byte[] bytes;
      try {
        bytes = lines.next();
      } catch (IOException e) {
        if (isEntry(entry)) {
          records.accept(Raw.bad(begin, entry.toString(), "the file breaks off in this entry"));
        }
        throw e;
      }
      String line = bytes == null ? null : decoded(bytes);
      if (line == null || ENTRY.matcher(line).lookingAt()) {
        hand(entry.toString(), begin, strings, records);
        entry.setLength(0);
        begin = lines.number();
      }
      if (line == null) {
        return;
      }
      if (entry.length() < LONGEST) {
        entry.append(line).append('\n');
      }
    }
  }

  private static boolean isEntry(CharSequence text) {
    return ENTRY.matcher(text).lookingAt();
  }

  /// Old files are in Latin-1; as UTF-8 their accents are malformed.
  private static String decoded(byte[] bytes) {
    try {
      return Lines.utf8(bytes);
    } catch (Unreadable notUtf8) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  private static void hand(String text, long line, StringBuilder strings, Consumer<Raw> records) {
    if (!isEntry(text)) {
      return; // what stands before the first entry is a comment
    }
    String kind = text.strip().substring(1).strip().toLowerCase(Locale.ROOT);
    if (kind.startsWith("string")) {
      if (strings.length() + text.length() < MOST_DEFINED) {
        strings.append(text).append('\n');
      }
    } else if (!kind.startsWith("comment") && !kind.startsWith("preamble")) {
      if (text.length() >= LONGEST) {
        records.accept(
            Raw.bad(line, text, "the entry is longer than %d characters".formatted(LONGEST)));
      } else {
        String definitions = strings.toString();
        records.accept(
            new Raw(
                line,
                () -> text,
                () -> said(definitions, text),
                text.length() + definitions.length()));
      }
    }
  }

  private static Said said(String definitions, String text) {
    BibTeXEntry entry = parsed(definitions, text);
    String title = field(entry, "title");
    if (title == null) {
      throw new Unreadable("the entry has no title");
    }
    List<String> authors = new ArrayList<>();
    String names = raw(entry, "author");
    if (names != null) {
      for (String name : SEPARATOR.split(names)) {
        String plain = PlainText.line(TexText.plain(Names.inOrder(name)));
        if (!plain.isEmpty() && !plain.equalsIgnoreCase("others")) {
          authors.add(plain);
        }
      }
    }
    Optional<PaperId> doi = doi(entry);
    PaperId id = arxiv(entry).or(() -> doi).orElseGet(() -> LocalKey.of(title, authors));
    Draft draft = new Draft(id).title(title).abstractText(field(entry, "abstract"));
    authors.forEach(draft::author);
    doi.ifPresent(found -> draft.doi(found.value()));
    draft.journalReference(journal(entry, id)).comment(field(entry, "note"));
    draft.primaryCategory(field(entry, "primaryclass"));
    draft.category(field(entry, "primaryclass"));
    String keywords = field(entry, "keywords");
    if (keywords != null) {
      for (String keyword : keywords.split("[,;]")) {
        draft.keyword(keyword);
      }
    }
    draft.link(PaperLink.Kind.code, raw(entry, "code"), "bibtex");
    draft.published = published(entry);
    return new Said.OfPaper(draft.paper("bibtex", Origin.Rank.archive, ""), null);
  }

  private static BibTeXEntry parsed(String definitions, String text) {
    try {
      BibTeXParser parser = new BibTeXParser();
      for (int month = 0; month < 12; month++) {
        parser.addMacro(MONTHS.get(month), MONTHS.get(month));
      }
      BibTeXDatabase database = parser.parse(new StringReader(definitions + "\n" + text));
      return database.getEntries().values().stream()
          .findFirst()
          .orElseThrow(() -> new Unreadable("not a BibTeX entry"));
    } catch (ParseException | TokenMgrException | ObjectResolutionException e) {
      throw new Unreadable(
          "not BibTeX: " + Fields.cut(PlainText.line(String.valueOf(e.getMessage()))), e);
    }
  }

  private static @Nullable String raw(BibTeXEntry entry, String name) {
    for (Map.Entry<Key, Value> field : entry.getFields().entrySet()) {
      if (field.getKey().getValue().equalsIgnoreCase(name)) {
        return field.getValue().toUserString();
      }
    }
    return null;
  }

  private static @Nullable String field(BibTeXEntry entry, String name) {
    String text = raw(entry, name);
    String plain = text == null ? "" : TexText.plain(text).strip();
    return plain.isEmpty() ? null : plain;
  }

  /// `eprint` names an arXiv paper unless `archivePrefix` names another archive; addresses, DOIs
  /// and "arXiv preprint arXiv:…" in place of a journal name it too.
  private static Optional<PaperId> arxiv(BibTeXEntry entry) {
    String archive = field(entry, "archiveprefix");
    for (String name :
        List.of("eprint", "arxivid", "arxiv", "url", "doi", "journal", "howpublished", "note")) {
      String text = raw(entry, name);
      boolean elsewhere =
          name.equals("eprint") && archive != null && !archive.equalsIgnoreCase("arxiv");
      if (text == null || elsewhere) {
        continue;
      }
      String plain =
          text.replaceAll("\\\\url\\{([^}]*)\\}", "$1")
              .replace("\\_", "_")
              .replaceFirst(",\\s*\\d{4}$", "");
      Optional<PaperId> id = PaperId.parse(plain).filter(PaperId::isArxiv);
      if (id.isPresent()) {
        return id;
      }
    }
    return Optional.empty();
  }

  private static Optional<PaperId> doi(BibTeXEntry entry) {
    String text = raw(entry, "doi");
    return text == null
        ? Optional.empty()
        : PaperId.parse(text.replace("\\_", "_")).filter(PaperId::isDoi);
  }

  private static @Nullable String journal(BibTeXEntry entry, PaperId id) {
    for (String name : List.of("journal", "booktitle")) {
      String text = field(entry, name);
      if (text != null
          && PaperId.parse(text).filter(id::equals).isEmpty()
          && !text.toLowerCase(Locale.ROOT).startsWith("arxiv")) {
        return text;
      }
    }
    return null;
  }

  private static @Nullable SaidDate published(BibTeXEntry entry) {
    String date = field(entry, "date");
    if (date != null && date.matches("\\d{4}(-\\d\\d(-\\d\\d)?)?")) {
      return ArxivAtom.date(date);
    }
    String year = field(entry, "year");
    if (year == null || !year.matches("\\d{4}")) {
      return null;
    }
    String month = field(entry, "month");
    Matcher number = Pattern.compile("0?([1-9]|1[0-2])").matcher(month == null ? "" : month);
    int index =
        number.matches()
            ? Integer.parseInt(number.group(1))
            : month == null || month.length() < 3
                ? 0
                : MONTHS.indexOf(month.substring(0, 3).toLowerCase(Locale.ROOT)) + 1;
    return new SaidDate(index == 0 ? year : "%s-%02d".formatted(year, index));
  }
}
