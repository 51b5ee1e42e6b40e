package org.offprint.server.text;

import java.util.List;
import org.offprint.server.text.Piece.Gap;
import org.offprint.server.text.Piece.Linked;
import org.offprint.server.text.Piece.Maths;
import org.offprint.server.text.Piece.Styled;
import org.offprint.server.text.Piece.Words;

/// Pieces as HTML.
final class ProseHtml {
  private static final int WIDE = 40;

  private final StringBuilder html = new StringBuilder();
  private final boolean paragraphs;

  private ProseHtml(boolean paragraphs) {
    this.paragraphs = paragraphs;
  }

  static String phrase(List<Piece> pieces) {
    ProseHtml writer = new ProseHtml(false);
    pieces.forEach(writer::write);
    return writer.html.toString().strip();
  }

  static String paragraphs(List<Piece> pieces) {
    StringBuilder all = new StringBuilder();
    ProseHtml paragraph = new ProseHtml(true);
    for (Piece piece : pieces) {
      if (piece instanceof Gap) {
        paragraph.closeInto(all);
      } else {
        paragraph.write(piece);
      }
    }
    paragraph.closeInto(all);
    return all.toString();
  }

  static String formula(Maths maths) {
    ProseHtml writer = new ProseHtml(true);
    writer.write(maths);
    return writer.html.toString();
  }

  private void closeInto(StringBuilder all) {
    String text = html.toString().strip();
    if (!text.isEmpty()) {
      all.append("<p>").append(text).append("</p>\n");
    }
    html.setLength(0);
  }

  private void write(Piece piece) {
    switch (piece) {
      case Words(String text, boolean found) -> marked(found, () -> Escape.into(html, text));
      case Maths maths -> marked(maths.found(), () -> write(maths));
      case Styled(Piece.Style style, List<Piece> inside) -> {
        html.append('<').append(style.element).append('>');
        inside.forEach(this::write);
        html.append("</").append(style.element).append('>');
      }
      case Linked(String address, List<Piece> inside) -> {
        if (paragraphs) {
          html.append("<a rel=\"nofollow noopener\" href=\"");
          Escape.into(html, address);
          html.append("\">");
        }
        inside.forEach(this::write);
        html.append(paragraphs ? "</a>" : "");
      }
      case Gap() -> html.append(' ');
    }
  }

  private void write(Maths maths) {
    Formula.read(maths.source())
        .ifPresentOrElse(
            formula -> write(formula, maths),
            () -> {
              html.append("<code class=\"tex\">");
              Escape.into(html, maths.source().strip());
              html.append("</code>");
            });
  }

  /// A displayed formula may be wider than a telephone: where paragraphs are written it then
  /// scrolls by itself.
  private void write(Node formula, Maths maths) {
    if (!maths.display() || !paragraphs) {
      MathMl.inline(html, formula, maths.source());
    } else if (maths.source().length() < WIDE) {
      MathMl.display(html, formula, maths.source());
    } else {
      html.append("<span class=\"formula\" role=\"group\" aria-label=\"Formula\" tabindex=\"0\">");
      MathMl.display(html, formula, maths.source());
      html.append("</span>");
    }
  }

  private void marked(boolean found, Runnable content) {
    html.append(found ? "<mark>" : "");
    content.run();
    html.append(found ? "</mark>" : "");
  }
}
