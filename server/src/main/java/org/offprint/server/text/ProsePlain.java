package org.offprint.server.text;

import java.util.List;
import org.offprint.server.text.Piece.Gap;
import org.offprint.server.text.Piece.Linked;
import org.offprint.server.text.Piece.Maths;
import org.offprint.server.text.Piece.Styled;
import org.offprint.server.text.Piece.Words;

/// Pieces as one line of plain text.
final class ProsePlain {
  private ProsePlain() {}

  static String line(List<Piece> pieces) {
    StringBuilder all = new StringBuilder();
    pieces.forEach(piece -> write(all, piece));
    return oneLine(all);
  }

  private static void write(StringBuilder all, Piece piece) {
    switch (piece) {
      case Words(String text, boolean _) -> all.append(text);
      case Maths maths ->
          all.append(
              Formula.read(maths.source())
                  .map(MathPlain::of)
                  .orElseGet(() -> maths.source().strip()));
      case Styled(Piece.Style style, List<Piece> inside) -> {
        StringBuilder text = new StringBuilder();
        inside.forEach(part -> write(text, part));
        switch (style) {
          case SUPERSCRIPT -> all.append(MathPlain.superscript(text.toString()));
          case SUBSCRIPT -> all.append(MathPlain.subscript(text.toString()));
          case EMPHASIS, STRONG, CODE -> all.append(text);
        }
      }
      case Linked(String _, List<Piece> inside) -> inside.forEach(part -> write(all, part));
      case Gap() -> all.append(' ');
    }
  }

  private static String oneLine(StringBuilder all) {
    StringBuilder line = new StringBuilder(all.length());
    all.chars()
        .forEach(c -> {
          boolean space = c <= ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
          if (!space) {
            line.append((char) c);
          } else if (!line.isEmpty() && line.charAt(line.length() - 1) != ' ') {
            line.append(' ');
          }
        });
    return line.toString().strip();
  }
}
