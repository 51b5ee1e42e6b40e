package org.offprint.server.subscribe;

import java.time.DayOfWeek;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.offprint.server.config.DigestSettings;
import org.offprint.server.mail.Phrases;
import org.offprint.server.subscribe.Wishes.Rhythm;

/// The form of a subscription, as it was filled in: lists are text, an entry a line.
public record WishForm(
    String address,
    String rhythm,
    String zone,
    String hour,
    boolean saysQuiet,
    String most,
    String language,
    boolean trending,
    String categories,
    String organisations,
    String authors,
    String searches,
    boolean verdicts,
    boolean changes,
    boolean picks,
    boolean own) {
  static final String DAILY = "working-days";

  /// What somebody gets who gives an address and nothing else.
  static WishForm usual(DigestSettings settings) {
    return new WishForm(
        "",
        DAILY,
        settings.zone().getId(),
        String.valueOf(settings.hour()),
        false,
        String.valueOf(settings.most()),
        Phrases.DEFAULT,
        true,
        "",
        "",
        "",
        "",
        false,
        true,
        false,
        false);
  }

  /// What was sent. A short form leaves out everything but the address and perhaps what one page is
  /// about.
  static WishForm sent(Map<String, String> fields, DigestSettings settings) {
    WishForm usual = usual(settings);
    boolean whole = fields.containsKey("whole");
    String categories = text(fields, "categories", "");
    String organisations = text(fields, "organisations", "");
    String authors = text(fields, "authors", "");
    String searches = text(fields, "searches", "");
    boolean particular =
        !(categories + organisations + authors + searches)
            .isBlank(); // then not all that trends, too
    return new WishForm(
        text(fields, "address", ""),
        text(fields, "rhythm", usual.rhythm()),
        text(fields, "zone", usual.zone()),
        text(fields, "hour", usual.hour()),
        fields.containsKey("quiet"),
        text(fields, "most", usual.most()),
        text(fields, "language", usual.language()),
        whole ? fields.containsKey("trending") : !particular,
        categories,
        organisations,
        authors,
        searches,
        fields.containsKey("verdicts"),
        whole ? fields.containsKey("changes") : usual.changes(),
        fields.containsKey("picks"),
        fields.containsKey("own"));
  }

  static WishForm of(Subscription reader) {
    Wishes wishes = reader.wishes();
    return new WishForm(
        reader.address(),
        wishes.rhythm() == Rhythm.weekly
            ? wishes.weekday().name().toLowerCase(java.util.Locale.ROOT)
            : DAILY,
        wishes.zone(),
        String.valueOf(wishes.hour()),
        wishes.saysQuiet(),
        String.valueOf(wishes.most()),
        wishes.language(),
        wishes.trending(),
        String.join("\n", wishes.categories()),
        String.join("\n", wishes.organisations()),
        String.join("\n", wishes.authors()),
        String.join("\n", wishes.searches()),
        wishes.verdicts(),
        wishes.changes(),
        wishes.picks(),
        wishes.own());
  }

  private static String text(Map<String, String> fields, String name, String usual) {
    String text = fields.getOrDefault(name, usual).strip();
    return text.isEmpty() ? usual : text;
  }

  /// @throws IllegalArgumentException with what is wrong with it
  Wishes wishes() {
    boolean daily = rhythm.equals(DAILY);
    return new Wishes(
        daily ? Rhythm.workingDays : Rhythm.weekly,
        daily ? DayOfWeek.MONDAY : weekday(rhythm),
        zone,
        number("hour", hour),
        saysQuiet,
        number("number of papers", most),
        language,
        trending,
        words(categories),
        words(organisations),
        lines(authors),
        lines(searches),
        verdicts,
        changes,
        picks,
        own);
  }

  private static DayOfWeek weekday(String name) {
    return Arrays.stream(DayOfWeek.values())
        .filter(day -> day.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'%s' is not when a digest can come: expected %s or a day of the week"
                    .formatted(name.length() > 40 ? name.substring(0, 40) : name, DAILY)));
  }

  private static int number(String what, String text) {
    if (!text.matches("\\d{1,4}")) {
      throw new IllegalArgumentException(
          "'%s' is not a %s: expected a whole number"
              .formatted(text.length() > 40 ? text.substring(0, 40) : text, what));
    }
    return Integer.parseInt(text);
  }

  private static List<String> lines(String text) {
    return text.lines().toList();
  }

  /// Keys have no commas in them.
  private static List<String> words(String text) {
    return List.of(text.split("[\\n,;]+"));
  }
}
