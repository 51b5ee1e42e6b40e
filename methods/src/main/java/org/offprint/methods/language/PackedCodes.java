package org.offprint.methods.language;

import org.offprint.methods.Shapes;

/// Whole numbers of a few bits each, one behind the other in 64-bit words, lowest bits first.
final class PackedCodes {
  private PackedCodes() {}

  static long[] pack(double[] codes, int bits) {
    long[] words = new long[words(codes.length, bits)];
    for (int i = 0; i < codes.length; i++) {
      long code = (long) codes[i];
      Shapes.require(
          "a code", codes[i], code >= 0 && code < 1L << bits, "0 to 2^%d − 1".formatted(bits));
      long at = (long) i * bits;
      int word = (int) (at >>> 6);
      int shift = (int) (at & 63);
      words[word] |= code << shift;
      if (shift + bits > 64) {
        words[word + 1] |= code >>> (64 - shift);
      }
    }
    return words;
  }

  static double[] unpack(long[] words, int count, int bits) {
    Shapes.require(
        "words",
        words.length,
        words.length == words(count, bits),
        "%d".formatted(words(count, bits)));
    double[] codes = new double[count];
    long mask = (1L << bits) - 1;
    for (int i = 0; i < count; i++) {
      long at = (long) i * bits;
      int word = (int) (at >>> 6);
      int shift = (int) (at & 63);
      long code = words[word] >>> shift;
      if (shift + bits > 64) {
        code |= words[word + 1] << (64 - shift);
      }
      codes[i] = code & mask;
    }
    return codes;
  }

  private static int words(int count, int bits) {
    return Math.toIntExact(((long) count * bits + 63) / 64);
  }
}
