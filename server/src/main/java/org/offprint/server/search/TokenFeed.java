package org.offprint.server.search;

import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/// Gives tokens that are already cut to the index. Common words leave a gap in the positions.
final class TokenFeed extends TokenStream {
  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
  private final PositionIncrementAttribute increment =
      addAttribute(PositionIncrementAttribute.class);
  private final List<Token> tokens;
  private final Function<Token, String> text;
  private Iterator<Token> rest;
  private int position = -1;

  TokenFeed(List<Token> tokens, Function<Token, String> text) {
    this.tokens = tokens;
    this.text = text;
    this.rest = tokens.iterator();
  }

  @Override
  public void reset() {
    rest = tokens.iterator();
    position = -1;
  }

  @Override
  public boolean incrementToken() {
    while (rest.hasNext()) {
      Token token = rest.next();
      if (!token.common()) {
        term.setEmpty()
            .append(text.apply(token)); // both attributes are set each time: no need to clear
        increment.setPositionIncrement(token.position() - position);
        position = token.position();
        return true;
      }
    }
    return false;
  }
}
