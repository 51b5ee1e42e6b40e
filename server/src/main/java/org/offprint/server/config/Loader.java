package org.offprint.server.config;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads sources into the groups of a record, and collects every mistake on the way.
final class Loader {
  private static final Pattern OTHER = Pattern.compile("\\{([a-z.-]+)}");

  private static final String DEFAULT = "default";

  private final Class<?> root;
  private final Map<String, Definition> definitions = new LinkedHashMap<>();
  private final Map<String, Source.Entry> texts = new LinkedHashMap<>();
  private final List<Mistake> mistakes = new ArrayList<>();

  Loader(Class<?> root) {
    this.root = root;
    for (RecordComponent group : Definition.groups(root)) {
      Definition.of(group.getType())
          .forEach(definition -> definitions.put(definition.key(), definition));
    }
    definitions
        .values()
        .forEach(definition ->
            texts.put(definition.key(), entry(definition, definition.setting().def(), DEFAULT)));
  }

  private static Source.Entry entry(Definition definition, String value, String origin) {
    return new Source.Entry(definition.key(), definition.key(), value, origin);
  }

  /// Every key that a source may name.
  Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    for (Definition definition : definitions.values()) {
      keys.add(definition.key());
      if (definition.secret()) {
        keys.add(definition.fileKey());
      }
    }
    return keys;
  }

  List<Mistake> mistakes() {
    return mistakes;
  }

  /// Takes over what `source` sets; what was taken over before yields.
  void add(Source source) {
    Map<String, Source.Entry> taken = new LinkedHashMap<>();
    for (Source.Entry entry : source.entries()) {
      Definition named = definitions.get(entry.key());
      Definition secret =
          definitions.values().stream()
              .filter(d -> d.secret() && d.fileKey().equals(entry.key()))
              .findFirst()
              .orElse(null);
      if (named == null && secret == null) {
        mistakes.add(new Mistake(entry.name(), "", entry.origin(), unknown(entry)));
        continue;
      }
      Source.Entry read = secret == null ? entry : contents(secret, entry);
      Source.Entry twice = taken.put(read.key(), read);
      if (twice != null) {
        mistakes.add(
            new Mistake(
                read.key(),
                Secret.MASK,
                read.origin(),
                "is also set by %s; keep one".formatted(twice.origin())));
      }
    }
    texts.putAll(taken);
  }

  private String unknown(Source.Entry entry) {
    boolean variable = entry.name().startsWith(Definition.PREFIX);
    Set<String> known = new LinkedHashSet<>();
    keys().forEach(key -> known.add(variable ? Definition.variable(key) : key));
    return Closest.to(entry.name(), known)
        .map(near -> "is not a setting; did you mean %s?".formatted(near))
        .orElse("is not a setting");
  }

  private Source.Entry contents(Definition definition, Source.Entry entry) {
    try {
      String text = Files.readString(Path.of(entry.value())).replaceFirst("\\R$", "");
      return entry(
          definition, text, "file %s, named by %s".formatted(entry.value(), entry.origin()));
    } catch (IOException | RuntimeException e) {
      mistakes.add(
          new Mistake(
              entry.name(),
              entry.value(),
              entry.origin(),
              "expected a file that can be read: " + e));
      return entry(definition, definition.setting().def(), entry.origin());
    }
  }

  /// The values of one group, in the order of its record; call {@link #requireNoMistake} before
  /// using them.
  <T> T group(Class<T> type) {
    List<Object> values = new ArrayList<>();
    for (Definition definition : Definition.of(type)) {
      values.add(value(definition));
    }
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return type.getConstructor(types).newInstance(values.toArray());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(
          type + " must be a public record without checks of its own: they belong to its settings",
          e);
    }
  }

  private Object value(Definition definition) {
    Source.Entry entry = text(definition.key());
    try {
      return Values.read(definition, filled(entry));
    } catch (RuntimeException e) {
      String shown = definition.secret() ? Secret.MASK : filled(entry);
      mistakes.add(
          new Mistake(
              definition.key(), shown, entry.origin(), "expected " + Values.expected(definition)));
      return Values.read(
          definition, filled(entry(definition, definition.setting().def(), DEFAULT)));
    }
  }

  /// A default may be made from another setting; what somebody wrote is taken as it stands.
  private String filled(Source.Entry entry) {
    if (!entry.origin().equals(DEFAULT)) {
      return entry.value();
    }
    Matcher other = OTHER.matcher(entry.value());
    return other.replaceAll(match -> Matcher.quoteReplacement(text(match.group(1)).value()));
  }

  private Source.Entry text(String key) {
    Source.Entry entry = texts.get(key);
    if (entry == null) {
      throw new AssertionError("no setting " + key + " in " + root.getSimpleName());
    }
    return entry;
  }

  void requireNoMistake() {
    if (!mistakes.isEmpty()) {
      throw new SettingsRefused(mistakes);
    }
  }

  List<Effective> effective() {
    return definitions.values().stream()
        .map(definition -> {
          Source.Entry entry = text(definition.key());
          String shown = definition.secret() ? new Secret(entry.value()).toString() : filled(entry);
          return new Effective(definition.key(), shown, entry.origin());
        })
        .toList();
  }
}
