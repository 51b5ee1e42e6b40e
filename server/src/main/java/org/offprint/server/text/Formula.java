package org.offprint.server.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

/// Reads the mathematics of TeX as far as abstracts use it. A formula with a command that is not
/// known here is not guessed at: it reads as empty, and the caller shows its source.
final class Formula {
  static final int LONGEST = 4000;
  private static final int DEEPEST = 40;

  private record Mark(String sign, char combining, boolean over, boolean wide) {}

  private static final Map<String, Mark> ACCENTS = accents();
  private static final Map<String, Alphabet> ALPHABETS = alphabets();
  private static final Map<String, Alphabet> SWITCHES =
      Map.of(
          "rm",
          Alphabet.UPRIGHT,
          "bf",
          Alphabet.BOLD,
          "cal",
          Alphabet.SCRIPT,
          "it",
          Alphabet.ITALIC,
          "sf",
          Alphabet.SANS,
          "tt",
          Alphabet.MONO,
          "frak",
          Alphabet.FRAKTUR,
          "mit",
          Alphabet.ITALIC,
          "sl",
          Alphabet.ITALIC,
          "em",
          Alphabet.ITALIC);
  private static final Set<String> TEXT =
      Set.of(
          "text",
          "textrm",
          "mbox",
          "hbox",
          "textup",
          "textnormal",
          "textbf",
          "textit",
          "textsf",
          "texttt",
          "textsc",
          "textsl",
          "emph",
          "fbox");
  private static final Set<String> WRAPPERS =
      Set.of(
          "mathop",
          "mathrel",
          "mathbin",
          "mathord",
          "mathopen",
          "mathclose",
          "mathpunct",
          "mathinner",
          "ensuremath",
          "smash",
          "boxed",
          "vcenter",
          "pmb");
  private static final Set<String> SIZES =
      Set.of(
          "big", "Big", "bigg", "Bigg", "bigl", "bigr", "bigm", "Bigl", "Bigr", "Bigm", "biggl",
          "biggr", "Biggl", "Biggr", "biggm");
  private static final Set<String> FRACTIONS =
      Set.of("frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac", "flatfrac");
  private static final Set<String> BINOMIALS = Set.of("binom", "dbinom", "tbinom");
  private static final Set<String> STRUCTURES =
      Set.of(
          "sqrt",
          "stackrel",
          "overset",
          "underset",
          "operatorname",
          "left",
          "overbrace",
          "underbrace",
          "substack",
          "pmod",
          "bmod",
          "ce",
          "binom");
  private static final Map<String, List<String>> TABLES =
      Map.of(
          "matrix",
          List.of("", ""),
          "smallmatrix",
          List.of("", ""),
          "pmatrix",
          List.of("(", ")"),
          "bmatrix",
          List.of("[", "]"),
          "vmatrix",
          List.of("|", "|"),
          "Vmatrix",
          List.of("‖", "‖"),
          "Bmatrix",
          List.of("{", "}"),
          "cases",
          List.of("{", ""),
          "array",
          List.of("", ""),
          "aligned",
          List.of("", ""));

  /// Why a formula cannot be read; never leaves this class.
  private static final class Unreadable extends RuntimeException {
    Unreadable() {
      super(null, null, false, false);
    }
  }

  private final String source;
  private int at;
  private int depth;
  private int tables;
  private Alphabet alphabet = Alphabet.ITALIC;

  private Formula(String source) {
    this.source = source;
  }

  /// The formula between the delimiters, or empty when it uses what is not known here.
  static Optional<Node> read(String source) {
    if (source.length() > LONGEST) {
      return Optional.empty();
    }
    Formula formula = new Formula(source);
    try {
      Node row = formula.row();
      return formula.at == source.length() ? Optional.of(row) : Optional.empty();
    } catch (Unreadable e) {
      return Optional.empty();
    }
  }

  /// Whether `\name` belongs to formulas, so that it may be taken for one outside of dollars too.
  static boolean knows(String name) {
    return Symbols.ALL.containsKey(name) || arguments(name) > 0 || STRUCTURES.contains(name);
  }

