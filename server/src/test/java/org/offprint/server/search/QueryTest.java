package org.offprint.server.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
  /// What is typed, and the canonical form of what was understood.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          cross entropy                     | cross entropy
          cross   entropy                   | cross entropy
          cross-entropy                     | cross-entropy
          cross AND entropy                 | cross entropy
          cross NOT entropy                 | cross -entropy
          cross ANDNOT entropy              | cross -entropy
          (cross entropy)                   | cross entropy
          cross, entropy;                   | cross entropy
          +cross +entropy                   | cross entropy
          f(x) bounds                       | f(x) bounds
          "cross entropy"                   | "cross entropy"
          “cross entropy”                   | "cross entropy"
          «cross entropy»                   | "cross entropy"
          a"b c"d                           | a "b c" d
          -"cross entropy"                  | -"cross entropy"
          -survey                           | -survey
          --survey                          | -survey
          −survey                           | -survey
          (-survey)                         | -survey
          -ti:survey                        | -ti:survey
          ti:entropy                        | ti:entropy
          TI:entropy                        | ti:entropy
          title:entropy                     | ti:entropy
          ti:"cross entropy"                | ti:"cross entropy"
          ti:cross-entropy                  | ti:cross-entropy
          ti："cross entropy"                | ti:"cross entropy"
          abs:"maximum likelihood"          | abs:"maximum likelihood"
          abstract:likelihood               | abs:likelihood
          au:hinton                         | au:hinton
          author:hinton                     | au:hinton
          au:"Geoffrey Hinton"              | au:"Geoffrey Hinton"
          au:"Hinton, Geoffrey"             | au:"Geoffrey Hinton"
          au:Hinton_G                       | au:"Hinton G"
          au:Müller                         | au:Müller
          cat:cs.LG                         | cat:cs.LG
          category:cs.LG                    | cat:cs.LG
          cat:cs.*                          | cat:cs.*
          -cat:cs.CV                        | -cat:cs.CV
          (cat:cs.LG)                       | cat:cs.LG
          org:apple                         | org:apple
          organization:"Google DeepMind"    | org:"Google DeepMind"
          kw:entropy                        | kw:entropy
          in:first                          | in:first
          in:2026-03-05                     | in:2026-03-05
          has:code                          | has:code
          HAS:Code                          | has:code
          -has:code                         | -has:code
          method:cut-cross-entropy          | method:cut-cross-entropy
          id:2411.09009v2                   | id:2411.09009
          id:"arXiv:2411.09009"             | id:2411.09009
          id:cs/0112017                     | id:cs/0112017
          2411.09009                        | 2411.09009
          2411.09009v3                      | 2411.09009
          arXiv:2411.09009                  | 2411.09009
          arXiv: 2411.09009                 | 2411.09009
          https://arxiv.org/abs/2411.09009v1| 2411.09009
          https://arxiv.org/pdf/2411.09009  | 2411.09009
          cs/0112017                        | cs/0112017
          math.GT/0309136                   | math/0309136
          10.48550/arXiv.2411.09009         | 2411.09009
          https://doi.org/10.1145/3292500.3330701 | 10.1145/3292500.3330701
          doi:10.1145/3292500.3330701       | 10.1145/3292500.3330701
          entropy 2411.09009                | entropy 2411.09009
          (2411.09009)                      | 2411.09009
          after:2024                        | after:2024-01-01
          after:2024-05                     | after:2024-05-01
          after:2024/05/13                  | after:2024-05-13
          before:2025                       | before:2025-01-01
          on:2025-03-05                     | on:2025-03-05
          on:2025-03                        | on:2025-03
          date:2024                         | on:2024
          date:2024..2025-06                | date:2024-01-01..2025-06-30
          date:2024..                       | after:2024-01-01
          date:..2024                       | before:2025-01-01
          date:2024-01..2024-12             | on:2024
          -on:2024                          | -on:2024
          on:2024-02-29                     | on:2024-02-29
          entropy entropy                   | entropy
          C++                               | C++
          don't                             | don't
          Attention: a survey               | Attention a survey
          http://example.org/x              | http://example.org/x
          """)
  void whatIsTypedIsRead(String typed, String canonical) {
    Query query = Query.parse(typed);
    assertEquals(canonical, query.toString());
    assertEquals(List.of(), query.notes());
    assertEquals(query.clauses(), Query.parse(canonical).clauses());
  }

  /// What cannot be read as it stands is read plainly and said.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "cross entropy        | "cross entropy"  | has no partner
          cross "               | cross            | without its partner
          cross - entropy       | cross entropy    | A lone “-”
          -                     | ``               | A lone “-”
          foo:bar               | foo:bar          | The fields are ti: au: abs: cat: org: id: kw: in: has: method: after: before: on: date:
          foo:"big bar"         | foo "big bar"    | is not a field
          ti:                   | ``               | write ti:value
          au:""                 | ``               | has no value
          has:nothing           | ``               | expected has:code
          id:banana             | "banana"         | is not a paper identifier
          after:yesterday       | ``               | 2024-05-13
          on:2025-02-29         | ``               | was left out
          date:2025..2024       | date:2024-01-01..2025-12-31 | ends before it begins
          date:..               | ``               | a range 2024..2025-06
          cats OR dogs          | cats dogs        | OR is not part
          cats NOT              | cats             | at the end
          """)
  void whatCannotBeReadIsSaid(String typed, String canonical, String note) {
    Query query = Query.parse(typed);
    assertEquals(canonical, query.toString());
    assertTrue(
        query.notes().stream().anyMatch(said -> said.contains(note)), query.notes()::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\u00a0\t", "()", "AND", "\"\""})
  void nothingAsksForEverything(String typed) {
    assertTrue(Query.parse(typed).isEmpty());
  }

  @Test
  void aQueryIsCutAt250CharactersAndSaysSo() {
    Query query = Query.parse("word ".repeat(49) + "fifty and everything after it");
    assertEquals(250, query.typed().length());
    assertTrue(query.notes().getFirst().startsWith("A query has at most 250 characters"));
    assertEquals(List.of(), Query.parse("x".repeat(250)).notes());
  }

  @Test
  void anythingMayBeTypedAndTheCanonicalFormReadsBackAsTheSame() {
    Random random = new Random(20260305);
    String[] bits = {
      "\"",
      "-",
      ":",
      " ",
      "ti:",
      "au:",
      "cat:",
      "id:",
      "after:",
      "date:",
      "on:",
      "..",
      "2024",
      "-05",
      "NOT",
      "AND",
      "OR",
      "(",
      ")",
      "[",
      "{",
      ",",
      "_",
      "*",
      "\\",
      "$",
      "cross",
      "entropy",
      "2411.09009",
      "v2",
      "10.1145/",
      "cs/0112017",
      "ü",
      "\ud83d",
      "\ude00",
      "😀",
      "\u0000",
      "\u0301",
      "漢",
      "'",
      "has:",
      "code",
      "foo:",
      "://",
      "%",
      "%2",
      "+",
      "#",
      "?",
      "9999",
      "0000",
      "arXiv:",
      "doi:",
      ";",
      "!",
      "/"
    };
    for (int i = 0; i < 50_000; i++) {
      StringBuilder typed = new StringBuilder();
      int length = random.nextInt(12);
      for (int k = 0; k < length; k++) {
        typed.append(bits[random.nextInt(bits.length)]);
      }
      if (random.nextInt(10) == 0) {
        random.ints(random.nextInt(300), 0, 0x3000).forEach(c -> typed.append((char) c));
      }
      Query query = Query.parse(typed.toString());
      Query again = Query.parse(query.toString());
      if (query.toString().length() <= Query.LONGEST) {
        assertEquals(query.clauses(), again.clauses(), () -> "«" + typed + "» → «" + query + "»");
      }
      new Translation(query).strict();
      new Translation(query).relaxed(true);
      new Highlighter(query).highlight(typed.toString());
    }
  }
}
