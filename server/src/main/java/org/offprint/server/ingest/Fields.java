package org.offprint.server.ingest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.SaidDate;
import tools.jackson.databind.JsonNode;

/// The fields of one JSON object, by the type that they must have. Null and missing are unknown;
/// any other type than the expected one makes the record unreadable.
final class Fields {
  private final JsonNode object;

  Fields(JsonNode object) {
    this.object = object;
  }

  boolean has(String field) {
    return object.has(field);
  }

  boolean isObject(String field) {
    return object.path(field).isObject();
  }

  boolean isArray(String field) {
    return object.path(field).isArray();
  }

  boolean isText(String field) {
    return object.path(field).isString();
  }

  @Nullable String text(String field) {
    JsonNode value = known(field);
    if (value == null) {
      return null;
    }
    if (!value.isString()) {
      throw new Unreadable("'%s' is %s: expected text".formatted(field, shown(value)));
    }
    return value.stringValue();
  }

  String neededText(String field) {
    String text = text(field);
    if (text == null) {
      throw new Unreadable("'%s' is missing".formatted(field));
    }
    return text;
  }

  /// The paper that the record speaks of, in any form that people write.
  PaperId id(String field) {
    JsonNode value = known(field);
    if (value != null && value.isNumber()) {
      throw new Unreadable(
          "'%s' is the number %s: expected text, since a number loses zeros"
              .formatted(field, value));
    }
    String text = neededText(field);
    Optional<PaperId> id = PaperId.parse(text);
    return id.orElseThrow(
        () -> new Unreadable("'%s' is not a paper identifier: '%s'".formatted(field, cut(text))));
  }

  @Nullable Integer count(String field) {
    JsonNode value = known(field);
    if (value == null) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
      throw new Unreadable(
          "'%s' is %s: expected a whole number from 0".formatted(field, shown(value)));
    }
    return value.intValue();
  }

  /// A date as precise as it is written; an instant at exactly midnight UTC is a day, since that is
  /// how sources write days into a field for instants.
  @Nullable SaidDate date(String field) {
    String text = text(field);
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      return said(text.strip());
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new Unreadable(
          "'%s' is '%s': expected a date such as 2024-11-13 or 2024-11-13T20:30:37Z"
              .formatted(field, cut(text)),
          e);
    }
  }

  static SaidDate said(String text) {
    if (text.length() <= 10) {
      return new SaidDate(text);
    }
    String day = text.substring(0, 10);
    return text.matches(".{10}T00:00:00(\\.0+)?Z")
        ? new SaidDate(day)
        : SaidDate.of(Instant.parse(text));
  }

  @Nullable Instant instant(String field) {
    String text = text(field);
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      return Instant.parse(text.strip());
    } catch (DateTimeException e) {
      throw new Unreadable(
          "'%s' is '%s': expected a moment such as 2024-11-13T20:30:37Z"
              .formatted(field, cut(text)),
          e);
    }
  }

  @Nullable LocalDate day(String field) {
    String text = text(field);
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      return LocalDate.parse(text.strip());
    } catch (DateTimeException e) {
      throw new Unreadable(
          "'%s' is '%s': expected a day such as 2024-11-13".formatted(field, cut(text)), e);
    }
  }

  LocalDate neededDay(String field) {
    LocalDate day = day(field);
    if (day == null) {
      throw new Unreadable("'%s' is missing".formatted(field));
    }
    return day;
  }

  List<String> texts(String field) {
    JsonNode value = known(field);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      throw new Unreadable("'%s' is %s: expected a list of texts".formatted(field, shown(value)));
    }
    List<String> texts = new ArrayList<>(value.size());
    for (JsonNode item : value) {
      if (!item.isString()) {
        throw new Unreadable("'%s' holds %s: expected only texts".formatted(field, shown(item)));
      }
      texts.add(item.stringValue());
    }
    return texts;
  }

  /// The object in a field, or null.
  @Nullable Fields object(String field) {
    JsonNode value = known(field);
    if (value == null) {
      return null;
    }
    if (!value.isObject()) {
      throw new Unreadable("'%s' is %s: expected an object".formatted(field, shown(value)));
    }
    return new Fields(value);
  }

  List<Fields> objects(String field) {
    JsonNode value = known(field);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      throw new Unreadable("'%s' is %s: expected a list of objects".formatted(field, shown(value)));
    }
    List<Fields> objects = new ArrayList<>(value.size());
    for (JsonNode item : value) {
      if (!item.isObject()) {
        throw new Unreadable("'%s' holds %s: expected only objects".formatted(field, shown(item)));
      }
      objects.add(new Fields(item));
    }
    return objects;
  }

  /// The raw value, for the few fields that have a form of their own.
  JsonNode node(String field) {
    return object.path(field);
  }

  JsonNode whole() {
    return object;
  }

  private @Nullable JsonNode known(String field) {
    JsonNode value = object.get(field);
    return value == null || value.isNull() ? null : value;
  }

  private static String shown(JsonNode value) {
    return "%s (%s)"
        .formatted(
            cut(value.toString()), value.getNodeType().name().toLowerCase(java.util.Locale.ROOT));
  }

  static String cut(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
