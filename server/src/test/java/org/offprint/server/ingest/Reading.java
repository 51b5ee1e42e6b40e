package org.offprint.server.ingest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.paper.Papers.Offered;

/// What a file says, without a store: for tests of the readers.
record Reading(String format, Batch batch, @Nullable String problem, String note) {
  static Reading of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  static Reading of(byte[] file) {
    try (SourceFile source = SourceFile.open("-", new ByteArrayInputStream(file))) {
      Format format =
          new Formats(title ->
              title.equals("Known By Its Title")
                  ? PaperId.parse("2406.03808")
                  : java.util.Optional.empty())
              .of(source);
      List<Raw> records = new ArrayList<>();
      String problem = null;
      try {
        format.read(source, records::add);
      } catch (IOException e) {
        problem = e.getMessage();
      }
      return new Reading(format.name(), Batch.read(records), problem, source.note());
    }
  }

  List<Paper> papers() {
    return batch.papers().stream().map(Offered::paper).toList();
  }

  Paper paper() {
    if (batch.papers().size() != 1 || !batch.bad().isEmpty()) {
      throw new AssertionError("expected one paper and nothing bad: " + batch);
    }
    return papers().getFirst();
  }

  List<String> reasons() {
    return batch.bad().stream().map(bad -> bad.line() + ": " + bad.reason()).toList();
  }
}
