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
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:https?://)?(?:[a-z0-9-]+\\.)*arxiv\\.org/(?:abs|pdf|html|format|src|e-print|ps|list)/(.+)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern MIRROR =
      Pattern.compile(
          "(?:https?://)?(?:www\\.)?(?:huggingface\\.co|hf\\.co|alphaxiv\\.org|ar5iv\\.org|ar5iv\\.labs\\.arxiv\\.org)/(?:papers|abs|html|pdf)/(.+)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern RESOLVER =
      Pattern.compile("(?:https?://(?:dx\\.)?doi\\.org/|doi:\\s*)(.+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern ARXIV_DOI =
      Pattern.compile("10\\.48550/arxiv\\.(.+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern PREFIX =
      Pattern.compile("(?:oai:arxiv\\.org:|arxiv:\\s*|arxiv\\s+)(.+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern VERSIONED = Pattern.compile("(.+?)v([1-9]\\d{0,3})");
  private static final Pattern OLD =
      Pattern.compile("([A-Za-z]+(?:-[A-Za-z]+)*)(\\.[A-Za-z-]{2,})?/(\\d{7})");

  public static Optional<PaperReference> parse(String text) {
    String rest = text.strip();
    rest = inside(ADDRESS, inside(MIRROR, rest));
    if (rest.contains("%")) {
      rest = decoded(rest);
    }
    rest = inside(PREFIX, inside(ARXIV_DOI, inside(RESOLVER, rest)));
    if (rest.startsWith("10.")) {
      return reference(rest, OptionalInt.empty());
    }
    rest =
        rest.replaceFirst("[?#].*$", "")
            .replaceFirst("\\s*\\[[\\w.-]+\\]$", "")
            .replaceFirst("/+$", "")
            .replaceFirst("(?i)\\.(pdf|ps|md|html)$", "");
    Matcher versioned = VERSIONED.matcher(rest);
    return versioned.matches()
        ? reference(versioned.group(1), OptionalInt.of(Integer.parseInt(versioned.group(2))))
        : reference(rest, OptionalInt.empty());
  }

  private static String inside(Pattern wrapper, String text) {
    Matcher matcher = wrapper.matcher(text);
    return matcher.matches() ? matcher.group(1).strip() : text;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return text;
    }
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
