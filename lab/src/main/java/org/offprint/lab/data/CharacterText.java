package org.offprint.lab.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.offprint.methods.tensor.Tensor;

/// A text as numbers, one a character: 0 a line's end, 1 to 95 the printable characters of ASCII;
/// anything else counts as a question mark. The alphabet is fixed, so texts can be mixed.
public record CharacterText(int[] ids) {
  public static final int VOCABULARY = 96;

  private static final int OTHER = '?' - 31;

  public static CharacterText of(String text) {
    return new CharacterText(
        text.codePoints()
            .map(c -> c == '\n' ? 0 : c >= ' ' && c <= '~' ? c - 31 : OTHER)
            .toArray());
  }

  public int length() {
    return ids.length;
  }

  /// From a character on, so many of them.
  public CharacterText part(int from, int length) {
    return new CharacterText(Arrays.copyOfRange(ids, from, from + length));
  }

  /// All but the last tenth.
  public CharacterText training() {
    return part(0, length() - length() / 10);
  }

  /// The last tenth.
  public CharacterText heldOut() {
    return part(length() - length() / 10, length() / 10);
  }

  /// Passages drawn at random: (rows, length) int64.
  public Tensor draw(SplittableRandom random, int rows, int length) {
    int[] starts = new int[rows];
    Arrays.setAll(starts, row -> random.nextInt(length() - length + 1));
    return passages(length, starts);
  }

  /// Passages that begin at equal distances over the whole text, the same ones on every call.
  public Tensor spread(int rows, int length) {
    int[] starts = new int[rows];
    Arrays.setAll(starts, row -> (int) ((long) row * (length() - length) / Math.max(1, rows - 1)));
    return passages(length, starts);
  }

  /// Passages that begin where they are told to.
  public Tensor passages(int length, int... starts) {
    long[] all = new long[starts.length * length];
    for (int row = 0; row < starts.length; row++) {
      for (int i = 0; i < length; i++) {
        all[row * length + i] = ids[starts[row] + i];
      }
    }
    return Tensor.of(all, starts.length, length);
  }
}
