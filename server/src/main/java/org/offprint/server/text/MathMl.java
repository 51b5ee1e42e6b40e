package org.offprint.server.text;

import java.util.ArrayList;
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
  private static final String BREAKS_BEFORE = "=<>≤≥≈≃≅≡∼≪≫≲≳∝∈⊂⊆→↔⇒⇔↦+−±×⋅∩∪⊗⊕∧∨";

  /// Formulas longer than this may be broken between lines.
  private static final int LONG = 24;

  private static final String THIN_SPACE = "<mspace width=\"0.167em\"/>";

  private final StringBuilder out;
  private final boolean display;

  private MathMl(StringBuilder out, boolean display) {
    this.out = out;
    this.display = display;
  }

  /// A formula in a line of text. Browsers do not break lines inside of `math`, so a long one
  /// becomes several, cut before its relations and sums and after its commas as TeX does it; the
  /// first one's alternative is the whole source, the others' their part in plain text.
  static void inline(StringBuilder html, Node formula, String source) {
    List<Node> parts =
        formula instanceof Row(List<Node> items) && MathPlain.of(formula).length() > LONG
            ? parts(items)
            : List.of(formula);
    for (int i = 0; i < parts.size(); i++) {
      html.append(i == 0 ? "" : "<wbr/>");
      write(html, parts.get(i), i == 0 ? source : MathPlain.of(parts.get(i)), false, i > 0);
    }
  }

  /// A formula on a line of its own.
  static void display(StringBuilder html, Node formula, String source) {
    write(html, formula, source, true, false);
  }

  private static List<Node> parts(List<Node> items) {
    List<Node> parts = new ArrayList<>();
    List<Node> part = new ArrayList<>();
    int open = 0;
    for (Node item : items) {
      boolean afterOperator = part.isEmpty() || is(Kind.OPERATOR, part.getLast());
      boolean comma = !part.isEmpty() && mark(part.getLast()).equals(",");
      boolean before =
          is(Kind.OPERATOR, item) && BREAKS_BEFORE.contains(mark(item)) && !afterOperator;
      if (open == 0 && (before || comma)) {
        parts.add(new Row(List.copyOf(part)));
        part.clear();
      }
      part.add(item);
      open =
          Math.max(
              0,
              open
                  + (is(Kind.BRACKET, item)
                      ? "([{⟨".contains(mark(item)) ? 1 : ")]}⟩".contains(mark(item)) ? -1 : 0
                      : 0));
    }
    parts.add(new Row(List.copyOf(part)));
    return parts;
  }

  private static boolean is(Kind kind, Node node) {
    return node instanceof Symbol symbol && symbol.kind() == kind;
  }

  private static String mark(Node node) {
    return node instanceof Symbol symbol ? symbol.text() : "";
  }

  private static void write(
      StringBuilder html, Node formula, String source, boolean display, boolean continued) {
    html.append(display ? "<math display=\"block\" alttext=\"" : "<math alttext=\"");
    Escape.into(html, source.strip());
    html.append("\">");
    MathMl writer = new MathMl(html, display);
    if (continued
        && formula instanceof Row(List<Node> items)
        && is(Kind.OPERATOR, items.getFirst())) {
      writer.text("mo form=\"infix\"", mark(items.getFirst()));
      writer.items(items.getFirst(), items.subList(1, items.size()));
    } else {
      writer.inRow(formula);
    }
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
    items(null, items);
  }

  /// @param first what stands before the items
  private void items(@Nullable Node first, List<Node> items) {
    @Nullable Node before = first;
    for (Node item : items) {
      if (before != null && (spacedFrom(before, item))) {
        out.append(THIN_SPACE);
      }
      if (isSign(before, item)) {
        text("mo form=\"prefix\"", mark(item));
      } else {
        write(item);
      }
      before = item;
    }
  }

  /// Whether a minus or plus belongs to what follows it: `= −x`, `(−1)`. MathML itself knows it
  /// only at the beginning.
  private static boolean isSign(@Nullable Node before, Node item) {
    boolean opened =
        before != null
            && (is(Kind.OPERATOR, before)
                || (is(Kind.BRACKET, before) && "([{⟨".contains(mark(before))));
    return opened && is(Kind.OPERATOR, item) && "−+±".contains(mark(item));
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
