package org.offprint.server.search;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.PaperLink;

/// Reads the query language from left to right. Never throws, whatever is typed.
final class QueryParser {
  private static final Pattern FIELD = Pattern.compile("[A-Za-z]{1,14}");
  private static final List<String> HAS =
      java.util.stream.Stream.concat(
              Arrays.stream(PaperLink.Kind.values()).map(Enum::name),
              java.util.stream.Stream.of("abstract", "method"))
          .toList();

  private final String text;
  private final List<Clause> clauses = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private int at;
  private boolean excludeNext;

  QueryParser(String typed) {
    String clean = clean(typed).strip();
    if (clean.codePointCount(0, clean.length()) > Query.LONGEST) {
      clean = clean.substring(0, clean.offsetByCodePoints(0, Query.LONGEST)).strip();
      notes.add(
          "A query has at most %d characters: what came after “… %s” was left out."
              .formatted(Query.LONGEST, tail(clean)));
    }
    text = clean;
  }

  /// Spaces of every kind are spaces, quotation marks of every kind are `"`, and what cannot be
  /// seen is gone.
  private static String clean(String typed) {
    StringBuilder clean = new StringBuilder(Math.min(typed.length(), 2 * Query.LONGEST));
    typed
        .codePoints()
        .limit(40L * Query.LONGEST) // enough for any text that is mostly blank
        .forEach(c -> {
          switch (c) {
            case '“', '”', '„', '‟', '«', '»', '＂' -> clean.append('"');
            case '‐', '‑', '−', '﹣', '－' -> clean.append('-');
            case '：' -> clean.append(':');
            default -> {
              if (Character.isWhitespace(c)
                  || Character.isSpaceChar(c)
                  || Character.isISOControl(c)) {
                if (!clean.isEmpty() && clean.charAt(clean.length() - 1) != ' ') {
                  clean.append(' ');
                }
              } else if (Character.getType(c) != Character.SURROGATE
                  && Character.getType(c) != Character.FORMAT) {
                clean.appendCodePoint(c);
              }
            }
          }
        });
    return clean.toString();
  }

  private static String tail(String text) {
    return text.substring(text.offsetByCodePoints(text.length(), -20));
  }

  Query parse() {
    Optional<PaperId> whole = reference(text);
    if (whole.isPresent()) { // also the forms with a space, such as `arXiv: 2411.09009`
      return query(List.of(new Clause.Reference(whole.get(), false)));
    }
    while (skipSpaces()) {
      part();
    }
    if (excludeNext) {
      notes.add("“NOT” at the end excludes nothing and was left out.");
    }
    Query read = query(clauses);
    return reference(
            read.toString()) // once more, without the signs around it: `arXiv:, 2411.09009`
        .map(paper -> query(List.of(new Clause.Reference(paper, false))))
        .orElse(read);
  }

  private Query query(List<Clause> clauses) {
    return new Query(
        text, clauses.stream().distinct().toList(), notes.stream().distinct().toList());
  }

