package org.offprint.lab.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CharacterTextTest {
  @Test
  void aLineEndIsNoughtAPrintableCharacterItsPlaceAndAnythingElseAQuestionMark() {
    assertThat(CharacterText.of("\n ~aé").ids()).containsExactly(0, 1, 95, 66, 32);
    assertThat(CharacterText.of("?").ids()).containsExactly(32);
  }

  @Test
  void theLastTenthIsHeldOut() {
    CharacterText text = CharacterText.of("abcdefghijklmnopqrstuvwxyz");
    assertThat(text.training().length()).isEqualTo(24);
    assertThat(text.heldOut()).usingRecursiveComparison().isEqualTo(CharacterText.of("yz"));
  }

  @Test
  void spreadPassagesBeginAtTheStartAndEndAtTheEnd() {
    CharacterText text = CharacterText.of("    !    \"    #");
    assertThat(text.spread(3, 5).toLongs())
        .containsExactly(1, 1, 1, 1, 2, 1, 1, 1, 1, 3, 1, 1, 1, 1, 4);
  }
}
