package org.offprint.server.text;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/// Titles and abstracts as people should read them. Authors write TeX in places: formulas between
/// dollars, accents, emphasis, quotes.
///
/// Every method takes any text, returns in time proportional to its length, and never throws. HTML
/// that it returns is well-formed, holds no markup of the source, and needs no script: formulas are
/// MathML with their source as `alttext`; a formula that cannot be read stands as its source in
/// `<code class="tex">`.
public final class Tex {
  private Tex() {}

  /// Characters of a source, from `from` until before `to`, that a search found.
  public record Span(int from, int to) {
    public Span {
      if (from < 0 || to < from) {
        throw new IllegalArgumentException(
            "span %d..%d: expected 0 <= from <= to".formatted(from, to));
      }
    }
  }

  /// Phrasing content for a title: no paragraphs and no links, so that it may stand inside a
  /// heading or a link.
  public static String html(String source) {
    return html(source, List.of());
  }

  /// The same with what a search found in `<mark>`. A formula is marked whole or not at all.
  public static String html(String source, Collection<Span> found) {
    return ProseHtml.phrase(Prose.read(source, marked(source, found)));
  }

  /// `<p>` elements for an abstract or summary: a blank line begins a paragraph, addresses become
  /// links.
  public static String paragraphs(String source) {
    return paragraphs(source, List.of());
  }

  public static String paragraphs(String source, Collection<Span> found) {
    return ProseHtml.paragraphs(Prose.read(source, marked(source, found)));
  }

  /// One line of plain Unicode for feeds, metadata, alternative texts and search: `$x^2 \le
  /// \mathcal{O}(n)$` is `x² ≤ O(n)`.
  public static String plain(String source) {
    return ProsePlain.line(Prose.read(source, new BitSet()));
  }

  /// One formula, given without its dollars, for texts whose other parts are not TeX.
  ///
  /// @param display whether it has a line of its own
  public static String formula(String source, boolean display) {
    return ProseHtml.formula(new Piece.Maths(source, display, false));
  }

  /// The same as a line of plain Unicode.
  public static String plainFormula(String source) {
    return ProsePlain.line(List.of(new Piece.Maths(source, false, false)));
  }

  private static BitSet marked(String source, Collection<Span> found) {
    BitSet marked = new BitSet();
    for (Span span : found) {
      marked.set(Math.min(span.from(), source.length()), Math.min(span.to(), source.length()));
    }
    return marked;
  }
}
