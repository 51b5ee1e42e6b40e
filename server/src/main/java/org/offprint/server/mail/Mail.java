package org.offprint.server.mail;

/// A message to one person.
///
/// @param to a mail address
/// @param subject one line
/// @param text plain text
public record Mail(String to, String subject, String text) {
  public Mail {
    if (to.isBlank() || subject.isBlank() || text.isBlank()) {
      throw new IllegalArgumentException("a mail needs an address, a subject and a text");
    }
    subject = subject.replaceAll("[\\p{Cc}\\s]+", " ").strip(); // a line break would begin a header
  }
}
