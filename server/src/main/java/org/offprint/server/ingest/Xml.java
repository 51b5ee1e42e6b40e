package org.offprint.server.ingest;

import java.util.regex.Pattern;

/// What holds for every XML file.
final class Xml {
  private static final Pattern DOCTYPE =
      Pattern.compile("<!\\s*(DOCTYPE|ENTITY)", Pattern.CASE_INSENSITIVE);

  private Xml() {}

  /// No format that is read here has a document type; entities are how XML is made to fill a memory
  /// or to read other files.
  static void refuseDoctype(SourceFile file) {
    if (DOCTYPE.matcher(file.opening()).find()) {
      throw new ImportRefused(
          "%s declares a document type or entities: expected XML without <!DOCTYPE …>; remove it."
              .formatted(file.name()));
    }
  }
}
