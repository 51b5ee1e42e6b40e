package org.offprint.server.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ibm.icu.text.MessageFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PhrasesTest {
  @Test
  void numbersHaveThePluralsOfTheirLanguage() {
    Phrases english = Phrases.of("en");
    assertThat(english.say("digest.counts", "matched", 1, "shown", 1))
        .isEqualTo("1 item matched, 1 is shown");
    assertThat(english.say("digest.counts", "matched", 1234, "shown", 10))
        .isEqualTo("1,234 items matched, 10 are shown");
    assertThat(english.say("facts.votes", "votes", 1)).isEqualTo("1 vote");
    assertThat(Phrases.of("de").say("facts.votes", "votes", 1)).isEqualTo("1 Stimme");
    assertThat(Phrases.of("de").say("digest.counts", "matched", 1234, "shown", 1))
        .isEqualTo("1.234 Treffer, 1 davon steht hier");
  }

  @Test
  void aTitleWithBracesOrApostrophesStaysAsItIs() {
    assertThat(
            Phrases.of("en")
                .say(
                    "digest.subject",
                    "date",
                    "5 March",
                    "first",
                    "It's {x}",
                    "shown",
                    1,
                    "more",
                    0))
        .isEqualTo("5 March: It's {x}");
  }

  @Test
  void whatALanguageLacksIsSaidInEnglishAndNoneSaysWhatEnglishDoesNot() {
    assertThat(Phrases.of("de").say("digest.thanks")).startsWith("Thank you to arXiv");
    Set<String> english = Phrases.read("en").keySet();
    for (String language : Phrases.LANGUAGES) {
      Map<String, String> phrases = Phrases.read(language);
      assertThat(english).containsAll(phrases.keySet());
      phrases.forEach((key, pattern) -> {
        MessageFormat format = new MessageFormat(pattern, Locale.forLanguageTag(language));
        MessageFormat original = new MessageFormat(Phrases.read("en").get(key), Locale.UK);
        assertThat(original.getArgumentNames()).as(key).containsAll(format.getArgumentNames());
      });
    }
  }

  @Test
  void anUnknownLanguageIsRefused() {
    assertThatThrownBy(() -> Phrases.of("tlh")).hasMessageContaining("expected one of en, de");
  }
}