  /// How many braced arguments follow `\name`.
  static int arguments(String name) {
    if (FRACTIONS.contains(name)
        || BINOMIALS.contains(name)
        || Set.of("stackrel", "overset", "underset").contains(name)) {
      return 2;
    }
    boolean one =
        ACCENTS.containsKey(name) || ALPHABETS.containsKey(name) || WRAPPERS.contains(name);
    return one
            || Set.of("sqrt", "operatorname", "overbrace", "underbrace", "pmod", "ce")
                .contains(name)
        ? 1
        : 0;
  }

  /// Items until the end, a closing brace, or whatever closes the construct around them.
  private Node row() {
    if (++depth > DEEPEST) {
      throw new Unreadable();
    }
    Alphabet outside = alphabet;
    List<Node> items = new ArrayList<>();
    while (!atEndOfRow()) {
      String infix = infix();
      if (infix != null) {
        Node above = of(items);
        Node below = row();
        alphabet = outside;
        depth--;
        Node fraction = new Fraction(above, below, infix.equals("over"));
        return infix.equals("choose") ? new Grown("(", fraction, ")") : fraction;
      }
      @Nullable Node item = scripted();
      if (item != null) {
        add(items, item);
      }
    }
    alphabet = outside;
    depth--;
    return of(items);
  }

  private static Node of(List<Node> items) {
    return items.size() == 1 ? items.getFirst() : new Row(List.copyOf(items));
  }

  /// Upright letters in a row are one name: `\mathrm{softmax}`.
  private static void add(List<Node> items, Node item) {
    if (!items.isEmpty()
        && items.getLast() instanceof Symbol(Kind before, String name, Alphabet shape)
        && item instanceof Symbol(Kind kind, String letter, Alphabet same)
        && before == Kind.NAME
        && kind == Kind.NAME
        && shape == same
        && joins(shape)
        && Character.isLetter(letter.codePointAt(0))) {
      items.set(items.size() - 1, new Symbol(Kind.NAME, name + letter, shape));
    } else {
      items.add(item);
    }
  }

  private static boolean joins(Alphabet shape) {
    return shape == Alphabet.UPRIGHT
        || shape == Alphabet.SANS
        || shape == Alphabet.MONO
        || shape == Alphabet.BOLD;
  }

  private boolean atEndOfRow() {
    skipSpaces();
    return at >= source.length()
        || source.charAt(at) == '}'
        || (inTable()
            && (source.charAt(at) == '&' || source.startsWith("\\\\", at) || looking("cr")))
        || looking("right")
        || looking("end");
  }

  private boolean inTable() {
    return tables > 0;
  }

  private @Nullable String infix() {
    for (String name : List.of("over", "choose", "atop")) {
      if (looking(name)) {
        at += name.length() + 1;
        return name;
      }
    }
    return null;
  }

  /// Whether the command `\name` stands here.
  private boolean looking(String name) {
    int end = at + 1 + name.length();
    return at < source.length()
        && source.charAt(at) == '\\'
        && source.startsWith(name, at + 1)
        && (end >= source.length() || !isLetter(source.charAt(end)));
  }

  private @Nullable Node scripted() {
    char first = source.charAt(at);
    Node base = first == '_' || first == '^' || first == '\'' ? new Row(List.of()) : atom();
    @Nullable Node below = null;
    @Nullable Node above = null;
    while (true) {
      skipSpaces();
      if (looking("limits") || looking("nolimits")) {
        command();
      } else if (at < source.length() && (source.charAt(at) == '\'' || source.charAt(at) == '’')) {
        above = joined(above, primes());
      } else if (at < source.length() && source.charAt(at) == '^') {
        at++;
        above = joined(above, argument());
      } else if (at < source.length() && source.charAt(at) == '_') {
        at++;
        below = joined(below, argument());
      } else {
        break;
      }
    }
    return below == null && above == null
        ? base
        : new Scripts(base == null ? new Row(List.of()) : base, below, above);
  }

  /// TeX refuses a second superscript; authors write `x'^2` and `x^{a}^{b}` all the same.
  private static Node joined(@Nullable Node before, Node more) {
    if (before instanceof Row(List<Node> items)
        && items.size() == 2
        && items.getFirst() instanceof Row) {
      throw new Unreadable();
    }
    return before == null ? more : new Row(List.of(before, more));
  }

  private Node primes() {
    StringBuilder primes = new StringBuilder();
    while (at < source.length() && (source.charAt(at) == '\'' || source.charAt(at) == '’')) {
      primes.append('′');
      at++;
    }
    return new Symbol(Kind.OPERATOR, primes.toString(), Alphabet.UPRIGHT);
  }

