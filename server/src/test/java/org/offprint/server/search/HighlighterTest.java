package org.offprint.server.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HighlighterTest {
  private static String marked(List<Piece> pieces) {
    return pieces.stream()
        .map(piece -> piece.highlighted() ? "[" + piece.text() + "]" : piece.text())
        .collect(Collectors.joining());
  }

  private static List<Piece> highlight(String query, String text) {
    return new Highlighter(Query.parse(query)).highlight(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          entropy             | Entropies of an entropy.          | [Entropies] of an [entropy].
          cross entropy       | A cross entropy and a cross       | A [cross entropy] and a [cross]
          "cross entropy"     | A cross-entropy and a cross       | A [cross-entropy] and a cross
          cross-entropy       | entropy; cross entropy            | entropy; [cross entropy]
          pretraining         | Pre-training, pretrained          | [Pre-training], [pretrained]
          -cross entropy      | cross entropy                     | cross [entropy]
          ti:loss             | a loss                            | a [loss]
          cat:cs.LG           | cs.LG                             | cs.LG
          muller              | Müller                            | [Müller]
          l2                  | `the $\\ell_2$ norm`              | `the [$\\ell_2$] norm`
          alpha               | `$\\alpha + \\beta$ costs $5`     | `[$\\alpha + \\beta$] costs $5`
          "mixture of experts"| A Mixture of Experts; of experts  | A [Mixture of Experts]; of experts
          2411.09009          | 2411.09009                        | 2411.09009
          """)
  void whatWasAskedForIsMarked(String query, String text, String expected) {
    assertEquals(expected, marked(highlight(query, text)));
  }

  @Test
  void piecesJoinToTheTextWhateverItIs() {
    Random random = new Random(7);
    String[] bits = {
      "cross", " ", "-", "entropy", "$", "\\ell", "_2", "{", "}", "é", "e\u0301", "😀", "\ud83d",
      ".", "\\"
    };
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder();
      random.ints(random.nextInt(40), 0, bits.length).forEach(bit -> text.append(bits[bit]));
      String joined =
          highlight("cross-entropy \"cross e\" l2", text.toString()).stream()
              .map(Piece::text)
              .collect(Collectors.joining());
      assertEquals(text.toString(), joined);
    }
  }

  @Test
  void aSnippetTakesTheSentencesWithTheMostOfTheQuery() {
    String filler =
        "This sentence speaks of other things and goes on for quite a while before it ends. ";
    String text = filler.repeat(6) + "Here cross entropy meets memory. " + filler.repeat(6);

    List<Piece> pieces = new Highlighter(Query.parse("cross entropy memory")).snippet(text);

    String snippet = marked(pieces);
    assertTrue(snippet.startsWith("… "), snippet);
    assertTrue(snippet.endsWith(" …"), snippet);
    assertTrue(snippet.contains("Here [cross entropy] meets [memory]."), snippet);
    assertTrue(snippet.length() < 360, snippet);
  }

  @Test
  void aShortTextIsItsOwnSnippet() {
    assertEquals(
        "[Entropy] is enough.",
        marked(new Highlighter(Query.parse("entropy")).snippet("Entropy is enough.")));
  }

  @Test
  void aSentenceTooLongIsCutAtASpace() {
    String text = "word ".repeat(200).strip();
    String snippet = marked(new Highlighter(Query.parse("nothing")).snippet(text));
    assertTrue(snippet.endsWith("word …"), snippet);
    assertTrue(snippet.length() < 330, snippet);
  }
}
