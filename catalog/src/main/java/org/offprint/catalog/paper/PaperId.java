package org.offprint.catalog.paper;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The key of a paper, without its version: an arXiv identifier (`2411.09009`, `0704.0001`,
/// `cs/0112017`), a DOI for a paper that arXiv does not have (`10.1145/3292500.3330701`), or the
/// key that a collection gave it, a name and a hash (`iclr-2020-8fecb20817`). Always text: as a
/// number `2503.02130` would lose its last zero. Source of the arXiv forms: arXiv, "Understanding
/// the arXiv identifier".
public record PaperId(@JsonValue String value) implements Comparable<PaperId> {
  private static final int LONGEST = 200;
  private static final Pattern MODERN = Pattern.compile("(\\d{2})(0[1-9]|1[0-2])\\.(\\d{4,5})");
  private static final Pattern OLD =
      Pattern.compile("([a-z]+(?:-[a-z]+)*)/(\\d{2})(0[1-9]|1[0-2])(\\d{3})");
  private static final Pattern DOI = Pattern.compile("10\\.\\d{4,9}/[^\\s\"<>\\\\#?%\\p{Cntrl}]+");
  private static final Pattern LOCAL =
      Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*-[0-9a-f]{8,40}(-\\d{1,3})?");

  /// The archives that gave out identifiers before April 2007. Closed: no further ones can appear.
  private static final Set<String> OLD_ARCHIVES =
      Set.of(
          "acc-phys",
          "adap-org",
          "alg-geom",
          "ao-sci",
          "astro-ph",
          "atom-ph",
          "bayes-an",
          "chao-dyn",
          "chem-ph",
          "cmp-lg",
          "comp-gas",
          "cond-mat",
          "cs",
          "dg-ga",
          "funct-an",
          "gr-qc",
          "hep-ex",
          "hep-lat",
          "hep-ph",
          "hep-th",
          "math",
          "math-ph",
          "mtrl-th",
          "nlin",
          "nucl-ex",
          "nucl-th",
          "patt-sol",
          "physics",
          "plasm-ph",
          "q-alg",
          "q-bio",
          "quant-ph",
          "solv-int",
          "supr-con");

  @JsonCreator
  public PaperId {
    if (value.length() > LONGEST
        || !(isModern(value) || isOld(value) || isForeignDoi(value) || isLocal(value))) {
      throw new IllegalArgumentException(
          "'%s' is not a paper identifier: expected an arXiv one like 2411.09009 or cs/0112017 without 'v2', a DOI or a key like iclr-2020-8fecb20817"
              .formatted(value.length() > LONGEST ? value.substring(0, LONGEST) + "…" : value));
    }
    if (value.startsWith("10.")) {
      value = value.toLowerCase(Locale.ROOT); // DOIs compare without case (ISO 26324)
    }
  }

  /// Four digits after the point until December 2014, five from January 2015 on; the scheme began
  /// in April 2007 and numbers count from 1.
  private static boolean isModern(String value) {
    Matcher form = MODERN.matcher(value);
    if (!form.matches()) {
      return false;
    }
    int month = Integer.parseInt(form.group(1)) * 100 + Integer.parseInt(form.group(2));
    String number = form.group(3);
    return month >= 704
        && number.length() == (month <= 1412 ? 4 : 5)
        && Integer.parseInt(number) > 0;
  }

  /// From August 1991 (with papers dated back as far as 1988) to March 2007.
  private static boolean isOld(String value) {
    Matcher form = OLD.matcher(value);
    if (!form.matches() || !OLD_ARCHIVES.contains(form.group(1))) {
      return false;
    }
    int year = Integer.parseInt(form.group(2));
    boolean inTime = year >= 88 || year <= 6 || (year == 7 && form.group(3).compareTo("03") <= 0);
    return inTime && !form.group(4).equals("000");
  }

  /// The arXiv DOI is a second name for an arXiv paper; as a key it would store the paper twice.
  private static boolean isForeignDoi(String value) {
    return DOI.matcher(value).matches() && !value.regionMatches(true, 0, "10.48550/", 0, 9);
  }

  private static boolean isLocal(String value) {
    return LOCAL.matcher(value).matches();
  }

  /// Any form that people paste: with version, `arXiv:` prefix, abs, pdf or html address, arXiv
  /// DOI. Empty when it is none of them.
  public static Optional<PaperId> parse(String text) {
    return PaperReference.parse(text).map(PaperReference::id);
  }

  public boolean isArxiv() {
    return isModern(value) || isOld(value);
  }

  public boolean isDoi() {
    return value.startsWith("10.");
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
