package org.offprint.catalog.paper;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A mention of a paper as people write it: the paper and, where they gave one, its version.
public record PaperReference(PaperId id, OptionalInt version) {
  private static final int LONGEST = 500;
  private static final Pattern INVISIBLE = Pattern.compile("[\\u200B-\\u200D\\u2060\\uFEFF]");
  private static final Pattern SPACES =
      Pattern.compile("[ \\t\\u00A0\\u2000-\\u200A\\u202F\\u3000]+");

  /// Addresses that carry an identifier: the scheme may be missing, the host may not be another
  /// one.
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:https?://)?(?:"
              + "(?:[a-z0-9-]+\\.)*arxiv\\.org(?::\\d+)?/(?:abs|pdf|html|format|src|e-print|ps|tb|bibtex|refs)"
              + "|xxx\\.lanl\\.gov/(?:abs|pdf|ps)"
              + "|(?:www\\.)?(?:huggingface\\.co|hf\\.co)/(?:api/)?papers"
              + "|(?:www\\.)?alphaxiv\\.org/(?:abs|pdf|html|overview)"
              + "|(?:www\\.)?ar5iv\\.org/(?:abs|html|pdf)"
              + "|(?:www\\.)?semanticscholar\\.org/arxiv"
              + "|ui\\.adsabs\\.harvard\\.edu/abs"
              + ")/(.+)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern RESOLVER =
      Pattern.compile(
          "(?:(?:https?://)?(?:www\\.|dx\\.)?doi\\.org/|(?:urn:|info:)?doi\\s*[:/]?\\s*)(.+)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern ARXIV_DOI =
      Pattern.compile("10\\.48550/arxiv\\.(.+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern PREFIX =
      Pattern.compile(
          "(?:oai:arxiv\\.org:|(?:arxiv (?:e-?print|preprint):? ?|e-?print:? ?)?arxiv ?: ?|arxiv )(.+)",
          Pattern.CASE_INSENSITIVE);

  /// What arXiv prints in the margin after the identifier: `[cs.LG]`, then perhaps the day.
  private static final Pattern MARGIN =
      Pattern.compile(
          "(.+?) ?\\[[A-Za-z-]+(?:\\.[A-Za-z-]+)?\\](?: \\d{1,2} [A-Z][a-z]{2} \\d{4})?");

  private static final Pattern EXTENSION =
      Pattern.compile("\\.(?:pdf|ps|ps\\.gz|md|html)$", Pattern.CASE_INSENSITIVE);
  private static final Pattern VERSIONED = Pattern.compile("(.+?)[vV]([1-9]\\d{0,3})");
  private static final Pattern OLD =
      Pattern.compile(
          "([A-Za-z]+(?:-[A-Za-z]+)*)(\\.[A-Za-z]{2}|\\.[a-z]{2,4}-[a-z]{2,4})?/(\\d{7})");

  public static Optional<PaperReference> parse(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    String rest = unwrapped(SPACES.matcher(INVISIBLE.matcher(text).replaceAll("")).replaceAll(" "));
    Matcher address = ADDRESS.matcher(rest);
    Matcher resolver = RESOLVER.matcher(rest);
    if (address.matches()) {
      rest = EXTENSION.matcher(pathOf(address.group(1))).replaceFirst("");
    } else if (resolver.matches()) {
      rest = pathOf(resolver.group(1));
    }
    rest = inside(PREFIX, inside(ARXIV_DOI, rest));
    if (rest.startsWith("10.")) {
      return reference(rest, OptionalInt.empty());
    }
    rest = EXTENSION.matcher(inside(MARGIN, rest)).replaceFirst("");
    Matcher versioned = VERSIONED.matcher(rest);
    return versioned.matches()
        ? reference(versioned.group(1), OptionalInt.of(Integer.parseInt(versioned.group(2))))
        : reference(rest, OptionalInt.empty());
  }

  private static String inside(Pattern wrapper, String text) {
    Matcher matcher = wrapper.matcher(text);
    return matcher.matches() ? matcher.group(1).strip() : text;
  }

  /// The path of an address without query, fragment and closing slashes, decoded.
  private static String pathOf(String address) {
    String path = address.replaceFirst("[?#].*$", "").replaceFirst("/+$", "");
    if (!path.contains("%")) {
      return path;
    }
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return path;
    }
  }

  /// Takes off the quotes, brackets and sentence marks that stand around a mention in running text.
  private static String unwrapped(String text) {
    String rest = text.strip();
    while (!rest.isEmpty()) {
      char first = rest.charAt(0);
      char last = rest.charAt(rest.length() - 1);
      int opener = "([{".indexOf(first);
      boolean bracketed = opener >= 0 && last == ")]}".charAt(opener);
      boolean opens = "\"'`“”‘’«<".indexOf(first) >= 0 || (opener >= 0 && unbalanced(rest, opener));
      boolean closes =
          ".,;:!?\"'`“”‘’»>".indexOf(last) >= 0
              || (")]}".indexOf(last) >= 0 && unbalanced(rest, ")]}".indexOf(last)));
      if (!bracketed && !opens && !closes) {
        break;
      }
      int start = bracketed || opens ? 1 : 0;
      int end = rest.length() - (bracketed || closes ? 1 : 0);
      rest = rest.substring(start, Math.max(start, end)).strip(); // a lone mark opens and closes
    }
    return rest;
  }

  private static boolean unbalanced(String text, int bracket) {
    long opened = text.chars().filter(c -> c == "([{".charAt(bracket)).count();
    long closed = text.chars().filter(c -> c == ")]}".charAt(bracket)).count();
    return opened != closed;
  }

  /// `math.GT/0309136` names the same paper as `math/0309136`: the subject class is not part of the
  /// key.
  private static Optional<PaperReference> reference(String id, OptionalInt version) {
    Matcher old = OLD.matcher(id);
    String key = old.matches() ? old.group(1).toLowerCase(Locale.ROOT) + "/" + old.group(3) : id;
    try {
      return Optional.of(new PaperReference(new PaperId(key), version));
    } catch (IllegalArgumentException notAnIdentifier) {
      return Optional.empty();
    }
  }
}