  /// What a command or a script applies to: a group in braces, or the next single thing.
  private Node argument() {
    skipSpaces();
    if (at >= source.length() || "}&^_".indexOf(source.charAt(at)) >= 0) {
      throw new Unreadable();
    }
    char c = source.charAt(at);
    if (c >= '0' && c <= '9') {
      at++;
      return new Symbol(Kind.NUMBER, String.valueOf(c), alphabet);
    }
    if (++depth > DEEPEST) {
      throw new Unreadable();
    }
    @Nullable Node node = atom();
    depth--;
    return node == null ? new Row(List.of()) : node;
  }

  private Node argumentIn(Alphabet shape) {
    Alphabet outside = alphabet;
    alphabet = shape;
    Node node = argument();
    alphabet = outside;
    return node;
  }

  private @Nullable Node atom() {
    int c = source.codePointAt(at);
    if (c == '\\') {
      return command();
    }
    if (c == '{') {
      return group();
    }
    if (c >= '0' && c <= '9') {
      return number();
    }
    at += Character.charCount(c);
    String text = Character.toString(c);
    return switch (c) {
      case '-' -> operator("−");
      case '*' -> operator("∗");
      case '`' -> operator("‘");
      case '~' -> new Space(0.333);
      case '(', ')', '[', ']', '|', '‖' -> new Symbol(Kind.BRACKET, text, Alphabet.UPRIGHT);
      case '%', '#', '@', '"', '&' -> new Symbol(Kind.NAME, text, Alphabet.UPRIGHT);
      default ->
          Character.isLetter(c) || c == '∞' || c == '∂'
              ? new Symbol(Kind.NAME, text, Character.isLetter(c) ? alphabet : Alphabet.UPRIGHT)
              : operator(text);
    };
  }

  private static Node operator(String text) {
    return new Symbol(Kind.OPERATOR, text, Alphabet.UPRIGHT);
  }

  private Node group() {
    at++;
    Node inside = row();
    if (at >= source.length() || source.charAt(at) != '}') {
      throw new Unreadable();
    }
    at++;
    return inside;
  }

  /// Digits with a decimal point, or commas between thousands: `1.5`, `10,000`, but `1` and `2` in
  /// `1,2`.
  private Node number() {
    int from = at;
    while (at < source.length()) {
      char c = source.charAt(at);
      boolean point = c == '.' && at + 1 < source.length() && isDigit(source.charAt(at + 1));
      boolean thousands = c == ',' && at - from <= 3 && digitsAfter(at) == 3;
      boolean moreThousands =
          c == ','
              && at - from > 3
              && source.lastIndexOf(',', at - 1) == at - 4
              && digitsAfter(at) == 3;
      if (!isDigit(c) && !point && !thousands && !moreThousands) {
        break;
      }
      at++;
    }
    return new Symbol(Kind.NUMBER, source.substring(from, at), alphabet);
  }

  private int digitsAfter(int comma) {
    int end = comma + 1;
    while (end < source.length() && end <= comma + 4 && isDigit(source.charAt(end))) {
      end++;
    }
    return end - comma - 1;
  }

  private String commandName() {
    int from = ++at;
    if (at >= source.length()) {
      throw new Unreadable();
    }
    while (at < source.length() && isLetter(source.charAt(at))) {
      at++;
    }
    if (at == from) {
      at += Character.charCount(source.codePointAt(at));
    }
    return source.substring(from, at);
  }

  private @Nullable Node command() {
    String name = commandName();
    Mark mark = ACCENTS.get(name);
    if (mark != null) {
      return new Accent(argument(), mark.sign, mark.combining, mark.over, mark.wide);
    }
    Alphabet shape = ALPHABETS.get(name);
    if (shape != null) {
      return argumentIn(shape);
    }
    shape = SWITCHES.get(name);
    if (shape != null) {
      alphabet = shape;
      return null;
    }
    if (TEXT.contains(name)) {
      return new Words(braced());
    }
    if (WRAPPERS.contains(name)) {
      return argument();
    }
    if (SIZES.contains(name)) {
      return new Symbol(Kind.BRACKET, delimiter(), Alphabet.UPRIGHT);
    }
    if (FRACTIONS.contains(name)) {
      return new Fraction(argument(), argument(), true);
    }
    if (BINOMIALS.contains(name)) {
      return new Grown("(", new Fraction(argument(), argument(), false), ")");
    }
    Node symbol = Symbols.ALL.get(name);
    return symbol == null ? structure(name) : shaped(symbol);
  }

