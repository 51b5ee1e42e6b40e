package org.offprint.server.harvest;

import java.nio.charset.StandardCharsets;

/// What can be said of an answer before it is read.
final class Bodies {
  private Bodies() {}

  /// A JSON answer that is cut must not pass for a shorter one.
  static void requireEnd(byte[] body, char end) {
    int last = body.length - 1;
    while (last >= 0 && Character.isWhitespace(body[last])) {
      last--;
    }
    if (last < 0) {
      throw new BrokenPage("the answer is empty");
    }
    if (body[last] != end) {
      throw new BrokenPage(
          "the answer is cut or no list: it ends with '%s' and not with '%s'"
              .formatted(
                  new String(
                      body, Math.max(0, last - 20), Math.min(21, last + 1), StandardCharsets.UTF_8),
                  end));
    }
  }
}
