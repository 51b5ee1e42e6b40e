package org.offprint.server.text;

import java.util.List;

/// What a text is made of once its TeX is read.
sealed interface Piece {
  /// @param found whether a search found it
  record Words(String text, boolean found) implements Piece {}

  record Maths(String source, boolean display, boolean found) implements Piece {}

  record Styled(Style style, List<Piece> inside) implements Piece {}

  /// @param address http or https, nothing else
  record Linked(String address, List<Piece> inside) implements Piece {}

  /// The end of a paragraph.
  record Gap() implements Piece {}

  enum Style {
    EMPHASIS("em"),
    STRONG("strong"),
    CODE("code"),
    SUPERSCRIPT("sup"),
    SUBSCRIPT("sub");

    final String element;

    Style(String element) {
      this.element = element;
    }
  }
}