  /// Greek letters follow `\boldsymbol` and `\mathbf`.
  private Node shaped(Node symbol) {
    return symbol instanceof Symbol(Kind kind, String text, Alphabet _)
            && kind == Kind.NAME
            && (alphabet == Alphabet.BOLD || alphabet == Alphabet.BOLD_ITALIC)
        ? new Symbol(kind, text, alphabet)
        : symbol;
  }

  private @Nullable Node structure(String name) {
    return switch (name) {
      case "sqrt" -> {
        skipSpaces();
        @Nullable Node degree = null;
        if (at < source.length() && source.charAt(at) == '[') {
          int end = source.indexOf(']', at);
          degree =
              end < 0 ? null : read(source.substring(at + 1, end)).orElseThrow(Unreadable::new);
          at = end < 0 ? at : end + 1;
        }
        yield new Root(argument(), degree);
      }
      case "stackrel", "overset" -> {
        Node over = argument();
        yield new Stacked(argument(), over, true);
      }
      case "underset" -> {
        Node under = argument();
        yield new Stacked(argument(), under, false);
      }
      case "xrightarrow" -> new Stacked(operator("→"), argument(), true);
      case "operatorname" -> {
        boolean limits = at < source.length() && source.charAt(at) == '*';
        at += limits ? 1 : 0;
        String word = MathPlain.of(argumentIn(Alphabet.UPRIGHT)).strip();
        yield word.isEmpty()
            ? null
            : new Symbol(
                limits && Character.isLetter(word.charAt(0)) ? Kind.LIMITS : Kind.FUNCTION,
                word,
                Alphabet.UPRIGHT);
      }
      case "left" -> grown();
      case "middle" -> new Symbol(Kind.BRACKET, delimiter(), Alphabet.UPRIGHT);
      case "begin" -> table();
      case "not" -> negated(argument());
      case "pmod" ->
          new Row(
              List.of(
                  new Space(0.5),
                  bracket("("),
                  new Symbol(Kind.FUNCTION, "mod", Alphabet.UPRIGHT),
                  new Space(0.333),
                  argument(),
                  bracket(")")));
      case "bmod" -> new Symbol(Kind.FUNCTION, "mod", Alphabet.UPRIGHT);
      case "unicode" -> unicode(braced());
      case "ce" -> chemical(braced());
      case "textcolor", "href", "hyperlink", "colorbox" -> {
        braced();
        yield argument();
      }
      case "color",
          "label",
          "cite",
          "citep",
          "citet",
          "ref",
          "hspace",
          "vspace",
          "mspace",
          "tag",
          "phantom",
          "vphantom",
          "hphantom" -> {
        braced();
        yield new Space(0.167);
      }
      case "mkern", "hskip", "kern", "mskip" -> {
        length();
        yield new Space(0.0);
      }
      case "substack" -> argument();
      case "'", "\"", "`", "^", "~", "=", "." -> accentedLetter(name);
      default -> throw new Unreadable();
    };
  }

  private static Node bracket(String text) {
    return new Symbol(Kind.BRACKET, text, Alphabet.UPRIGHT);
  }

  private Node accentedLetter(String accent) {
    Node letter = argument();
    String composed =
        letter instanceof Symbol symbol ? Accents.compose(accent, symbol.text()) : null;
    if (composed == null) {
      throw new Unreadable();
    }
    return new Symbol(Kind.NAME, composed, Alphabet.UPRIGHT);
  }

  private static Node negated(Node node) {
    if (node instanceof Symbol(Kind kind, String text, Alphabet shape)) {
      return new Symbol(
          kind,
          java.text.Normalizer.normalize(text + "\u0338", java.text.Normalizer.Form.NFC),
          shape);
    }
    throw new Unreadable();
  }

  private static Node unicode(String number) {
    try {
      int c =
          number.startsWith("x")
              ? Integer.parseInt(number.substring(1), 16)
              : Integer.parseInt(number);
      if (!Character.isValidCodePoint(c) || c < ' ') {
        throw new Unreadable();
      }
      String text = Character.toString(c);
      return Character.isLetter(c) ? new Symbol(Kind.NAME, text, Alphabet.UPRIGHT) : operator(text);
    } catch (NumberFormatException e) {
      throw new Unreadable();
    }
  }

