package org.offprint.server.mcp;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.web.Failure;

/// One call of a tool: who asks, and with what. The SDK has held the arguments to the tool's schema
/// before; what is read here is read with the same bounds.
record Call(HttpServletRequest request, Map<String, Object> arguments) {
  String text(String name, int most) {
    String text = optionalText(name, most);
    if (text == null || text.isBlank()) {
      throw Failure.badRequest("'%s' is missing: expected a text.".formatted(name));
    }
    return text;
  }

  @Nullable String optionalText(String name, int most) {
    Object value = arguments.get(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof String text) || text.length() > most) {
      throw Failure.badRequest(
          "'%s' must be a text of at most %,d characters.".formatted(name, most));
    }
    return text;
  }

  int number(String name, int usual, int most) {
    Object value = arguments.get(name);
    if (value == null) {
      return usual;
    }
    if (!(value instanceof Number number) || number.longValue() < 1 || number.longValue() > most) {
      throw Failure.badRequest("'%s' must be a whole number from 1 to %d.".formatted(name, most));
    }
    return number.intValue();
  }

  @Nullable Long optionalNumber(String name) {
    Object value = arguments.get(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof Number number) || number.longValue() < 1) {
      throw Failure.badRequest("'%s' must be a whole number above zero.".formatted(name));
    }
    return number.longValue();
  }

  boolean flag(String name, boolean usual) {
    return arguments.get(name) instanceof Boolean flag ? flag : usual;
  }

  PaperId paper() {
    String id = text("id", 200);
    return PaperId.parse(id)
        .orElseThrow(() ->
            Failure.notFound(
                "'%s' is not the identifier of a paper: expected an arXiv one like 2411.09009 or cs/0112017, or a DOI."
                    .formatted(id)));
  }
}
