package org.offprint.server.subscribe;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.offprint.server.mail.Phrases;

/// What a reader wants, and when.
///
/// @param weekday on which a weekly one comes
/// @param zone a time zone of the IANA database
/// @param hour from 0 to 23, in that zone
/// @param saysQuiet whether a day without news is told of, or passed in silence
/// @param most how many papers an issue shows, 1 to 50; the others are counted
/// @param trending the top of the trending list
/// @param categories such as `cs.CL`
/// @param organisations by the keys of their pages
/// @param authors by their names, as papers print them
/// @param searches in the language of the search page
/// @param verdicts what runs showed of papers
/// @param changes newer versions of papers that an issue showed
/// @param picks what curators chose
/// @param own papers near to those that the reader keeps here
public record Wishes(
    Rhythm rhythm,
    DayOfWeek weekday,
    String zone,
    int hour,
    boolean saysQuiet,
    int most,
    String language,
    boolean trending,
    List<String> categories,
    List<String> organisations,
    List<String> authors,
    List<String> searches,
    boolean verdicts,
    boolean changes,
    boolean picks,
    boolean own) {
  public enum Rhythm {
    /// Monday to Friday.
    workingDays,
    weekly
  }

  public static final int MOST_SHOWN = 50;
  static final int MOST_ENTRIES = 20;
  private static final int LONGEST_ENTRY = 250;

  /// The zones of the database that are named after a place, and UTC.
  static final Set<String> ZONES = zones();

  public Wishes {
    if (!zone.equals("UTC") && !ZoneId.getAvailableZoneIds().contains(zone)) {
      throw new IllegalArgumentException(
          "'%s' is not a time zone: expected one like Europe/Berlin".formatted(cut(zone)));
    }
    if (hour < 0 || hour > 23) {
      throw new IllegalArgumentException("there is no hour %d: expected 0 to 23".formatted(hour));
    }
    if (most < 1 || most > MOST_SHOWN) {
      throw new IllegalArgumentException(
          "an issue cannot show %d papers: expected 1 to %d".formatted(most, MOST_SHOWN));
    }
    language = Phrases.of(language).language();
    categories =
        entries("categories", categories, "[\\p{L}\\d][\\p{L}\\d .,&()_-]*", "one like cs.CL");
    organisations =
        entries(
            "organisations", organisations, "[\\w.-]{1,96}", "the key in the address of its page");
    authors = entries("authors", authors, ".*", "a name");
    searches = entries("searches", searches, ".*", "a search");
    if (!trending
        && !verdicts
        && !picks
        && !own
        && categories.isEmpty()
        && organisations.isEmpty()
        && authors.isEmpty()
        && searches.isEmpty()) {
      throw new IllegalArgumentException(
          "There is nothing in this digest: choose trending papers, what curators chose, verdicts, or name a category, an organisation, an author or a search.");
    }
  }

  private static List<String> entries(
      String what, Collection<String> given, String form, String expected) {
    List<String> entries =
        List.copyOf(
            new LinkedHashSet<>(
                given.stream()
                    .map(text -> text.replaceAll("[\\p{Cc}\\s]+", " ").strip())
                    .filter(text -> !text.isEmpty())
                    .toList()));
    if (entries.size() > MOST_ENTRIES) {
      throw new IllegalArgumentException(
          "%d %s are too many: expected %d at most".formatted(entries.size(), what, MOST_ENTRIES));
    }
    for (String entry : entries) {
      if (entry.length() > LONGEST_ENTRY || !entry.matches(form)) {
        throw new IllegalArgumentException(
            "'%s' cannot be among the %s: expected %s of at most %d characters"
                .formatted(cut(entry), what, expected, LONGEST_ENTRY));
      }
    }
    return entries;
  }

  private static String cut(String text) {
    return text.length() > 80 ? text.substring(0, 80) + "…" : text;
  }

  @JsonIgnore
  public ZoneId place() {
    return ZoneId.of(zone);
  }

  /// These wishes and one search more.
  public Wishes withSearch(String query) {
    Set<String> more = new LinkedHashSet<>(searches);
    more.add(query);
    return new Wishes(
        rhythm,
        weekday,
        zone,
        hour,
        saysQuiet,
        most,
        language,
        trending,
        categories,
        organisations,
        authors,
        List.copyOf(more),
        verdicts,
        changes,
        picks,
        own);
  }

  private static Set<String> zones() {
    Set<String> zones = new TreeSet<>();
    for (String zone : ZoneId.getAvailableZoneIds()) {
      if (zone.matches(
          "(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/.+")) {
        zones.add(zone);
      }
    }
    return zones;
  }
}
