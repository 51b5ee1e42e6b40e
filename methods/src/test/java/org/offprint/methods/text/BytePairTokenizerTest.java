package org.offprint.methods.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BytePairTokenizerTest {
  private static final List<String> TEXTS =
      List.of(
          "low low low low low", "lower lower", "newest newest newest newest", "größer, größte");
  private static final BytePairTokenizer TOKENIZER =
      BytePairTokenizer.train(TEXTS, 300, "<end>", "<pad>");

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<Character> near =
        Arbitraries.of('l', 'o', 'w', ' ', 'n', 'e', 's', 't', '\n', '7', '.');
    Arbitrary<String> wide =
        Arbitraries.integers()
            .between(0, Character.MAX_CODE_POINT)
            .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
            .map(Character::toString);
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, near.map(String::valueOf)), net.jqwik.api.Tuple.of(1, wide))
        .list()
        .ofMaxSize(60)
        .map(parts -> String.join("", parts));
  }

  @Property(seed = "1", tries = 200)
  void everyTextComesBack(@ForAll("texts") String text) {
    long[] tokens = TOKENIZER.encode(text);
    assertThat(TOKENIZER.decode(tokens)).isEqualTo(text);
    assertThat(java.util.Arrays.stream(tokens))
        .allMatch(token -> token >= 0 && token < TOKENIZER.size() - 2);
  }

  @Test
  void theMostFrequentPairIsJoinedFirst() {
    // "es", "ne", "st", "we", "ew" stand four times each, "lo" and "ow" seven times
    var one = BytePairTokenizer.train(TEXTS, 257);
    assertThat(one.decode(256)).isEqualTo("lo");
    assertThat(one.encode("low")).containsExactly(256, 'w');
  }

  @Test
  void equallyFrequentPairsAreJoinedLowerTokensFirst() {
    assertThat(BytePairTokenizer.train(List.of("cdab", "cdab"), 257).decode(256)).isEqualTo("ab");
  }

  @Test
  void overlappingPairsAreJoinedFromTheLeft() {
    assertThat(BytePairTokenizer.train(List.of("aaaa aaaa"), 257).encode("aaaaa"))
        .containsExactly(256, 256, 'a');
  }

  @Test
  void trainingStopsWhereNoPairOccursTwice() {
    assertThat(BytePairTokenizer.train(List.of("abc"), 1_000).size()).isEqualTo(256);
    assertThat(BytePairTokenizer.train(List.of(), 1_000).size()).isEqualTo(256);
  }

  @Test
  void mergesDoNotCrossFromWordToWord() {
    var tokenizer = BytePairTokenizer.train(List.of("a,b a,b a,b", "a b a b a b"), 400);
    assertThat(tokenizer.encode("a,b")).hasSize(3);
  }

  @Test
  void aLongRunWithoutSpacesIsQuick() {
    String run = "lowest".repeat(20_000);
    assertThat(TOKENIZER.decode(TOKENIZER.encode(run))).isEqualTo(run);
  }

  @Test
  void specialTokensComeFromNoText() {
    assertThat(TOKENIZER.special("<end>")).isEqualTo(TOKENIZER.size() - 2);
    assertThat(TOKENIZER.encode("<end>").length).isGreaterThan(1);
    assertThat(TOKENIZER.decode(TOKENIZER.special("<pad>"), 'o')).isEqualTo("o");
    assertThatThrownBy(() -> TOKENIZER.special("<start>"))
        .hasMessageContaining("'<start>' is not a special token; there are [<end>, <pad>]");
  }

  @Test
  void aSavedTokenizerEncodesAlike(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("tokenizer.json");
    TOKENIZER.save(file);
    BytePairTokenizer again = BytePairTokenizer.load(file);
    assertThat(again.size()).isEqualTo(TOKENIZER.size());
    assertThat(again.encode("the newest, größte low 7"))
        .containsExactly(TOKENIZER.encode("the newest, größte low 7"));
  }

  @Test
  void filesOfAnotherFormAreRefused(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("wrong.json");
    for (String text :
        List.of(
            "no json",
            "{}",
            "{\"format\":\"byte-pair tokenizer 1\",\"merges\":[{\"left\":1,\"right\":300}],\"specials\":[]}")) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> BytePairTokenizer.load(file))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void badInputIsRefused() {
    assertThatThrownBy(() -> TOKENIZER.encode("half \ud83d of a pair"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogate");
    assertThatThrownBy(() -> TOKENIZER.decode(1, TOKENIZER.size()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tokens[1]");
    assertThatThrownBy(() -> BytePairTokenizer.train(TEXTS, 257, "<a>", "<b>"))
        .hasMessageContaining("258 or more");
  }
}
