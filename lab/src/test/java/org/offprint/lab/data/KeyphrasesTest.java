package org.offprint.lab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KeyphrasesTest {
  @Test
  void wordsKeepTheirInnerHyphensAndPunctuationStandsApart() {
    assertThat(Keyphrases.tokens("Web-based platforms (v1.2), Marcus' view."))
        .containsExactly(
            "Web-based", "platforms", "(", "v1.2", ")", ",", "Marcus", "'", "view", ".");
  }

  @Test
  void keywordsAreInLowerCase() {
    var documents =
        Keyphrases.parse(
            "a.jsonl", "{\"text\": \"A Cat.\", \"keyphrases\": [\"Cat\", \"big Dog\"]}");
    assertThat(documents).hasSize(1);
    assertThat(documents.getFirst().tokens()).containsExactly("A", "Cat", ".");
    assertThat(documents.getFirst().keywords()).containsExactlyInAnyOrder("cat", "big dog");
  }

  @Test
  void aBadLineIsNamed() {
    assertThatThrownBy(() ->
            Keyphrases.parse("a.jsonl", "{\"text\": \"A\", \"keyphrases\": []}\n{\"text\": 1}"))
        .hasMessageContaining("a.jsonl, line 2: expected an object");
    assertThatThrownBy(() -> Keyphrases.parse("a.jsonl", "{"))
        .hasMessageContaining("a.jsonl, line 1 is not JSON");
  }
}