  private boolean skipSpaces() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return at < text.length();
  }

  private void part() {
    boolean excluded = excludeNext;
    excludeNext = false;
    if (text.charAt(at) == '-') {
      excluded = true;
      while (at < text.length() && text.charAt(at) == '-') {
        at++;
      }
      if (at == text.length() || text.charAt(at) == ' ') {
        notes.add("A lone “-” excludes nothing and was left out; write -word to exclude a word.");
        return;
      }
    }
    if (text.charAt(at) == '"') {
      phrase(quoted(), excluded);
      return;
    }
    int start = at;
    String token = unquoted();
    if (text.startsWith(":", start + token.length() - 1)
        && at < text.length()
        && text.charAt(at) == '"') {
      // `ti:"two words"`: the token ends with the colon and the value is quoted
      named(token.substring(0, token.length() - 1), quoted(), true, excluded);
      return;
    }
    token(bare(token), excluded);
  }

  /// Up to the next space or quotation mark.
  private String unquoted() {
    int start = at;
    while (at < text.length() && text.charAt(at) != ' ' && text.charAt(at) != '"') {
      at++;
    }
    return text.substring(start, at);
  }

  /// From a quotation mark to the next, or to the end where the second is missing.
  private String quoted() {
    int close = text.indexOf('"', at + 1);
    int end = close < 0 ? text.length() : close;
    String inside = text.substring(at + 1, end).strip();
    if (close < 0) {
      notes.add(
          inside.isEmpty()
              ? "A quotation mark without its partner was left out."
              : "The quotation mark before “%s” has no partner: read as a phrase to the end."
                  .formatted(inside));
    }
    at = close < 0 ? end : close + 1;
    return inside;
  }

  /// Without the brackets and commas that people put around words.
  private static String bare(String token) {
    int start = 0;
    int end = token.length();
    while (start < end && "([{+,;!?".indexOf(token.charAt(start)) >= 0) {
      start++;
    }
    while (end > start
        && (",;!?".indexOf(token.charAt(end - 1)) >= 0
            || (")]}".indexOf(token.charAt(end - 1)) >= 0 && !opens(token, start, end)))) {
      end--;
    }
    return token.substring(start, end);
  }

  private static boolean opens(String token, int start, int end) {
    char open = "([{".charAt(")]}".indexOf(token.charAt(end - 1)));
    return token.substring(start, end).indexOf(open) >= 0;
  }

  private void token(String token, boolean excluded) {
    while (token.startsWith("-")) { // `(-word)`
      excluded = true;
      token = bare(token.substring(1));
    }
    switch (token) {
      case "" -> {}
      case "AND" -> {} // all words must match anyway
      case "NOT", "ANDNOT" -> excludeNext = true;
      case "OR" ->
          notes.add(
              "OR is not part of the query language: papers that match everything come first.");
      default -> {
        Optional<PaperId> paper = reference(token);
        int colon = token.indexOf(':');
        if (paper.isPresent()) {
          clauses.add(new Clause.Reference(paper.get(), excluded));
        } else if (colon > 0 && !token.startsWith("://", colon)) {
          named(token.substring(0, colon), token.substring(colon + 1), false, excluded);
        } else {
          clauses.add(new Clause.Word(token, excluded));
        }
      }
    }
  }

  /// The paper that the text names. A DOI may end in almost anything, so it is read until nothing
  /// more comes off.
  private static Optional<PaperId> reference(String text) {
    Optional<PaperId> paper = PaperId.parse(text);
    while (paper.isPresent()) {
      Optional<PaperId> again = PaperId.parse(paper.get().value());
      if (again.equals(paper)) {
        return paper;
      }
      paper = again;
    }
    return paper;
  }

  private void phrase(String inside, boolean excluded) {
    Optional<PaperId> paper = reference(inside);
    if (paper.isPresent()) {
      clauses.add(new Clause.Reference(paper.get(), excluded));
    } else if (!inside.isEmpty()) {
      clauses.add(new Clause.Phrase(inside, excluded));
    }
  }

  private void named(String prefix, String value, boolean quoted, boolean excluded) {
    String lower = prefix.toLowerCase(Locale.ROOT);
    Optional<Field> field = Field.named(lower);
    boolean date = Field.DATES.contains(lower);
    if (field.isEmpty() && !date) {
      unknown(prefix, value, quoted, excluded);
    } else if (value.isBlank()) {
      notes.add("“%s:” has no value and was left out; write %s:value.".formatted(lower, lower));
    } else if (date) {
      published(lower, value, excluded);
    } else {
      known(field.get(), value.strip(), excluded);
    }
  }

  /// `foo:bar` is searched as text. A title that was pasted, such as `Attention: a survey`, gets no
  /// note.
  private void unknown(String prefix, String value, boolean quoted, boolean excluded) {
    if (FIELD.matcher(prefix).matches() && !value.isEmpty()) {
      notes.add(
          "“%s:” is not a field, so it was searched as text. The fields are %s."
              .formatted(prefix, Field.all()));
    }
    if (quoted || value.isEmpty()) {
      token(bare(prefix), excluded);
      phrase(value, excluded);
    } else {
      clauses.add(new Clause.Word(prefix + ":" + value, excluded));
    }
  }

  private void known(Field field, String value, boolean excluded) {
    switch (field) {
      case id -> {
        Optional<PaperId> paper = reference(value);
        if (paper.isPresent()) {
          clauses.add(new Clause.Named(Field.id, paper.get().value(), excluded));
        } else {
          notes.add(
              "“%s” is not a paper identifier, so it was searched as text; expected one like 2411.09009, cs/0112017 or a DOI."
                  .formatted(value));
          phrase(value, excluded);
        }
      }
      case has -> {
        String lower = value.toLowerCase(Locale.ROOT);
        if (HAS.contains(lower)) {
          clauses.add(new Clause.Named(Field.has, lower, excluded));
        } else {
          notes.add("“has:%s” was left out; expected %s.".formatted(value, expectedHas()));
        }
      }
      case author -> clauses.add(new Clause.Named(Field.author, givenNameFirst(value), excluded));
      case title, abstractText, category, organisation, keyword, edition, method ->
          clauses.add(new Clause.Named(field, value, excluded));
    }
  }

  private static String expectedHas() {
    return HAS.stream().map(value -> "has:" + value).collect(Collectors.joining(", "));
  }

  /// `Hinton, Geoffrey` and `Geoffrey_Hinton` are `Geoffrey Hinton`.
  private static String givenNameFirst(String typed) {
    String name = typed.replace('_', ' ').replaceAll(" +", " ").strip();
    String[] halves = name.split(",", -1);
    String turned =
        halves.length == 2 ? (halves[1].strip() + " " + halves[0].strip()).strip() : name;
    return turned.isEmpty() ? typed : turned;
  }

  private void published(String prefix, String value, boolean excluded) {
    int dots = value.indexOf("..");
    if (prefix.equals("date") && dots >= 0) {
      range(value, value.substring(0, dots), value.substring(dots + 2), excluded);
      return;
    }
    Optional<Period> period = Period.parse(value);
    if (period.isEmpty()) {
      noDate(prefix, value);
      return;
    }
    LocalDate first = period.get().first();
    LocalDate next = period.get().next();
    clauses.add(
        switch (prefix) {
          case "after" -> new Clause.Published(first, null, excluded);
          case "before" -> new Clause.Published(null, first, excluded);
          default -> new Clause.Published(first, next, excluded);
        });
  }

  private void range(String value, String left, String right, boolean excluded) {
    Optional<Period> from = Period.parse(left);
    Optional<Period> to = Period.parse(right);
    boolean readable =
        (from.isPresent() || left.isBlank())
            && (to.isPresent() || right.isBlank())
            && (from.isPresent() || to.isPresent());
    if (!readable) {
      noDate("date", value);
      return;
    }
    @Nullable LocalDate first = from.map(Period::first).orElse(null);
    @Nullable LocalDate next = to.map(Period::next).orElse(null);
    if (first != null && next != null && !first.isBefore(next)) {
      notes.add("“date:%s” ends before it begins: read the other way round.".formatted(value));
      first = to.map(Period::first).orElseThrow();
      next = from.map(Period::next).orElseThrow();
    }
    clauses.add(new Clause.Published(first, next, excluded));
  }

  private void noDate(String prefix, String value) {
    notes.add(
        "“%s:%s” was left out: a date is written 2024, 2024-05 or 2024-05-13%s."
            .formatted(prefix, value, prefix.equals("date") ? ", a range 2024..2025-06" : ""));
  }
}
