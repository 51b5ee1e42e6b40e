package org.offprint.server.interest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.offprint.server.ingest.Batch;
import org.offprint.server.ingest.Documents;

/// What a file of a library says: BibTeX and RIS as papers are imported from them, and the JSON
/// that Zotero exports or its API answers.
///
/// @param refused what could not be read, and why; kept nowhere, since it is private too
public record LibraryFile(List<Interest> works, List<String> refused) {
  /// @throws org.offprint.server.ingest.ImportRefused if the file is in no known format
  public static LibraryFile read(String name, byte[] content) {
    String opening =
        new String(content, 0, Math.min(content.length, 64), StandardCharsets.UTF_8).stripLeading();
    if (opening.startsWith("[") || opening.startsWith("{")) {
      return ZoteroItems.read(name, content);
    }
    Documents.Split split = Documents.split(name, content);
    Batch batch = Batch.read(split.records());
    List<Interest> works =
        batch.papers().stream()
            .map(offered -> offered.paper())
            .map(paper ->
                new Interest(
                    paper.id().value(),
                    paper.title(),
                    paper.abstractText(),
                    paper.authors().stream().map(author -> author.name()).toList(),
                    null,
                    name))
            .toList();
    List<String> refused = new ArrayList<>();
    batch.bad().forEach(bad -> refused.add("line %d: %s".formatted(bad.line(), bad.reason())));
    if (split.problem() != null) {
      refused.add("the file breaks off: " + split.problem());
    }
    return new LibraryFile(works, refused);
  }
}
