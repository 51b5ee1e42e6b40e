package org.offprint.server.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offprint.server.text.Piece.Style;

/// Reads a text with the TeX that authors leave in it. What is no TeX, or TeX that is not known
/// here, stays as it was typed.
final class Prose {
  private static final int DEEPEST = 24;
  private static final int[] NO_BRACES = {};

  private static final Map<String, Style> STYLES =
      Map.ofEntries(
          Map.entry("emph", Style.EMPHASIS),
          Map.entry("textit", Style.EMPHASIS),
          Map.entry("textsl", Style.EMPHASIS),
          Map.entry("em", Style.EMPHASIS),
          Map.entry("it", Style.EMPHASIS),
          Map.entry("sl", Style.EMPHASIS),
          Map.entry("underline", Style.EMPHASIS),
          Map.entry("uline", Style.EMPHASIS),
          Map.entry("textbf", Style.STRONG),
          Map.entry("bf", Style.STRONG),
          Map.entry("textbfit", Style.STRONG),
          Map.entry("texttt", Style.CODE),
          Map.entry("tt", Style.CODE),
          Map.entry("verb", Style.CODE),
          Map.entry("textsuperscript", Style.SUPERSCRIPT),
          Map.entry("textsubscript", Style.SUBSCRIPT));
  private static final Set<String> SWITCHES =
      Set.of(
          "em",
          "it",
          "sl",
          "bf",
          "tt",
          "sc",
          "rm",
          "sf",
          "itshape",
          "bfseries",
          "scshape",
          "ttfamily");
  private static final Set<String> PLAIN =
      Set.of(
          "textsc",
          "textrm",
          "textsf",
          "text",
          "mbox",
          "hbox",
          "textup",
          "textnormal",
          "textmd",
          "fbox",
          "uppercase",
          "sysname",
          "gls",
          "ac");
  private static final Set<String> DROPPED =
      Set.of(
          "cite",
          "citep",
          "citet",
          "citealp",
          "citealt",
          "citeauthor",
          "citeyear",
          "ref",
          "eqref",
          "label",
          "color",
          "vspace",
          "hspace",
          "thanks",
          "cref",
          "Cref",
          "autoref",
          "bibliography");
  private static final Map<String, String> NAMED =
      Map.ofEntries(
          Map.entry("LaTeX", "LaTeX"),
          Map.entry("TeX", "TeX"),
          Map.entry("textemdash", "—"),
          Map.entry("textendash", "–"),
          Map.entry("ldots", "…"),
          Map.entry("dots", "…"),
          Map.entry("textellipsis", "…"),
          Map.entry("textasciitilde", "~"),
          Map.entry("textbackslash", "\\"),
          Map.entry("textunderscore", "_"),
          Map.entry("textquotesingle", "'"),
          Map.entry("textquoteleft", "‘"),
          Map.entry("textquoteright", "’"),
          Map.entry("textquotedblleft", "“"),
          Map.entry("textquotedblright", "”"),
          Map.entry("textless", "<"),
          Map.entry("textgreater", ">"),
          Map.entry("textbar", "|"),
          Map.entry("textregistered", "®"),
          Map.entry("texttrademark", "™"),
          Map.entry("textdegree", "°"),
          Map.entry("textmu", "μ"),
          Map.entry("texteuro", "€"),
          Map.entry("pounds", "£"),
          Map.entry("S", "§"),
          Map.entry("P", "¶"),
          Map.entry("quad", " "),
          Map.entry("qquad", " "),
          Map.entry("xspace", ""),
          Map.entry("noindent", ""),
          Map.entry("newline", " "),
          Map.entry("linebreak", " "),
          Map.entry("item", " • "),
          Map.entry("small", ""),
          Map.entry("large", ""),
          Map.entry("footnotesize", ""),
          Map.entry("newblock", ""),
          Map.entry("protect", ""),
          Map.entry("eg", "e.g."),
          Map.entry("ie", "i.e."),
          Map.entry("etc", "etc."),
          Map.entry("etal", "et al."),
          Map.entry("slash", "/"),
          Map.entry("textperiodcentered", "·"),
          Map.entry("textbullet", "•"),
          Map.entry("centering", ""));
  private static final Map<Character, String> ESCAPED =
      Map.ofEntries(
          Map.entry('%', "%"),
          Map.entry('&', "&"),
          Map.entry('_', "_"),
          Map.entry('#', "#"),
          Map.entry('$', "$"),
          Map.entry('{', "{"),
          Map.entry('}', "}"),
          Map.entry(' ', " "),
          Map.entry('\n', " "),
          Map.entry('\r', " "),
          Map.entry('\t', " "),
          Map.entry(',', "\u202f"),
          Map.entry(';', " "),
          Map.entry(':', " "),
          Map.entry('!', ""),
          Map.entry('-', ""),
          Map.entry('/', ""),
          Map.entry('@', ""),
          Map.entry('\\', " "));
  private static final Pattern ADDRESS =
      Pattern.compile("https?://[^\\s<>\"{}|^`$]+", Pattern.CASE_INSENSITIVE);
  private static final int LONGEST_ADDRESS = 2000;
  private static final Pattern SAFE =
      Pattern.compile("https?://[^\\s<>\"\\p{Cntrl}]+", Pattern.CASE_INSENSITIVE);
  private static final Pattern WORDS =
      Pattern.compile("(?<![\\\\\\p{L}])\\p{L}{3,}+\\s+\\p{L}{2,}+(?!\\s*[{(_^])");
  private static final Pattern TEXT_COMMAND =
      Pattern.compile(
          "\\\\(?:text\\w*|mbox|hbox|mathrm|rm|operatorname\\*?|mathit|mathsf|textup|emph|ce)\\s*\\{[^{}]*\\}|\\\\rm[^}]*");
  private static final Pattern MATHS_SIGN = Pattern.compile("[\\\\^_{}=<>]");

