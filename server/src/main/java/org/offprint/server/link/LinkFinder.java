package org.offprint.server.link;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.catalog.paper.PaperLink;

/// Finds addresses in text as authors write it: with or without scheme, in TeX commands, in
/// brackets, glued to the word before, broken by a space, with a full stop behind. What an address
/// leads to is told by its host, else by the words before it; one that neither tells is left out,
/// since most of those are publications.
public final class LinkFinder {
  /// @param url with scheme, without what the sentence put behind it
  public record Found(PaperLink.Kind kind, String url) {}

  /// A text of this length holds more addresses than any abstract.
  private static final int LONGEST_TEXT = 200_000;

  private static final int MOST = 50;
  private static final int LONGEST_CONTEXT = 120;

  /// TeX that stands inside of addresses, and what it prints.
  private static final Map<Pattern, String> TEX =
      Map.of(
          Pattern.compile("\\{?\\\\(?:_|textunderscore(?![a-z]))\\s*(?:\\{\\})?\\}?"), "_",
          Pattern.compile("\\\\([#%&])"), "$1",
          Pattern.compile(
                  "\\$?\\\\(?:sim|textasciitilde)(?![a-z])(?:\\{\\})?\\$?|\\\\~(?:\\{\\})?"),
              "~",
          Pattern.compile("\\\\(?:allowbreak|linebreak|newline)(?![a-z])(?:\\{\\})? ?|\\\\[-/]"),
              "");

  private static final String FORGES =
      "github\\.com|gitlab\\.com|bitbucket\\.org|codeberg\\.org|huggingface\\.co|hf\\.co";

  /// Where an address begins. A scheme may be torn or glued; without one, only hosts that are known
  /// count, and not as the domain of a mail address or the end of a longer name.
  private static final Pattern BEGINNING =
      Pattern.compile(
          "(?<scheme>https?)\\s?:\\s?(?://?|\\s/\\s?/)\\s?(?=[A-Za-z0-9])"
              + "|(?<![\\w./@:-])(?=(?:www\\.)?(?:"
              + FORGES
              + "|zenodo\\.org|kaggle\\.com|osf\\.io|anonymous\\.4open\\.science)/\\w"
              + "|[A-Za-z0-9-]+\\.(?:github|gitlab)\\.io\\b|www\\.[A-Za-z0-9-]+\\.[a-z])"
              + "|(?<doi>(?<![\\w/.])10\\.5281/(?=zenodo\\.\\d))",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern BODY = Pattern.compile("[A-Za-z0-9._~:/?#@!&*+,;=%'-]+");
  private static final Pattern ENDING =
      Pattern.compile("(?:[.,;:!?'*&=+~@#]|%(?![0-9A-Fa-f]{2}))+$");

  /// Another address that is glued to the end of this one.
  private static final Pattern NEXT = Pattern.compile("https?:/");

  /// A sentence that begins right behind an address: `…/tool.The data`.
  private static final Pattern GLUED =
      Pattern.compile("\\.(?:The|We|Our|Code|Data|This|Models?|Project|All|In)$");

  private static final Pattern TORN_AFTER_HOST =
      Pattern.compile("(?i)(?:https?://)?(?:www\\.)?(?:" + FORGES + ")/");
  private static final Pattern TORN_AFTER_OWNER =
      Pattern.compile(
          "(?i)(?:https?://)?(?:www\\.)?(?:" + FORGES + ")/(?:datasets/|spaces/)?[\\w.-]+/");
  private static final Pattern TORN_AT_HYPHEN =
      Pattern.compile("(?i)(?:https?://)?(?:www\\.)?(?:" + FORGES + ")/[\\w.]+-");
  private static final Pattern OWNER_AND_NAME = Pattern.compile("^ ([\\w.-]+/[\\w.-]+)");

  /// The name of a repository rather than the next word of the sentence.
  private static final Pattern NAME =
      Pattern.compile("^ ((?=[\\w.-]*(?:[-_\\d]|[a-z][A-Z]|[A-Z]{2}))[\\w.-]+)");

  private static final Pattern HOST =
      Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,24}");

