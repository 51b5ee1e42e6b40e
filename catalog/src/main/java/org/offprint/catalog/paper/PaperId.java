package org.offprint.catalog.paper;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The key of a paper, without its version: an arXiv identifier (`2411.09009`, `0704.0001`,
/// `cs/0112017`), a DOI for a paper that arXiv does not have (`10.1145/3292500.3330701`), or the
/// key that a collection gave it (`iclr-2020-8fecb20817`). Always text: as a number `2503.02130`
/// would lose its last zero. Source of the arXiv forms: arXiv, "Understanding the arXiv
/// identifier".
public record PaperId(@JsonValue String value) implements Comparable<PaperId> {
  private static final Pattern MODERN = Pattern.compile("(\\d{2})(0[1-9]|1[0-2])\\.(\\d{4,5})");
  private static final Pattern OLD =
      Pattern.compile("[a-z]+(-[a-z]+)*/\\d{2}(0[1-9]|1[0-2])\\d{3}");
  private static final Pattern DOI = Pattern.compile("10\\.\\d{4,9}/[^\\s\"<>\\\\#?%]+");
  private static final Pattern LOCAL = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)+");

  @JsonCreator
  public PaperId {
    if (!isModern(value)
        && !OLD.matcher(value).matches()
        && !DOI.matcher(value).matches()
        && !LOCAL.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a paper identifier: expected an arXiv one like 2411.09009 or cs/0112017 without 'v2', a DOI or a key like iclr-2020-8fecb20817"
              .formatted(value));
    }
    value =
        DOI.matcher(value).matches()
            ? value.toLowerCase(Locale.ROOT)
            : value; // DOIs compare without case (ISO 26324)
  }

  /// Four digits after the point until December 2014, five from January 2015 on; the scheme began
  /// in April 2007.
  private static boolean isModern(String value) {
    var form = MODERN.matcher(value);
    if (!form.matches()) {
      return false;
    }
    int month = Integer.parseInt(form.group(1)) * 100 + Integer.parseInt(form.group(2));
    return month >= 704 && form.group(3).length() == (month <= 1412 ? 4 : 5);
  }

  /// Any form that people paste: with version, `arXiv:` prefix, abs, pdf or html address, arXiv
  /// DOI. Empty when it is none of them.
  public static Optional<PaperId> parse(String text) {
    return PaperReference.parse(text).map(PaperReference::id);
  }

  public boolean isArxiv() {
    return isModern(value) || OLD.matcher(value).matches();
  }

  public boolean isDoi() {
    return DOI.matcher(value).matches();
  }

  @Override
  public int compareTo(PaperId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
