package org.offprint.lab.evidence;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;

/// Where in a JSON file a byte is.
final class JsonPlace {
  private JsonPlace() {}

  /// `/figures/0/ours/value`: the innermost value that begins at or before the byte.
  static Optional<String> of(byte[] json, int place) {
    String path = null;
    try (JsonParser parser = JsonMapper.shared().createParser(json)) {
      while (parser.nextToken() != null && parser.currentTokenLocation().getByteOffset() <= place) {
        path = parser.streamReadContext().pathAsPointer().toString();
      }
      return Optional.ofNullable(path).filter(one -> !one.isEmpty());
    } catch (JacksonException noJson) {
      return Optional.empty();
    }
  }
}
