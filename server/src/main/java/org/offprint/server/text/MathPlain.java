package org.offprint.server.text;

import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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

/// A formula as a line of Unicode that a person can read and a search can find: `O(n log n)`,
/// `10¹⁵`, `x_max`.
final class MathPlain {
  private static final Map<Character, Character> ABOVE =
      pairs("0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻−⁻=⁼(⁽)⁾nⁿiⁱ");
  private static final Map<Character, Character> BELOW =
      pairs("0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊-₋−₋=₌(₍)₎aₐeₑhₕiᵢjⱼkₖlₗmₘnₙoₒpₚrᵣsₛtₜuᵤvᵥxₓ");
  private static final String RELATIONS = "=<>≤≥≈≃≅≡∼≪≫≲≳∝∈∉⊂⊆⊃⊇→←↔⇒⇔↦×±∓∪∩⊗⊕≠∧∨⩽⩾≺≻∣";
  private static final int LONGEST_SCRIPT = 8;

  private MathPlain() {}

  static String of(Node node) {
    return switch (node) {
      case Symbol symbol ->
          symbol.alphabet() == Alphabet.DOUBLE ? doubleStruck(symbol.text()) : symbol.text();
      case Row(List<Node> items) -> row(items);
      case Scripts(Node base, Node below, Node above) ->
          of(base)
              + (below == null ? "" : subscript(of(below)))
              + (above == null ? "" : superscript(of(above)));
      case Fraction(Node above, Node below, boolean line) ->
          line
              ? grouped(of(above)) + "/" + grouped(of(below))
              : "(" + of(above) + " choose " + of(below) + ")";
      case Root(Node inside, Node degree) ->
          (degree == null ? "√" : superscript(of(degree)) + "√") + grouped(of(inside));
      case Accent accent -> accented(of(accent.base()), accent.combining());
      case Stacked(Node base, Node other, boolean over) ->
          of(base) + (over ? superscript(of(other)) : subscript(of(other)));
      case Grown(String open, Node inside, String close) -> open + of(inside) + close;
      case Table(List<List<Node>> rows, boolean _) ->
          rows.stream()
              .map(row -> row.stream().map(MathPlain::of).collect(Collectors.joining(" ")))
              .collect(Collectors.joining("; "));
      case Words(String text) -> text;
      case Space(double em) -> em > 0.1 ? " " : "";
    };
  }

  private static String row(List<Node> items) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < items.size(); i++) {
      Node item = items.get(i);
      String text = of(item);
      boolean relation =
          item instanceof Symbol(Kind kind, String mark, Alphabet _)
              && kind == Kind.OPERATOR
              && RELATIONS.contains(mark);
      boolean word = isWord(item);
      if (relation && i > 0) {
        space(line);
      } else if (word
          && !line.isEmpty()
          && Character.isLetterOrDigit(line.charAt(line.length() - 1))) {
        space(line);
      }
      line.append(text);
      boolean last = i == items.size() - 1;
      if ((relation && i > 0 && !last) || (word && !last && !opensBracket(items.get(i + 1)))) {
        space(line);
      } else if (text.equals(",") && !last) {
        space(line);
      }
    }
    return line.toString();
  }

  private static boolean isWord(Node node) {
    return switch (node) {
      case Symbol(Kind kind, String text, Alphabet _) ->
          (kind == Kind.FUNCTION || kind == Kind.LIMITS) && Character.isLetter(text.charAt(0));
      case Scripts scripts -> isWord(scripts.base());
      default -> false;
    };
  }

  private static boolean opensBracket(Node node) {
    return node instanceof Grown
        || node instanceof Space
        || (node instanceof Symbol(Kind kind, String _, Alphabet _)
            && (kind == Kind.BRACKET || kind == Kind.OPERATOR));
  }

  private static void space(StringBuilder line) {
    if (!line.isEmpty() && line.charAt(line.length() - 1) != ' ') {
      line.append(' ');
    }
  }

  /// `(a + b)` where it is more than one word or number.
  private static String grouped(String text) {
    return text.codePoints()
            .allMatch(c ->
                Character.isLetterOrDigit(c)
                    || c == '.'
                    || Character.getType(c) == Character.NON_SPACING_MARK)
        ? text
        : "(" + text + ")";
  }

  private static String accented(String text, char combining) {
    return text.codePointCount(0, text.length()) == 1
        ? Normalizer.normalize(text + combining, Normalizer.Form.NFC)
        : text;
  }

  static String superscript(String text) {
    if (text.equals("∘")) {
      return "°";
    }
    if (text.chars().allMatch(c -> c == '′' || c == '†' || c == '‡')) {
      return text;
    }
    return script("^", text, ABOVE);
  }

  static String subscript(String text) {
    return script("_", text, BELOW);
  }

  private static String script(String mark, String text, Map<Character, Character> small) {
    if (!text.isEmpty()
        && text.length() <= LONGEST_SCRIPT
        && text.chars().allMatch(c -> small.containsKey((char) c))
        && !isName(text)) {
      return text.chars()
          .mapToObj(c -> String.valueOf(small.get((char) c)))
          .collect(Collectors.joining());
    }
    return text.isEmpty() ? "" : mark + grouped(text);
  }

  /// `x_max` stays searchable; `x_i` becomes small.
  private static boolean isName(String text) {
    return text.length() > 2 && text.chars().allMatch(Character::isLetter);
  }

  private static String doubleStruck(String text) {
    String shaped = Alphabet.DOUBLE.of(text);
    return shaped.length() == text.length() ? shaped : text;
  }

  private static Map<Character, Character> pairs(String pairs) {
    return java.util.stream.IntStream.range(0, pairs.length() / 2)
        .boxed()
        .collect(
            Collectors.toUnmodifiableMap(i -> pairs.charAt(2 * i), i -> pairs.charAt(2 * i + 1)));
  }
}
