package org.offprint.server.text;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.offprint.server.text.Node.Accent;
import org.offprint.server.text.Node.Fraction;
import org.offprint.server.text.Node.Grown;
import org.offprint.server.text.Node.Kind;
import org.offprint.server.text.Node.Root;
import org.offprint.server.text.Node.Row;
import org.offprint.server.text.Node.Scripts;
import org.offprint.server.text.Node.Space;
import org.offprint.server.text.Node.Stacked;
import org.offprint.server.text.Node.Symbol;
import org.offprint.server.text.Node.Table;
import org.offprint.server.text.Node.Words;

/// A formula as MathML Core, which the three browser engines draw without script.
final class MathMl {
  private static final String THIN_SPACE = "<mspace width=\"0.167em\"/>";

  private final StringBuilder out;
  private final boolean display;

  private MathMl(StringBuilder out, boolean display) {
    this.out = out;
    this.display = display;
  }

  static void into(StringBuilder html, Node formula, String source, boolean display) {
    html.append(display ? "<math display=\"block\" alttext=\"" : "<math alttext=\"");
    Escape.into(html, source.strip());
    html.append("\">");
    new MathMl(html, display).inRow(formula);
    html.append("</math>");
  }

  private void inRow(Node node) {
    if (node instanceof Row(List<Node> items)) {
      items(items);
    } else {
      write(node);
    }
  }

  private void items(List<Node> items) {
    @Nullable Node before = null;
    for (Node item : items) {
      if (before != null && (spacedFrom(before, item))) {
        out.append(THIN_SPACE);
      }
      write(item);
      before = item;
    }
  }

  /// TeX puts a thin space on each side of a function's name, unless a bracket or an operator
  /// stands there.
  private static boolean spacedFrom(Node before, Node item) {
    boolean operator =
        item instanceof Symbol(Kind kind, String _, Alphabet _)
            && (kind == Kind.OPERATOR || kind == Kind.BRACKET);
    boolean opening =
        before instanceof Symbol(Kind kind, String text, Alphabet _)
            && (kind == Kind.OPERATOR
                || (kind == Kind.BRACKET && !text.equals(")") && !text.equals("]")));
    return isFunction(before)
        ? !operator && !(item instanceof Grown) && !(item instanceof Space)
        : isFunction(item) && !opening && !(before instanceof Space);
  }

  private static boolean isFunction(Node node) {
    return switch (node) {
      case Symbol(Kind kind, String text, Alphabet _) ->
          kind == Kind.FUNCTION || (kind == Kind.LIMITS && Character.isLetter(text.charAt(0)));
      case Scripts scripts -> isFunction(scripts.base());
      default -> false;
    };
  }

  private void write(Node node) {
    switch (node) {
      case Symbol symbol -> write(symbol);
      case Row(List<Node> items) -> {
        out.append("<mrow>");
        items(items);
        out.append("</mrow>");
      }
      case Scripts scripts -> write(scripts);
      case Fraction(Node above, Node below, boolean line) ->
          element(line ? "mfrac" : "mfrac linethickness=\"0\"", above, below);
      case Root(Node inside, Node degree) -> {
        if (degree == null) {
          element("msqrt", inside);
        } else {
          element("mroot", inside, degree);
        }
      }
      case Accent(Node base, String mark, char _, boolean over, boolean wide) -> {
        String name = over ? "mover" : "munder";
        out.append('<').append(name).append(over ? " accent=\"true\">" : " accentunder=\"true\">");
        write(base);
        out.append(wide ? "<mo stretchy=\"true\">" : "<mo stretchy=\"false\">");
        Escape.into(out, mark);
        out.append("</mo></").append(name).append('>');
      }
      case Stacked(Node base, Node other, boolean over) ->
          element(over ? "mover" : "munder", base, other);
      case Grown(String open, Node inside, String close) -> {
        out.append("<mrow>");
        bracket(open, "prefix");
        inRow(inside);
        bracket(close, "postfix");
        out.append("</mrow>");
      }
      case Table table -> write(table);
      case Words(String text) -> text("mtext", text);
      case Space(double em) ->
          out.append(String.format(Locale.ROOT, "<mspace width=\"%.3fem\"/>", em));
    }
  }

  private void write(Symbol symbol) {
    String text = symbol.alphabet().of(symbol.text());
    switch (symbol.kind()) {
      case NAME ->
          text(
              symbol.alphabet() == Alphabet.UPRIGHT && text.length() == 1
                  ? "mi mathvariant=\"normal\""
                  : "mi",
              text);
      case NUMBER -> text("mn", text);
      case FUNCTION -> text("mi", text);
      case OPERATOR -> text("mo", text);
      case BRACKET -> {
        boolean bar = text.equals("|") || text.equals("‖");
        text(
            bar ? "mo stretchy=\"false\" lspace=\"0\" rspace=\"0\"" : "mo stretchy=\"false\"",
            text);
      }
      case LIMITS -> text(Character.isLetter(text.charAt(0)) ? "mi" : "mo", text);
    }
  }

  private void write(Scripts scripts) {
    boolean stacked =
        display
            && scripts.base() instanceof Symbol(Kind kind, String _, Alphabet _)
            && kind == Kind.LIMITS;
    Node below = scripts.below();
    Node above = scripts.above();
    if (below != null && above != null) {
      element(stacked ? "munderover" : "msubsup", scripts.base(), below, above);
    } else if (below != null) {
      element(stacked ? "munder" : "msub", scripts.base(), below);
    } else if (above != null) {
      element(stacked ? "mover" : "msup", scripts.base(), above);
    } else {
      write(scripts.base());
    }
  }

  private void write(Table table) {
    out.append("<mtable>");
    for (List<Node> row : table.rows()) {
      out.append("<mtr>");
      for (Node cell : row) {
        out.append(table.left() ? "<mtd class=\"left\">" : "<mtd>");
        inRow(cell);
        out.append("</mtd>");
      }
      out.append("</mtr>");
    }
    out.append("</mtable>");
  }

  private void bracket(String text, String form) {
    if (!text.isEmpty()) {
      text("mo stretchy=\"true\" fence=\"true\" form=\"" + form + "\"", text);
    }
  }

  private void element(String tag, Node... children) {
    out.append('<').append(tag).append('>');
    for (Node child : children) {
      write(child);
    }
    close(tag);
  }

  private void text(String tag, String text) {
    out.append('<').append(tag).append('>');
    Escape.into(out, text);
    close(tag);
  }

  private void close(String tag) {
    int space = tag.indexOf(' ');
    out.append("</").append(space < 0 ? tag : tag.substring(0, space)).append('>');
  }
}
