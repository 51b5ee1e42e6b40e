package org.offprint.server.harvest;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.server.ingest.Documents;
import org.offprint.server.ingest.ImportRefused;
import org.offprint.server.ingest.Raw;
import org.offprint.server.ingest.XmlElement;

/// What arXiv's sources have in common.
final class ArxivRecords {
  private ArxivRecords() {}

  /// The records of a whole document. One that is cut is refused, since whatever stood behind the
  /// cut would pass for nothing.
  ///
  /// @param root the element that has to be closed at the end
  static List<Raw> of(String source, byte[] body, String root) {
    if (body.length == 0) {
      throw new BrokenPage("the answer is empty");
    }
    int from = Math.max(0, body.length - 400);
    String end = new String(body, from, body.length - from, StandardCharsets.ISO_8859_1);
    if (!end.contains("</" + root + ">")) {
      throw new BrokenPage("the answer is cut: it does not end with </%s>".formatted(root));
    }
    try {
      Documents.Split split = Documents.split(source, body);
      if (split.problem() != null) {
        throw new BrokenPage("the answer breaks off: " + split.problem());
      }
      return split.records();
    } catch (ImportRefused e) {
      throw new BrokenPage(String.valueOf(e.getMessage()));
    }
  }

  static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  /// The text of the first element of a name, without parsing what is around it; null where there
  /// is none or it is empty.
  static @Nullable String first(String xml, Pattern element) {
    Matcher found = element.matcher(xml);
    if (!found.find()) {
      return null;
    }
    String text = XmlElement.parse(found.group()).text().strip();
    return text.isEmpty() ? null : text;
  }

  static boolean isIn(Paper paper, String category) {
    return paper.categories().contains(category);
  }
}