  private final String source;
  private final BitSet found;
  private final int[] closing;
  private List<Piece> pieces = new ArrayList<>();
  private final StringBuilder words = new StringBuilder();
  private boolean wordsFound;
  private int at;
  private int depth;

  /// Inside the text of a link, where no other may stand.
  private boolean linked;

  private Prose(String source, BitSet found) {
    this.source = source;
    this.found = found;
    this.closing = closingBraces(source);
  }

  static List<Piece> read(String source, BitSet found) {
    Prose prose = new Prose(source, found);
    prose.until(source.length());
    prose.flush();
    return List.copyOf(prose.pieces);
  }

  /// True for a character that only ever stands for itself.
  private static boolean isPlain(char c) {
    return switch (c) {
      case '\\', '$', '{', '^', '_', '`', '\'', '-', '~', 'h', 'H', '\n', '\r' -> false;
      default -> true;
    };
  }

  /// Where the brace opened at each place closes; -1 where it does not. Empty where none opens.
  private static int[] closingBraces(String source) {
    if (source.indexOf('{') < 0) {
      return NO_BRACES;
    }
    int[] closing = new int[source.length()];
    Arrays.fill(closing, -1);
    int[] open = new int[source.length() + 1];
    int depth = 0;
    for (int i = 0; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '{') {
        open[depth++] = i;
      } else if (c == '}' && depth > 0) {
        closing[open[--depth]] = i;
      }
    }
    return closing;
  }

  // --- reading
  // ---------------------------------------------------------------------------------------------------------------------------

  private void until(int end) {
    while (at < end) {
      char c = source.charAt(at);
      switch (c) {
        case '\\' -> command(end);
        case '$' -> dollar(end);
        case '{' -> brace(end);
        case '^', '_' -> script(end);
        case '`', '\'' -> quote(end, c);
        case '-' -> dash(end);
        case '~' -> tilde();
        case 'h', 'H' -> address(end);
        case '\n', '\r' -> lineEnd(end);
        default -> literals(end);
      }
    }
  }

  private void literal() {
    append(source.charAt(at), at);
    at++;
  }

  /// All characters up to the next that may mean more than itself.
  private void literals(int end) {
    int next = at + 1;
    while (next < end && isPlain(source.charAt(next)) && found.get(next) == found.get(at)) {
      next++;
    }
    begin(found.get(at));
    words.append(source, at, next);
    at = next;
  }

  private void replace(String text, int length) {
    for (int i = 0; i < text.length(); i++) {
      append(text.charAt(i), at);
    }
    at += length;
  }

  private void append(char c, int from) {
    begin(found.get(from));
    words.append(c);
  }

  private void begin(boolean mark) {
    if (mark != wordsFound) {
      flush();
      wordsFound = mark;
    }
  }

  private void flush() {
    if (!words.isEmpty()) {
      pieces.add(new Piece.Words(words.toString(), wordsFound));
      words.setLength(0);
    }
  }

  private char before() {
    return at == 0 ? ' ' : source.charAt(at - 1);
  }

  private char peek(int index) {
    return index < source.length() ? source.charAt(index) : ' ';
  }

  /// A blank line ends a paragraph; a lone line end is a space.
  private void lineEnd(int end) {
    int next = at;
    int lines = 0;
    while (next < end && source.charAt(next) <= ' ') {
      lines += source.charAt(next) == '\n' ? 1 : 0;
      next++;
    }
    if (lines > 1) {
      gap();
    } else {
      append(' ', at);
    }
    at = next;
  }

  private void gap() {
    flush();
    pieces.add(new Piece.Gap());
  }

  private void quote(int end, char c) {
    if (at + 1 < end && source.charAt(at + 1) == c) {
      replace(c == '`' ? "“" : "”", 2);
    } else if (c == '`' && !Character.isLetterOrDigit(before()) && closesQuote(end)) {
      replace("‘", 1);
    } else {
      literal();
    }
  }

  /// `` `word' `` is a quotation, `` `word` `` is somebody's code.
  private boolean closesQuote(int end) {
    for (int i = at + 1; i < Math.min(end, at + 60); i++) {
      if (source.charAt(i) == '`') {
        return false;
      }
      if (source.charAt(i) == '\'' && !Character.isLetter(peek(i + 1))) {
        return true;
      }
    }
    return false;
  }

  /// `--` and `---` between words; not the `--flag` of a command line.
  private void dash(int end) {
    int length = 1;
    while (at + length < end && source.charAt(at + length) == '-') {
      length++;
    }
    boolean flag = length == 2 && before() <= ' ' && Character.isLetter(peek(at + 2));
    if (length == 1 || length > 3 || flag) {
      for (int i = 0; i < length; i++) {
        literal();
      }
    } else {
      replace(length == 2 ? "–" : "—", length);
    }
  }

  /// `Section~3` is a space that does not break, `~3` says about three.
  private void tilde() {
    char next = peek(at + 1);
    char before = before();
    boolean tie =
        (Character.isLetter(before) || ".})],:;0123456789%".indexOf(before) >= 0)
            && (Character.isLetterOrDigit(next) || "\\${(".indexOf(next) >= 0);
    if (tie) {
      replace("\u00a0", 1);
    } else {
      literal();
    }
  }

  // --- groups and commands
  // ----------------------------------------------------------------------------------------------------------------

  private int groupEnd(int open, int end) {
    return open < end
            && source.charAt(open) == '{'
            && closing[open] >= 0
            && closing[open] < end
            && depth < DEEPEST
        ? closing[open]
        : -1;
  }

  private void brace(int end) {
    int close = groupEnd(at, end);
    if (close < 0) {
      literal();
      return;
    }
    String inside = source.substring(at + 1, Math.min(close, at + 60));
    boolean set =
        inside.indexOf('\\') < 0
            && (inside.isBlank() || inside.indexOf(',') >= 0 || inside.indexOf('|') >= 0);
    if (set) {
      literal();
      within(close);
      literal();
    } else {
      at++;
      within(close);
      at = close + 1;
    }
  }

  private void within(int close) {
    depth++;
    until(close);
    depth--;
  }

  /// The pieces of the group whose braces are at `at` and `close`.
  private List<Piece> group(int close) {
    List<Piece> outside = pieces;
    flush();
    pieces = new ArrayList<>();
    at++;
    within(close);
    flush();
    at = close + 1;
    List<Piece> inside = List.copyOf(pieces);
    pieces = outside;
    return inside;
  }

  private void styled(@Nullable Style style, int close) {
    List<Piece> inside = group(close);
    if (style == null) {
      pieces.addAll(inside);
    } else if (!inside.isEmpty()) {
      pieces.add(new Piece.Styled(style, inside));
    }
  }

  private int nameEnd(int from) {
    int end = from;
    while (end < source.length() && isAsciiLetter(source.charAt(end))) {
      end++;
    }
    return end;
  }

  private void command(int end) {
    if (at + 1 >= end) {
      literal();
      return;
    }
    char next = source.charAt(at + 1);
    if (next == '(' || next == '[') {
      delimited(end, next == '(' ? "\\)" : "\\]", next == '[');
    } else if (isAsciiLetter(next)) {
      named(end);
    } else if (Accents.isAccent(String.valueOf(next))) {
      accent(end, String.valueOf(next), at + 2);
    } else {
      String escaped = ESCAPED.get(next);
      if (escaped == null) {
        literal();
      } else {
        replace(escaped, 2);
      }
    }
  }

  private void named(int end) {
    int nameEnd = Math.min(end, nameEnd(at + 1));
    String name = source.substring(at + 1, nameEnd);
    int afterSpaces = skipSpaces(nameEnd, end);
    int close = groupEnd(afterSpaces, end);
    Style style = STYLES.get(name);
    if (SWITCHES.contains(name)) {
      at = afterSpaces;
      switchTo(style, end);
    } else if ((style != null || PLAIN.contains(name)) && close >= 0) {
      at = afterSpaces;
      styled(style, close);
    } else if (DROPPED.contains(name) && (close >= 0 || peek(nameEnd) == '[')) {
      drop(name.startsWith("cite"), afterSpaces, end);
    } else if (name.equals("url") && close >= 0) {
      at = afterSpaces;
      link(source.substring(afterSpaces + 1, close), null, close);
    } else if (name.equals("href") && close >= 0 && groupEnd(close + 1, end) >= 0) {
      at = close + 1;
      boolean outside = linked;
      linked = true;
      List<Piece> shown = group(groupEnd(at, end));
      linked = outside;
      link(source.substring(afterSpaces + 1, close), shown, -1);
    } else if ((name.equals("textcolor") || name.equals("colorbox") || name.equals("hyperlink"))
        && close >= 0
        && groupEnd(close + 1, end) >= 0) {
      at = close + 1;
      styled(null, groupEnd(close + 1, end));
    } else if ((name.equals("footnote") || name.equals("footnotetext")) && close >= 0) {
      replace(" (", 0);
      at = afterSpaces;
      styled(null, close);
      at--;
      replace(")", 1);
    } else if ((name.equals("begin") || name.equals("end")) && close >= 0) {
      environment(name, afterSpaces, close, end);
    } else if (name.equals("par")) {
      gap();
      at = nameEnd;
    } else if (Accents.isAccent(name)
        && (close >= 0
            || (afterSpaces > nameEnd && name.length() == 1 && letterAlone(afterSpaces)))) {
      accent(end, name, afterSpaces);
    } else if (Accents.LETTERS.containsKey(name) && !wordLike(nameEnd)) {
      replace(Accents.LETTERS.get(name), nameEnd - at);
      swallowSpace(name, end);
    } else if (NAMED.containsKey(name)) {
      replace(NAMED.get(name), nameEnd - at);
      swallowSpace(name, end);
    } else if (name.length() > 1 && Formula.knows(name)) {
      bare(end);
    } else {
      replace("\\" + name, nameEnd - at);
    }
  }

  /// A space after a command only ends its name; `\o` and `{\o}` are letters inside words.
  private void swallowSpace(String name, int end) {
    if (Accents.LETTERS.containsKey(name)
        && at < end
        && source.charAt(at) == ' '
        && Character.isLetter(before())) {
      at++;
    }
    if (at + 1 < end && source.charAt(at) == '{' && source.charAt(at + 1) == '}') {
      at += 2;
    }
  }

  private boolean letterAlone(int index) {
    return Character.isLetter(peek(index));
  }

  /// `\o` before `(` or `_` is somebody's macro, not a Danish letter.
  private boolean wordLike(int nameEnd) {
    char next = peek(nameEnd);
    return next == '_' || next == '(' || next == '^';
  }

  private void switchTo(@Nullable Style style, int end) {
    List<Piece> outside = pieces;
    flush();
    pieces = new ArrayList<>();
    if (depth == 0 || depth >= DEEPEST) {
      pieces = outside;
      return;
    }
    depth++;
    until(end);
    depth--;
    flush();
    List<Piece> inside = List.copyOf(pieces);
    pieces = outside;
    if (style == null) {
      pieces.addAll(inside);
    } else if (!inside.isEmpty()) {
      pieces.add(new Piece.Styled(style, inside));
    }
  }

  private void drop(boolean citation, int from, int end) {
    int next = from;
    while (next < end && source.charAt(next) == '[') {
      int bracket = source.indexOf(']', next, Math.min(end, next + 200));
      if (bracket < 0) {
        break;
      }
      next = bracket + 1;
    }
    int close = groupEnd(next, end);
    if (close < 0) {
      literal();
      return;
    }
    at = close + 1;
    if (citation && !words.isEmpty() && " ~\u00a0".indexOf(words.charAt(words.length() - 1)) >= 0) {
      words.setLength(words.length() - 1);
    }
  }

  private void environment(String command, int open, int close, int end) {
    String name = source.substring(open + 1, close).replace("*", "");
    boolean maths =
        Set.of("equation", "align", "math", "displaymath", "eqnarray", "gather", "multline")
            .contains(name);
    int stop = maths && command.equals("begin") ? indexOf("\\end{", close, end) : -1;
    if (stop >= 0) {
      maths(source.substring(close + 1, stop), !name.equals("math"), at, stop);
      int last = source.indexOf('}', stop, Math.min(end, stop + 40));
      at = last < 0 ? stop : last + 1;
    } else {
      replace(" ", close + 1 - at);
    }
  }

  private void accent(int end, String accent, int from) {
    int close = groupEnd(from, end);
    int letterAt = close >= 0 ? from + 1 : from;
    String letter = letterAt < end ? source.substring(letterAt, letterAt + 1) : "";
    int next = close >= 0 ? close + 1 : letterAt + 1;
    if (letter.equals("\\")
        && (peek(letterAt + 1) == 'i' || peek(letterAt + 1) == 'j')
        && !isAsciiLetter(peek(letterAt + 2))) {
      letter = source.substring(letterAt + 1, letterAt + 2);
      next = close >= 0 ? close + 1 : letterAt + 2;
    } else if (close >= 0 && close != from + 2) {
      letter = "";
    }
    @Nullable String composed =
        close < 0 && quotes(accent, letter, next) ? null : Accents.compose(accent, letter);
    if (composed != null) {
      replace(composed, next - at);
    } else if (accent.equals("'") || accent.equals("\"")) {
      replace(accent.equals("'") ? "’" : "\"", 2);
    } else {
      replace(source.substring(at, from), from - at);
    }
  }

  /// Text that went through a program's string form has `\'s` and `\"word\"`, which are no accents.
  private boolean quotes(String accent, String letter, int next) {
    if (letter.isEmpty()) {
      return true;
    }
    boolean insideWord = Character.isLetter(before());
    boolean lastLetter = !Character.isLetter(peek(next));
    return switch (accent) {
      case "'" ->
          insideWord
              ? lastLetter && "stdm".contains(letter)
              : lastLetter || "stdmbfghjkpqvwxy".contains(letter);
      case "\"" ->
          "aeiouyAEIOUY".indexOf(letter) < 0
              || (!insideWord && Character.isLowerCase(letter.charAt(0)));
      default -> false;
    };
  }

  // --- formulas
  // ----------------------------------------------------------------------------------------------------------------------------

  private void maths(String formula, boolean display, int from, int to) {
    flush();
    int mark = found.nextSetBit(from);
    pieces.add(new Piece.Maths(formula, display, mark >= 0 && mark < to));
  }

  private void delimited(int end, String close, boolean display) {
    int stop = indexOf(close, at + 2, end);
    if (stop < 0) {
      literal();
    } else {
      maths(source.substring(at + 2, stop), display, at, stop);
      at = stop + 2;
    }
  }

  private void dollar(int end) {
    if (peek(at + 1) == '$' && at + 1 < end) {
      int stop = indexOf("$$", at + 2, end);
      if (stop > at + 2) {
        maths(source.substring(at + 2, stop), true, at, stop);
        at = stop + 2;
        return;
      }
    }
    int stop = at + 1;
    int limit = Math.min(end, at + Formula.LONGEST);
    while (stop < limit && source.charAt(stop) != '$') {
      stop += source.charAt(stop) == '\\' ? 2 : 1;
    }
    String inside = stop < limit ? source.substring(at + 1, stop) : "";
    if (isMaths(inside, peek(stop + 1))) {
      maths(inside, false, at, stop);
      at = stop + 1;
    } else {
      literal();
    }
  }

  /// Between two dollars stands a formula, or the text between two prices: `$5 million and $10
  /// million`.
  private static boolean isMaths(String inside, char next) {
    if (inside.isBlank() || inside.contains("\n\n")) {
      return false;
    }
    boolean signs = MATHS_SIGN.matcher(inside).find();
    boolean price =
        isDigit(inside.charAt(0))
            && (isDigit(next) || Character.isWhitespace(inside.charAt(inside.length() - 1)));
    if (!signs && (price || (inside.isBlank() || (inside.length() > 12 && inside.endsWith(" "))))) {
      return false;
    }
    return inside.indexOf(' ') < 0
        || !WORDS.matcher(TEXT_COMMAND.matcher(inside).replaceAll("")).find();
  }

  private int indexOf(String close, int from, int end) {
    return source.indexOf(close, from, Math.max(from, Math.min(end, from + Formula.LONGEST)));
  }

  /// `\ell_2` without dollars: the command, its arguments and scripts, and the commands that follow
  /// at once.
  private void bare(int end) {
    int limit = Math.min(end, at + 400);
    int next = at;
    while (next < limit && source.charAt(next) == '\\') {
      int nameEnd = Math.min(limit, nameEnd(next + 1));
      String name = source.substring(next + 1, nameEnd);
      if (name.length() < 2 || !Formula.knows(name)) {
        break;
      }
      if (name.equals("left")) {
        int right = source.indexOf("\\right", nameEnd, Math.max(nameEnd, limit));
        next = right < 0 ? nameEnd : Math.min(limit, right + (peek(right + 6) == '\\' ? 8 : 7));
      } else {
        next = nameEnd;
        for (int i = Formula.arguments(name);
            i > 0 && groupEnd(skipSpaces(next, limit), limit) >= 0;
            i--) {
          next = groupEnd(skipSpaces(next, limit), limit) + 1;
        }
      }
      next = scriptsEnd(next, limit);
    }
    String formula = source.substring(at, next);
    if (formula.isEmpty() || Formula.read(formula).isEmpty()) {
      literal();
    } else {
      maths(formula, false, at, next);
      at = next;
    }
  }

  private int scriptsEnd(int from, int limit) {
    int next = from;
    while (next + 1 < limit && (source.charAt(next) == '_' || source.charAt(next) == '^')) {
      int close = groupEnd(next + 1, limit);
      if (close >= 0) {
        next = close + 1;
      } else if (source.charAt(next + 1) == '\\') {
        next = Math.max(next + 2, Math.min(limit, nameEnd(next + 2)));
      } else if (Character.isLetterOrDigit(source.charAt(next + 1))
          || "+-*".indexOf(source.charAt(next + 1)) >= 0) {
        next += 2;
      } else {
        break;
      }
    }
    return next;
  }

  /// `10^{-16}` and `AP_{50}` without dollars. A lone `_` or `^` stays, as in `model_name`.
  private void script(int end) {
    int close = groupEnd(at + 1, end);
    if (close < 0 || close - at > 60 || close == at + 2) {
      literal();
      return;
    }
    flush();
    Style style = source.charAt(at) == '^' ? Style.SUPERSCRIPT : Style.SUBSCRIPT;
    int mark = found.nextSetBit(at);
    Piece inside =
        new Piece.Maths(source.substring(at + 2, close), false, mark >= 0 && mark < close);
    pieces.add(new Piece.Styled(style, List.of(inside)));
    at = close + 1;
  }

  // --- addresses
  // ---------------------------------------------------------------------------------------------------------------------------

  private void address(int end) {
    if (linked
        || !source.regionMatches(true, at, "http", 0, 4)
        || Character.isLetterOrDigit(before())) {
      literal();
      return;
    }
    Matcher matcher = ADDRESS.matcher(source).region(at, Math.min(end, at + LONGEST_ADDRESS));
    if (!matcher.lookingAt()) {
      literal();
      return;
    }
    int stop = addressEnd(at, beforeCommand(at, matcher.end()));
    link(source.substring(at, stop), null, stop);
    at = stop;
  }

  /// Where a command other than `\_` and its like ends an address.
  private int beforeCommand(int from, int to) {
    for (int i = from; i < to; i++) {
      if (source.charAt(i) == '\\') {
        if ("_%#&~".indexOf(peek(i + 1)) < 0) {
          return i;
        }
        i++;
      }
    }
    return to;
  }

  /// Punctuation at the end belongs to the sentence; a bracket too, unless it was opened in the
  /// address.
  private int addressEnd(int from, int to) {
    int stop = to;
    int open = 0;
    for (int i = from; i < to; i++) {
      open += source.charAt(i) == '(' ? 1 : source.charAt(i) == ')' ? -1 : 0;
    }
    while (stop > from + 8) {
      char last = source.charAt(stop - 1);
      if (last == ')' && open < 0) {
        open++;
      } else if (".,;:!?'’”]*_\\".indexOf(last) < 0) {
        break;
      }
      stop--;
    }
    return stop;
  }

  /// @param inside what to show, or null to show the address itself
  private void link(String written, @Nullable List<Piece> inside, int close) {
    String address =
        written.strip().replaceAll("\\\\([_%#&~{}])", "$1").replace("\\textasciitilde", "~");
    if (inside == null && address.regionMatches(true, 0, "www.", 0, 4)) {
      address = "https://" + address;
    }
    flush();
    int from = at;
    List<Piece> shown = inside;
    if (shown == null) {
      int mark = found.nextSetBit(from);
      shown = List.of(new Piece.Words(address, mark >= 0 && mark < close));
      at = close + 1;
    }
    if (!linked && SAFE.matcher(address).matches()) {
      pieces.add(new Piece.Linked(address, shown));
    } else {
      pieces.addAll(shown);
    }
  }

  private int skipSpaces(int from, int end) {
    int next = from;
    while (next < end && (source.charAt(next) == ' ' || source.charAt(next) == '\n')) {
      next++;
    }
    return next;
  }

  private static boolean isAsciiLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
