package org.offprint.server.ingest;

import java.io.IOException;
import java.util.function.Consumer;

/// A form that files come in. It splits a file into records; what belongs to one record is read
/// apart from all others.
interface Format {
  /// What people call it.
  String name();

  /// What exactly is read, for the message about a file in another format.
  default String accepts() {
    return name();
  }

  /// Whether a file that begins with `opening` has this form.
  boolean recognises(String opening);

  /// Hands over the records of `file` in their order.
  ///
  /// @throws IOException when the file breaks off; what was handed over until then stands
  void read(SourceFile file, Consumer<Raw> records) throws IOException;
}