  /// `H2O`, `CO2`, `Li+`: digits after a letter or bracket are counts.
  private static Node chemical(String formula) {
    List<Node> items = new ArrayList<>();
    for (int i = 0; i < formula.length(); i++) {
      char c = formula.charAt(i);
      if (isDigit(c) && !items.isEmpty()) {
        int end = i;
        while (end < formula.length() && isDigit(formula.charAt(end))) {
          end++;
        }
        Node count = new Symbol(Kind.NUMBER, formula.substring(i, end), Alphabet.UPRIGHT);
        items.set(items.size() - 1, new Scripts(items.getLast(), count, null));
        i = end - 1;
      } else if (isLetter(c)) {
        add(items, new Symbol(Kind.NAME, String.valueOf(c), Alphabet.UPRIGHT));
      } else if ("()+-=.[] ".indexOf(c) >= 0 || isDigit(c)) {
        items.add(
            c == ' '
                ? new Space(0.2)
                : new Symbol(
                    isDigit(c) ? Kind.NUMBER : Kind.BRACKET,
                    c == '-' ? "−" : String.valueOf(c),
                    Alphabet.UPRIGHT));
      } else {
        throw new Unreadable();
      }
    }
    return of(items);
  }

  private Node grown() {
    String open = delimiter();
    Node inside = row();
    if (!looking("right")) {
      throw new Unreadable();
    }
    at += "\\right".length();
    return new Grown(open, inside, delimiter());
  }

  private String delimiter() {
    skipSpaces();
    if (at >= source.length()) {
      throw new Unreadable();
    }
    char c = source.charAt(at);
    if (c == '\\') {
      String name = commandName();
      if (Symbols.ALL.get(name) instanceof Symbol symbol && symbol.kind() != Kind.NAME) {
        return symbol.text();
      }
      throw new Unreadable();
    }
    if ("()[]|/.<>‖⟨⟩⌊⌋⌈⌉".indexOf(c) < 0) {
      throw new Unreadable();
    }
    at++;
    return switch (c) {
      case '.' -> "";
      case '<' -> "⟨";
      case '>' -> "⟩";
      default -> String.valueOf(c);
    };
  }

  private Node table() {
    String name = braced();
    List<String> brackets = TABLES.get(name);
    if (brackets == null) {
      throw new Unreadable();
    }
    if (name.equals("array")) {
      braced();
    }
    tables++;
    List<List<Node>> rows = new ArrayList<>();
    List<Node> cells = new ArrayList<>();
    while (true) {
      cells.add(row());
      if (at < source.length() && source.charAt(at) == '&') {
        at++;
      } else if (source.startsWith("\\\\", at) || looking("cr")) {
        at += source.startsWith("\\\\", at) ? 2 : 3;
        rows.add(List.copyOf(cells));
        cells.clear();
      } else {
        break;
      }
    }
    tables--;
    if (!looking("end")) {
      throw new Unreadable();
    }
    at += "\\end".length();
    if (!braced().equals(name)) {
      throw new Unreadable();
    }
    boolean empty =
        cells.size() == 1 && cells.getFirst() instanceof Row(List<Node> items) && items.isEmpty();
    if (!empty) {
      rows.add(List.copyOf(cells));
    }
    Node table = new Table(List.copyOf(rows), name.equals("cases"));
    return brackets.getFirst().isEmpty() && brackets.getLast().isEmpty()
        ? table
        : new Grown(brackets.getFirst(), table, brackets.getLast());
  }

  /// The group in braces that follows, as text.
  private String braced() {
    skipSpaces();
    if (at >= source.length() || source.charAt(at) != '{') {
      throw new Unreadable();
    }
    int open = 0;
    for (int end = at; end < source.length(); end++) {
      char c = source.charAt(end);
      if (c == '\\') {
        end++;
      } else if (c == '{') {
        open++;
      } else if (c == '}' && --open == 0) {
        String inside = source.substring(at + 1, end);
        at = end + 1;
        return words(inside);
      }
    }
    throw new Unreadable();
  }

