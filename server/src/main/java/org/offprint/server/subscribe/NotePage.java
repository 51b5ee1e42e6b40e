package org.offprint.server.subscribe;

import java.util.List;

/// A page that says one thing, and may ask for one.
///
/// @param action where its button leads; empty for a page without one
/// @param name of the field that the button sends
public record NotePage(
    String label,
    String title,
    List<String> paragraphs,
    String action,
    String button,
    String name,
    String value) {
  static NotePage saying(String label, String title, String... paragraphs) {
    return new NotePage(label, title, List.of(paragraphs), "", "", "", "");
  }
}
