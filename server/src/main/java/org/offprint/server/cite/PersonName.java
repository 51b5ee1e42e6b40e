package org.offprint.server.cite;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// A printed name, divided as citations need it. A guess by form, since sources print whole names:
/// the last word is the family's, with the particles in lower case before it. A name of one word,
/// or of a group, is all family.
record PersonName(String given, String family, String suffix) {
  private static final Pattern SUFFIX = Pattern.compile("(?i)(jr|sr)\\.?|II|III|IV");
  private static final Set<String> PARTICLES =
      Set.of(
          "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le",
          "ten", "ter", "zu", "zum", "zur", "af", "av", "bin", "ibn", "al", "el", "y", "e");
  private static final Pattern GROUP =
      Pattern.compile(
          "(?i).*\\b(team|collaboration|consortium|group|lab|labs|ai|project|community|research)$");

  static PersonName of(String printed) {
    String name = printed.replaceAll("\\s+", " ").strip();
    int comma = name.indexOf(',');
    if (comma > 0) {
      String after = name.substring(comma + 1).strip();
      return SUFFIX.matcher(after).matches()
          ? withSuffix(of(name.substring(0, comma)), after)
          : new PersonName(after, name.substring(0, comma).strip(), "");
    }
    List<String> words = Arrays.asList(name.split(" "));
    if (words.size() == 1 || GROUP.matcher(name).matches()) {
      return new PersonName("", name, "");
    }
    int last = words.size() - 1;
    if (last > 1 && SUFFIX.matcher(words.get(last)).matches()) {
      return withSuffix(of(String.join(" ", words.subList(0, last))), words.get(last));
    }
    int first = last;
    while (first > 1 && isParticle(words.get(first - 1))) {
      first--;
    }
    return new PersonName(
        String.join(" ", words.subList(0, first)),
        String.join(" ", words.subList(first, words.size())),
        "");
  }

  /// `Lovelace, Ada`; `King, Jr., Martin Luther`.
  String familyFirst() {
    return family + (suffix.isEmpty() ? "" : ", " + suffix) + (given.isEmpty() ? "" : ", " + given);
  }

  private static boolean isParticle(String word) {
    return PARTICLES.contains(word) && word.equals(word.toLowerCase(Locale.ROOT));
  }

  private static PersonName withSuffix(PersonName name, String suffix) {
    return new PersonName(name.given, name.family, suffix);
  }
}
