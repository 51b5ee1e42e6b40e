package org.offprint.server.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a program sends: one JSON object, not too large.
public record JsonBody(JsonNode object) {
  private static final JsonMapper JSON = new JsonMapper();

  /// @param mostBytes the largest that is read
  /// @throws Failure if it is larger or not a JSON object
  public static JsonBody of(HttpServletRequest request, int mostBytes) {
    byte[] bytes;
    try {
      bytes = request.getInputStream().readNBytes(mostBytes + 1);
    } catch (IOException e) {
      throw new UncheckedIOException("a caller went away while sending", e);
    }
    if (bytes.length > mostBytes) {
      throw Failure.tooLarge(
          "The body is larger than %,d bytes, which is as many as are read here."
              .formatted(mostBytes));
    }
    try {
      JsonNode node = JSON.readTree(bytes);
      if (node != null && node.isObject()) {
        return new JsonBody(node);
      }
    } catch (JacksonException e) {
      // said below
    }
    throw Failure.badRequest(
        "The body is not a JSON object: expected one like {\"key\": \"value\"}, with Content-Type: application/json.");
  }

  /// A text that must be there.
  ///
  /// @param most its longest, in characters
  public String text(String key, int most) {
    String text = optionalText(key, most);
    if (text == null || text.isBlank()) {
      throw Failure.badRequest(
          "'%s' is missing: expected a text of 1 to %,d characters.".formatted(key, most));
    }
    return text;
  }

  /// A text, or null where there is none or it is null.
  public @Nullable String optionalText(String key, int most) {
    JsonNode value = object.get(key);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isString() || value.stringValue().length() > most) {
      throw Failure.badRequest(
          "'%s' is not a text of at most %,d characters.".formatted(key, most));
    }
    return value.stringValue();
  }

  /// A whole number above zero, or null where there is none or it is null.
  public @Nullable Long optionalNumber(String key) {
    JsonNode value = object.get(key);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 1) {
      throw Failure.badRequest("'%s' is not a whole number above zero.".formatted(key));
    }
    return value.longValue();
  }

  /// Refuses keys that are not known: a mistyped one would be taken for one left out.
  public JsonBody only(String... known) {
    for (String key : object.propertyNames()) {
      if (!java.util.List.of(known).contains(key)) {
        throw Failure.badRequest(
            "'%s' is not a key here; expected %s.".formatted(key, String.join(", ", known)));
      }
    }
    return this;
  }
}
