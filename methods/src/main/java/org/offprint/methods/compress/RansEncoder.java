package org.offprint.methods.compress;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.offprint.methods.Source;

/// Range coding by asymmetric numeral systems: symbols become the digits of one large number, each
/// with as many bits as its probability says.
///
///     x ← ⌊x / f⌋ 2^p + b + (x mod f)      for a symbol with frequency f, start b, precision p
///     before it, the low 32 bits of x leave while x ≥ f 2^(63 − p), so that 2^31 ≤ x < 2^63
///
/// The last symbol is coded first, so that the decoder reads them in the order they were put.
///
/// Range: written bits − Σ bits of the symbols is between 32 and 64 (the final state less the 31
/// bits that it starts with), plus at most n 2^(p − 30) for n symbols, since the divisions round.
/// Source: Duda, Asymmetric numeral systems, arXiv:1311.2540, §3; range variant.
/// Differs from the source: 32 bits leave at once, and the state is 64 bits wide.
/// Throws: IllegalArgumentException if a symbol is not in its table.
@Source(paper = "arXiv:1311.2540", equation = "§3, range variant")
public final class RansEncoder {
  static final long LEAST = 1L << 31;

  private int[] starts = new int[256];
  private int[] frequencies = new int[256];
  private byte[] precisions = new byte[256];
  private int count;
  private double bits;

  public void put(FrequencyTable table, int symbol) {
    put(table.start(checked(table, symbol)), table.frequency(symbol), table.precision());
  }

  private static int checked(FrequencyTable table, int symbol) {
    table.frequency(symbol);
    return symbol;
  }

  /// The low bits of a number as they are.
  ///
  /// @param width 0 to 62
  public void putBits(long value, int width) {
    if (width < 0 || width > 62 || value < 0 || value >= 1L << width) {
      throw new IllegalArgumentException(
          "%d does not fit %d bits; expected 0 ≤ value < 2^width and width ≤ 62."
              .formatted(value, width));
    }
    for (int left = width; left > 0; left -= 16) {
      int part = Math.min(16, left);
      put((int) (value >>> (left - part)) & ((1 << part) - 1), 1, part);
    }
  }

  private void put(int start, int frequency, int precision) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      frequencies = Arrays.copyOf(frequencies, 2 * count);
      precisions = Arrays.copyOf(precisions, 2 * count);
    }
    starts[count] = start;
    frequencies[count] = frequency;
    precisions[count++] = (byte) precision;
    bits += precision - Math.log(frequency) / Math.log(2);
  }

  /// Σ −log₂ of the probabilities of everything put so far: what {@link #finish()} must come to,
  /// less 32 to 64 bits.
  public double bits() {
    return bits;
  }

  /// The bytes of everything put: the state, then the words in the order they are read.
  public byte[] finish() {
    int[] words = new int[count + 1];
    int written = 0;
    long x = LEAST;
    for (int i = count - 1; i >= 0; i--) {
      int p = precisions[i];
      long f = frequencies[i];
      if (f == 1L << p) {
        continue; // a certain symbol changes nothing
      }
      if (x >= f << (63 - p)) {
        words[written++] = (int) x;
        x >>>= 32;
      }
      x = ((x / f) << p) + x % f + starts[i];
    }
    ByteBuffer bytes = ByteBuffer.allocate(8 + 4 * written).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(x);
    while (written > 0) {
      bytes.putInt(words[--written]);
    }
    return bytes.array();
  }
}
