package org.offprint.server.search;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The fields that a query can name. The first prefix is the one that we print.
public enum Field {
  title("ti", "title"),
  author("au", "author"),
  abstractText("abs", "abstract"),
  category("cat", "category"),
  organisation("org", "organisation", "organization"),
  id("id"),
  keyword("kw", "keyword"),
  edition("in"),
  has("has"),
  method("method");

  /// The prefixes that take a date; see {@link Clause.Published}.
  static final List<String> DATES = List.of("after", "before", "on", "date");

  private final List<String> prefixes;

  Field(String... prefixes) {
    this.prefixes = List.of(prefixes);
  }

  public String prefix() {
    return prefixes.getFirst();
  }

  static Optional<Field> named(String prefix) {
    String lower = prefix.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(field -> field.prefixes.contains(lower)).findFirst();
  }

  /// `ti: au: … date:`, for people.
  static String all() {
    String fields =
        Arrays.stream(values()).map(field -> field.prefix() + ":").collect(Collectors.joining(" "));
    return fields + " " + String.join(": ", DATES) + ":";
  }
}