  private LinkFinder() {}

  public static List<Found> in(String text) {
    String plain = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
    if (plain.indexOf('\\') >= 0) {
      for (Map.Entry<Pattern, String> tex : TEX.entrySet()) {
        plain = tex.getKey().matcher(plain).replaceAll(tex.getValue());
      }
    }
    Map<String, Found> found = new LinkedHashMap<>();
    Matcher beginning = BEGINNING.matcher(plain);
    int at = 0;
    while (found.size() < MOST && beginning.find(at)) {
      int body = beginning.end();
      int end = bodyEnd(plain, body);
      int before = Math.max(at, beginning.start() - LONGEST_CONTEXT);
      String context = plain.substring(before, beginning.start());
      Whole whole = whole(plain, beginning, body, end);
      at = Math.max(whole.end(), beginning.start() + 1);
      url(whole.address())
          .flatMap(url -> LinkKinds.of(url, context).map(kind -> new Found(kind, url)))
          .ifPresent(link -> found.putIfAbsent(PaperLink.bare(link.url()), link));
    }
    return new ArrayList<>(found.values());
  }

  private static int bodyEnd(String text, int from) {
    Matcher body = BODY.matcher(text).region(from, text.length());
    return body.lookingAt() ? body.end() : from;
  }

  /// @param end where in the text the search goes on
  private record Whole(String address, int end) {}

  private static Whole whole(String text, Matcher beginning, int body, int end) {
    String scheme = beginning.group("scheme");
    String head =
        scheme != null
            ? scheme.toLowerCase(java.util.Locale.ROOT) + "://"
            : beginning.group("doi") != null ? "https://doi.org/10.5281/" : "https://";
    if (end < text.length() && Character.isLetter(text.charAt(end))) {
      return new Whole("", end); // a letter of another script: what it would lead to is a guess
    }
    String rest = text.substring(body, end);
    Matcher next = NEXT.matcher(rest);
    if (next.find() && !rest.startsWith("web.archive.org/")) {
      return new Whole(head + rest.substring(0, next.start()), body + next.start());
    }
    String joined = torn(rest, text.substring(end, Math.min(text.length(), end + 200)));
    return new Whole(head + rest + joined, joined.isEmpty() ? end : end + 1 + joined.length());
  }

  /// What a space tore off from an address, or nothing.
  private static String torn(String rest, String after) {
    Matcher more =
        TORN_AFTER_HOST.matcher(rest).matches() || TORN_AT_HYPHEN.matcher(rest).matches()
            ? OWNER_AND_NAME.matcher(after)
            : TORN_AFTER_OWNER.matcher(rest).matches() ? NAME.matcher(after) : null;
    return more != null && more.find() ? more.group(1) : "";
  }

  /// An address that is safe to show and to ask, or nothing: a public name as host, no user, no
  /// more than a page would take.
  private static Optional<String> url(String address) {
    String trimmed = address;
    String before;
    do {
      before = trimmed;
      trimmed = ENDING.matcher(trimmed).replaceFirst("");
      trimmed = GLUED.matcher(trimmed).replaceFirst("");
    } while (!before.equals(trimmed));
    int host = trimmed.indexOf("://") + 3;
    if (host < 3) {
      return Optional.empty();
    }
    int end = host;
    while (end < trimmed.length() && "/?#".indexOf(trimmed.charAt(end)) < 0) {
      end++;
    }
    String authority = trimmed.substring(host, end).toLowerCase(java.util.Locale.ROOT);
    String name = authority.replaceFirst(":\\d{1,5}$", "");
    if (!HOST.matcher(name).matches()) {
      return Optional.empty();
    }
    String url = trimmed.substring(0, host) + authority + trimmed.substring(end);
    return PaperLink.isAddress(url) && isUri(url) ? Optional.of(url) : Optional.empty();
  }

  private static boolean isUri(String url) {
    try {
      return new java.net.URI(url).getHost() != null;
    } catch (java.net.URISyntaxException e) {
      return false;
    }
  }
}
