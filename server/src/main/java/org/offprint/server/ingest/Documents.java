package org.offprint.server.ingest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Documents that came over the network or stand in the quarantine, in any format that files have.
public final class Documents {
  /// The records of a document. They have no line: the same record comes again at another place,
  /// and is the same.
  ///
  /// @param problem where the document broke off; null where it came to its end
  /// @param note what the document says of itself, such as an error of its server
  public record Split(List<Raw> records, @Nullable String problem, String note) {}

  private static final Formats FORMATS = new Formats(title -> Optional.empty());

  private Documents() {}

  /// @param name for messages
  /// @throws ImportRefused if no format knows it
  public static Split split(String name, byte[] document) {
    try (SourceFile file = SourceFile.of(name, new ByteArrayInputStream(document))) {
      Format format = FORMATS.of(file);
      List<Raw> records = new ArrayList<>();
      String problem = null;
      try {
        format.read(file, record -> records.add(new Raw(0, record.text(), record.meaning())));
      } catch (IOException e) {
        problem = String.valueOf(e.getMessage());
      }
      return new Split(records, problem, file.note());
    }
  }
}
