package org.offprint.server.ingest;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.offprint.catalog.paper.PaperId;

/// All formats, in the order in which a file is shown to them.
final class Formats {
  private final List<Format> formats;

  /// @param byTitle finds a paper of the bundled edition, for sources that lack its identifier
  Formats(Function<String, Optional<PaperId>> byTitle) {
    JsonForms forms = new JsonForms(byTitle);
    formats =
        List.of(
            new OaiPmh(),
            new ArxivAtom(),
            new ArxivRss(),
            new JsonLines(forms),
            new JsonDocument(forms),
            new Ris(),
            new BibTex());
  }

  /// @throws ImportRefused if no format knows it; the message names those that there are
  Format of(SourceFile file) {
    String opening = file.opening();
    boolean xml = opening.stripLeading().startsWith("<");
    return formats.stream()
        .filter(format -> xml == isXml(format) && format.recognises(opening))
        .findFirst()
        .orElseThrow(() ->
            new ImportRefused(
                "%s is %s: expected %s; plain or compressed with gzip or zstd."
                    .formatted(
                        file.name(),
                        opening.isBlank() ? "empty" : "in no format that is known here",
                        names())));
  }

  private static boolean isXml(Format format) {
    return format instanceof OaiPmh || format instanceof ArxivAtom || format instanceof ArxivRss;
  }

  private String names() {
    return formats.stream().map(Format::accepts).collect(Collectors.joining(", "));
  }
}
