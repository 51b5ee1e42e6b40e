package org.offprint.server.subscribe;

import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.offprint.server.mail.Phrases;

/// The form of a subscription: of a new one, or of one that is there.
///
/// @param action where the form is sent
/// @param proof what the form of somebody signed in must carry, whose address is known; empty for
///   everybody else
/// @param fresh whether it is still to begin
/// @param problem why what was sent cannot be; empty as a rule
/// @param said what has just been done; empty as a rule
/// @param next when the next issue comes, in words; empty for a new one
/// @param suspended why nothing is sent for now; empty as a rule
/// @param consent what one agrees to by sending the form
/// @param feed the private feed of the same, without extension; empty for a new one
/// @param outward false where mails only become files on the server
public record SubscribePage(
    String action,
    String proof,
    boolean fresh,
    WishForm form,
    String problem,
    String said,
    String next,
    String suspended,
    String consent,
    String feed,
    boolean outward) {
  /// A choice and its name.
  public record Choice(String value, String words) {}

  public List<Choice> rhythms() {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(
                new Choice(WishForm.DAILY, "Every working day, Monday to Friday")),
            Arrays.stream(DayOfWeek.values())
                .map(day ->
                    new Choice(
                        day.name().toLowerCase(Locale.ROOT),
                        "Once a week, on " + day.getDisplayName(TextStyle.FULL, Locale.UK))))
        .toList();
  }

  public List<Choice> languages() {
    return Phrases.LANGUAGES.stream()
        .map(language -> {
          Locale locale = Locale.forLanguageTag(language);
          return new Choice(language, locale.getDisplayLanguage(locale));
        })
        .toList();
  }

  public Set<String> zones() {
    return Wishes.ZONES;
  }

  public int mostShown() {
    return Wishes.MOST_SHOWN;
  }
}
