package org.offprint.server.mail;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A mail in every particular, before it takes its form.
///
/// @param to the one reader
/// @param subject one line
/// @param text the whole of it as plain text
/// @param html the same for those who like it so; null for text alone
/// @param messageId with angle brackets; the same whenever the mail is sent again
/// @param date when it was written
/// @param returnPath where bounces go; null for the sender
/// @param headers further ones, in their order
public record Letter(
    String to,
    String subject,
    String text,
    @Nullable String html,
    String messageId,
    Instant date,
    @Nullable String returnPath,
    Map<String, String> headers) {
  public Letter {
    if (to.isBlank() || subject.isBlank() || text.isBlank()) {
      throw new IllegalArgumentException("a letter needs an address, a subject and a text");
    }
    if (!messageId.matches("<[^<>@\\s]+@[^<>@\\s]+>")) {
      throw new IllegalArgumentException(
          "'%s' is not a Message-ID: expected one like <5f1c@papers.example.org>"
              .formatted(messageId));
    }
    subject = oneLine(subject);
    Map<String, String> clean = new LinkedHashMap<>();
    headers.forEach((name, value) -> clean.put(name, oneLine(value)));
    headers = java.util.Collections.unmodifiableMap(clean);
  }

  /// A line break would begin a header.
  private static String oneLine(String text) {
    return text.replaceAll("[\\p{Cc}\\s]+", " ").strip();
  }
}
