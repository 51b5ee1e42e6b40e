package org.offprint.server.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A formula as a tree.
sealed interface Node {
  enum Kind {
    /// A variable: one letter in italics, or a name.
    NAME,
    NUMBER,
    /// An operator, relation or punctuation mark.
    OPERATOR,
    /// A bracket that keeps its size.
    BRACKET,
    /// A function whose name is a word: `log`.
    FUNCTION,
    /// Takes its limits above and below where there is room: `∑`, `max`.
    LIMITS
  }

  record Symbol(Kind kind, String text, Alphabet alphabet) implements Node {}

  record Row(List<Node> items) implements Node {}

  record Scripts(Node base, @Nullable Node below, @Nullable Node above) implements Node {}

  /// @param line false for a binomial, which has none
  record Fraction(Node above, Node below, boolean line) implements Node {}

  record Root(Node inside, @Nullable Node degree) implements Node {}

  /// A mark over or under a whole expression.
  ///
  /// @param combining the combining character that does the same in plain text
  record Accent(Node base, String mark, char combining, boolean over, boolean wide)
      implements Node {}

  /// One expression set above or below another.
  record Stacked(Node base, Node other, boolean over) implements Node {}

  /// Brackets that grow with what they hold; empty text for an invisible one.
  record Grown(String open, Node inside, String close) implements Node {}

  record Table(List<List<Node>> rows, boolean left) implements Node {}

  record Words(String text) implements Node {}

  record Space(double em) implements Node {}
}
