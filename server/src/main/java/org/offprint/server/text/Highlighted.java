package org.offprint.server.text;

import java.util.ArrayList;
import java.util.List;

/// A text cut where a search found something, still in its TeX source. The cuts may fall inside a
/// formula; {@link #html} keeps it whole.
public record Highlighted(List<Piece> pieces) {
  /// @param found whether the search found these characters
  public record Piece(String text, boolean found) {}

  public Highlighted {
    pieces = List.copyOf(pieces);
  }

  public static Highlighted plain(String source) {
    return new Highlighted(List.of(new Piece(source, false)));
  }

  /// Phrasing content with what was found in `<mark>`; see {@link Tex#html(String)}.
  public String html() {
    StringBuilder source = new StringBuilder();
    List<Tex.Span> found = new ArrayList<>();
    for (Piece piece : pieces) {
      if (piece.found()) {
        found.add(new Tex.Span(source.length(), source.length() + piece.text().length()));
      }
      source.append(piece.text());
    }
    return Tex.html(source.toString(), found);
  }

  /// The whole text without marks, as plain Unicode.
  public String plain() {
    StringBuilder source = new StringBuilder();
    pieces.forEach(piece -> source.append(piece.text()));
    return Tex.plain(source.toString());
  }
}
