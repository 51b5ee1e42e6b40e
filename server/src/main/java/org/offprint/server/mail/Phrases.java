package org.offprint.server.mail;

import com.ibm.icu.text.MessageFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The sentences of mails in one language: ICU message patterns, in
/// `/mail/phrases_LANGUAGE.properties`, so that every language has its own plurals. What a language
/// lacks is said in English.
public final class Phrases {
  public static final String DEFAULT = "en";

  /// The languages that there are sentences in.
  public static final List<String> LANGUAGES = List.of("en", "de");

  private static final Map<String, Phrases> LOADED = new ConcurrentHashMap<>();

  private final Locale locale;
  private final Map<String, String> patterns;

  private Phrases(String language, Map<String, String> patterns) {
    this.locale = language.equals("en") ? Locale.UK : Locale.forLanguageTag(language);
    this.patterns = patterns;
  }

  /// @throws IllegalArgumentException for a language without sentences
  public static Phrases of(String language) {
    if (!LANGUAGES.contains(language)) {
      throw new IllegalArgumentException(
          "'%s' is not a language of mails: expected one of %s"
              .formatted(language, String.join(", ", LANGUAGES)));
    }
    return LOADED.computeIfAbsent(language, Phrases::load);
  }

  private static Phrases load(String language) {
    Map<String, String> patterns = new HashMap<>(read(DEFAULT));
    patterns.putAll(read(language));
    return new Phrases(language, Map.copyOf(patterns));
  }

  static Map<String, String> read(String language) {
    String name = "/mail/phrases_" + language + ".properties";
    try (InputStream bytes = Phrases.class.getResourceAsStream(name)) {
      if (bytes == null) {
        throw new IllegalStateException("the build lacks " + name);
      }
      try (Reader text = new InputStreamReader(bytes, StandardCharsets.UTF_8)) {
        Properties properties = new Properties();
        properties.load(text);
        Map<String, String> read = new HashMap<>();
        properties.forEach((key, value) -> read.put(String.valueOf(key), String.valueOf(value)));
        return read;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }

  public Locale locale() {
    return locale;
  }

  /// The tag for `lang`.
  public String language() {
    return locale.getLanguage();
  }

  /// @param namesAndValues what stands between braces: a name and its value in turn
  public String say(String key, @Nullable Object... namesAndValues) {
    String pattern = patterns.get(key);
    if (pattern == null) {
      throw new IllegalArgumentException("there is no sentence '%s'".formatted(key));
    }
    Map<String, @Nullable Object> values = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return new MessageFormat(pattern, locale).format(values);
  }
}
