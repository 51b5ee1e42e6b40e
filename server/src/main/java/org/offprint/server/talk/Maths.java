package org.offprint.server.talk;

import java.util.Set;
import org.commonmark.node.Block;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.parser.SourceLine;
import org.commonmark.parser.beta.InlineContentParser;
import org.commonmark.parser.beta.InlineContentParserFactory;
import org.commonmark.parser.beta.InlineParserState;
import org.commonmark.parser.beta.ParsedInline;
import org.commonmark.parser.beta.Position;
import org.commonmark.parser.beta.Scanner;
import org.commonmark.parser.block.AbstractBlockParser;
import org.commonmark.parser.block.AbstractBlockParserFactory;
import org.commonmark.parser.block.BlockContinue;
import org.commonmark.parser.block.BlockStart;
import org.commonmark.parser.block.MatchedBlockParser;
import org.commonmark.parser.block.ParserState;

/// Formulas in Markdown. What stands between the dollars is TeX and nothing of it Markdown: `$a_i$`
/// in a line, `$$…$$` in a line or between two lines that hold nothing but `$$`. A dollar before a
/// space, or a closing one before a digit, is money.
final class Maths {
  /// Beyond this two dollars far apart are no formula, and a text of dollars is read in linear
  /// time.
  private static final int LONGEST = 2_000;

  private Maths() {}

  static final class Inline extends CustomNode {
    final String source;
    final boolean display;

    Inline(String source, boolean display) {
      this.source = source;
      this.display = display;
    }
  }

  static final class Displayed extends CustomBlock {
    String source = "";
  }

  static final class InlineFactory implements InlineContentParserFactory {
    @Override
    public Set<Character> getTriggerCharacters() {
      return Set.of('$');
    }

    @Override
    public InlineContentParser create() {
      return Maths::inline;
    }
  }

  private static ParsedInline inline(InlineParserState state) {
    Scanner scanner = state.scanner();
    int dollars = dollars(scanner);
    if (dollars > 2 || !scanner.hasNext() || Character.isWhitespace(scanner.peek())) {
      return ParsedInline.none();
    }
    Position begin = scanner.position();
    char before = '$';
    for (int length = 0; length < LONGEST && scanner.hasNext(); length++) {
      Position end = scanner.position();
      char at = scanner.peek();
      if (at == '$') {
        boolean closes =
            dollars(scanner) == dollars
                && length > 0
                && !Character.isWhitespace(before)
                && (dollars == 2 || !isDigit(scanner.peek()));
        return closes
            ? ParsedInline.of(
                new Inline(scanner.getSource(begin, end).getContent(), dollars == 2),
                scanner.position())
            : ParsedInline.none();
      }
      if (at == '`') {
        return ParsedInline.none(); // code begins: this dollar was money
      }
      scanner.next();
      if (at == '\\' && scanner.hasNext()) {
        scanner.next(); // what follows is a part of the formula, also a dollar
      }
      before = at;
    }
    return ParsedInline.none();
  }

  /// Up to three, which are as good as more: a long run is asked about at each of its dollars.
  private static int dollars(Scanner scanner) {
    int dollars = 0;
    while (dollars < 3 && scanner.next('$')) {
      dollars++;
    }
    return dollars;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static final class BlockFactory extends AbstractBlockParserFactory {
    @Override
    public BlockStart tryStart(ParserState state, MatchedBlockParser matched) {
      return state.getIndent() < 4 && isFence(state)
          ? BlockStart.of(new BlockParser()).atIndex(state.getLine().getContent().length())
          : BlockStart.none();
    }
  }

  private static boolean isFence(ParserState state) {
    CharSequence line = state.getLine().getContent();
    return line.subSequence(state.getNextNonSpaceIndex(), line.length())
        .toString()
        .strip()
        .equals("$$");
  }

  private static final class BlockParser extends AbstractBlockParser {
    private final Displayed block = new Displayed();
    private final StringBuilder source = new StringBuilder();

    @Override
    public Block getBlock() {
      return block;
    }

    @Override
    public BlockContinue tryContinue(ParserState state) {
      return isFence(state) ? BlockContinue.finished() : BlockContinue.atIndex(state.getIndex());
    }

    @Override
    public void addLine(SourceLine line) {
      source.append(line.getContent()).append('\n');
    }

    @Override
    public void closeBlock() {
      block.source = source.toString().strip();
    }
  }
}