  /// The text of a group: its symbols as characters, its grouping and dollars left out.
  private static String words(String inside) {
    StringBuilder words = new StringBuilder(inside.length());
    for (int i = 0; i < inside.length(); i++) {
      char c = inside.charAt(i);
      if (c == '\\') {
        int end = i + 1;
        while (end < inside.length() && isLetter(inside.charAt(end))) {
          end++;
        }
        end = Math.min(inside.length(), Math.max(end, i + 2));
        words.append(word(inside.substring(i + 1, end)));
        i = end - 1;
      } else if (c == '~') {
        words.append('\u00a0');
      } else if ("{}$".indexOf(c) < 0) {
        words.append(c);
      }
    }
    return words.toString();
  }

  private static String word(String name) {
    if (TEXT.contains(name) || SWITCHES.containsKey(name) || ALPHABETS.containsKey(name)) {
      return "";
    }
    return switch (Symbols.ALL.get(name)) {
      case Symbol symbol -> symbol.text();
      case Space(double em) -> em > 0 ? " " : "";
      case null, default -> throw new Unreadable();
    };
  }

  /// A length such as `-2mu` or `3 pt`.
  private void length() {
    skipSpaces();
    while (at < source.length() && "+-.0123456789 ".indexOf(source.charAt(at)) >= 0) {
      at++;
    }
    at = Math.min(source.length(), at + 2);
  }

  private void skipSpaces() {
    while (at < source.length() && (source.charAt(at) <= ' ' || source.charAt(at) == '\u00a0')) {
      at++;
    }
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static Map<String, Mark> accents() {
    Map<String, Mark> marks = new HashMap<>();
    marks.put("hat", new Mark("^", '\u0302', true, false));
    marks.put("widehat", new Mark("^", '\u0302', true, true));
    marks.put("tilde", new Mark("~", '\u0303', true, false));
    marks.put("Tilde", new Mark("~", '\u0303', true, false));
    marks.put("wt", new Mark("~", '\u0303', true, true));
    marks.put("widetilde", new Mark("~", '\u0303', true, true));
    marks.put("bar", new Mark("¯", '\u0304', true, false));
    marks.put("overline", new Mark("¯", '\u0304', true, true));
    marks.put("vec", new Mark("→", '\u20d7', true, false));
    marks.put("overrightarrow", new Mark("→", '\u20d7', true, true));
    marks.put("dot", new Mark("˙", '\u0307', true, false));
    marks.put("ddot", new Mark("¨", '\u0308', true, false));
    marks.put("check", new Mark("ˇ", '\u030c', true, false));
    marks.put("widecheck", new Mark("ˇ", '\u030c', true, true));
    marks.put("breve", new Mark("˘", '\u0306', true, false));
    marks.put("acute", new Mark("´", '\u0301', true, false));
    marks.put("grave", new Mark("`", '\u0300', true, false));
    marks.put("mathring", new Mark("˚", '\u030a', true, false));
    marks.put("underline", new Mark("_", '\u0332', false, true));
    marks.put("underbar", new Mark("_", '\u0332', false, true));
    marks.put("overbrace", new Mark("⏞", '\u0305', true, true));
    marks.put("underbrace", new Mark("⏟", '\u0332', false, true));
    return Map.copyOf(marks);
  }

  private static Map<String, Alphabet> alphabets() {
    Map<String, Alphabet> shapes = new HashMap<>();
    for (String name : List.of("mathrm", "mathup", "rm", "mathnormal")) {
      shapes.put(name, Alphabet.UPRIGHT);
    }
    shapes.remove("rm");
    shapes.put("mathnormal", Alphabet.ITALIC);
    shapes.put("mathit", Alphabet.ITALIC);
    for (String name : List.of("mathbf", "mathbold", "bold")) {
      shapes.put(name, Alphabet.BOLD);
    }
    for (String name : List.of("boldsymbol", "bm", "mathbfit", "bmath", "symbf")) {
      shapes.put(name, Alphabet.BOLD_ITALIC);
    }
    for (String name : List.of("mathcal", "mathscr", "Cal", "mathpzc")) {
      shapes.put(name, Alphabet.SCRIPT);
    }
    for (String name : List.of("mathbb", "Bbb", "mathds", "mathbbm", "bb", "field")) {
      shapes.put(name, Alphabet.DOUBLE);
    }
    for (String name : List.of("mathfrak", "goth")) {
      shapes.put(name, Alphabet.FRAKTUR);
    }
    shapes.put("mathsf", Alphabet.SANS);
    shapes.put("mathtt", Alphabet.MONO);
    return Map.copyOf(shapes);
  }
}
