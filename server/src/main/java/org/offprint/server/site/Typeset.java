package org.offprint.server.site;

import gg.jte.Content;
import java.util.ArrayList;
import java.util.List;
import org.offprint.server.search.Piece;
import org.offprint.server.text.Tex;

/// Text of papers as pages print it. Whatever comes back is safe to put into a page.
public final class Typeset {
  private Typeset() {}

  /// A title with its formulas, or an abstract as a list shows it.
  public static Content text(String source) {
    String html = Tex.html(source);
    return output -> output.writeContent(html);
  }

  /// The same with what a search found in it marked.
  static Content marked(List<Piece> pieces) {
    StringBuilder source = new StringBuilder();
    List<Tex.Span> found = new ArrayList<>();
    for (Piece piece : pieces) {
      if (piece.highlighted()) {
        found.add(new Tex.Span(source.length(), source.length() + piece.text().length()));
      }
      source.append(piece.text());
    }
    String html = Tex.html(source.toString(), found);
    return output -> output.writeContent(html);
  }

  /// Paragraphs, for an abstract or a summary.
  public static Content paragraphs(String source) {
    String html = Tex.paragraphs(source);
    return output -> output.writeContent(html);
  }

  /// One line without markup: titles of documents, descriptions.
  public static String plain(String source) {
    return Tex.plain(source);
  }

  /// At most `most` characters, ending with a whole word.
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int space = text.lastIndexOf(' ', most - 1);
    return text.substring(0, space > most / 2 ? space : most - 1) + "…";
  }
}
