package org.offprint.catalog.paper;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// An address that belongs to a paper.
///
/// @param addedBy who linked it: `author`, `auto` (found in the text), `admin`, `edition` or the
///   name of a source
public record PaperLink(Kind kind, String url, String addedBy) {
  public enum Kind {
    code,
    project,
    model,
    dataset,
    media
  }

  private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s\"<>\\\\\\p{Cntrl}]+");
  private static final Pattern SCHEME = Pattern.compile("^https?://(www\\.)?");
  private static final Pattern ENDING = Pattern.compile("(\\.git)?/*$");

  /// What people chose comes before what was found.
  private static final List<String> TRUST = List.of("author", "admin", "edition", "user", "auto");

  private static final Comparator<PaperLink> ORDER =
      Comparator.comparing(PaperLink::kind)
          .thenComparing(PaperLink::trust)
          .thenComparing(PaperLink::url)
          .thenComparing(PaperLink::addedBy);

  public PaperLink {
    if (!isAddress(url)) {
      throw new IllegalArgumentException(
          "'%s' is not a link: expected an http or https address without spaces, at most 2000 characters"
              .formatted(url.length() > 200 ? url.substring(0, 200) + "…" : url));
    }
  }

  public static boolean isAddress(String url) {
    return url.length() <= 2000 && ADDRESS.matcher(url).matches();
  }

  /// Each address once, in an order that does not depend on the order of arrival.
  static List<PaperLink> distinct(Collection<PaperLink> links) {
    if (links.isEmpty()) {
      return List.of();
    }
    Map<String, PaperLink> byAddress = new HashMap<>();
    for (PaperLink link : links) {
      byAddress.merge(link.address(), link, (a, b) -> ORDER.compare(a, b) <= 0 ? a : b);
    }
    return byAddress.values().stream().sorted(ORDER).toList();
  }

  /// The same for the spellings of one address.
  public static String bare(String url) {
    String bare = SCHEME.matcher(url.toLowerCase(Locale.ROOT)).replaceFirst("");
    return ENDING.matcher(bare).replaceFirst("");
  }

  private String address() {
    return kind + " " + bare(url);
  }

  private int trust() {
    int known = TRUST.indexOf(addedBy);
    return known >= 0 ? known : TRUST.size();
  }
}
