package org.offprint.server.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokensTest {
  /// Compounds follow the first of their parts in brackets; common words are left out.
  private static String words(String text) {
    return Tokens.of(text).stream()
        .filter(token -> !token.common())
        .map(token -> token.compound() ? "(" + token.word() + ")" : token.word())
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Cross-Entropy Loss       | cross (crossentropy) entropy loss
          Kullback–Leibler         | kullback (kullbackleibler) leibler
          GPT-4 and GPT-3.5        | gpt (gpt4) 4 gpt (gpt3.5) 3.5
          1,000 and 0.679          | 1000 0.679
          on-policy learning       | on (onpolicy) policy learning
          state-of-the-art results | state art results
          i.i.d. and R&D           | iid rd
          Shannon's don't          | shannon dont
          C++, g++, C# and F#      | c++ g++ c# f#
          A C+ grade               | c grade
          β-VAE                    | beta (betavae) vae
          Recall@10                | recall (recall10) 10
          TCP/IP                   | tcp ip
          long_name                | long (longname) name
          Krähenbühl, Łukasz, Ångström | krahenbuhl lukasz angstrom
          `the $\\ell_2$-norm`     | l2 (l2norm) norm
          `$\\alpha$-divergence`   | alpha (alphadivergence) divergence
          `$\\mathcal{L}_{CE}$`    | lce
          `M\\"uller, Erd\\H{o}s, \\c{C}a`  | muller erdos ca
          `\\textbf{bold} move`    | bold move
          `$O(n^2 \\log n)$`       | o n2 log n
          交叉熵                      | 交 叉 熵
          L₂ and ℓ₂                | l2 l2
          ``                       | ``
          """)
  void technicalTermsStayFindable(String text, String words) {
    assertEquals(words, words(text));
  }

  @Test
  void aTokenKnowsWhereItStoodInTheText() {
    String text = "a $\\alpha$-fair M\\\"uller";
    for (Token token : Tokens.of(text)) {
      String part = text.substring(token.start(), token.end());
      switch (token.word()) {
        case "alpha" -> assertEquals("\\alpha", part);
        case "fair" -> assertEquals("fair", part);
        case "alphafair" -> assertEquals("\\alpha$-fair", part);
        case "muller" -> assertEquals("M\\\"uller", part);
        default -> assertEquals("a", part);
      }
    }
  }

  @Test
  void aWordOfSeventyLettersIsNoWord() {
    assertEquals("short", words("x".repeat(70) + " short"));
  }

  @Test
  void aFewWordsAreFoundInATextWithoutCuttingOutTheOthers() {
    String text =
        "The Müller–Lyer i.e. illusion of GPT-4, C++ & naïve losses: cross-entropy, Élan, ties, x, $\\alpha$-fair 交叉";
    List<Token> all = Tokens.of(text);
    for (Token one : all) {
      Beginnings wanted = new Beginnings();
      wanted.add(one.stem());
      assertEquals(
          all.stream().filter(token -> token.stem().equals(one.stem())).toList(),
          Tokens.of(text, wanted).stream()
              .filter(token -> token.stem().equals(one.stem()))
              .toList());
    }
  }
}
