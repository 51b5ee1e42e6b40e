package org.offprint.methods.compress;

/// A table of the whole numbers from `least` on, and an escape for all others: those cost the
/// escape's bits, 6 for their length and the length less one.
public final class IntegerTable {
  private static final long FARTHEST = 1L << 40;

  private final FrequencyTable table;
  private final int least;

  /// @param probs of least, least + 1, …, and last of all other numbers together
  public IntegerTable(int least, double[] probs, int precision) {
    this.least = least;
    table = FrequencyTable.of(probs, precision);
    if (table.symbols() < 2) {
      throw new IllegalArgumentException("the table is empty: expected a number and the escape.");
    }
  }

  private int escape() {
    return table.symbols() - 1;
  }

  private long overflow(long value) {
    long greatest = least + escape() - 1L;
    return value > greatest ? 2 * (value - greatest - 1) : 2 * (least - value - 1) + 1;
  }

  private boolean holds(long value) {
    return value >= least && value < least + (long) escape();
  }

  public void put(RansEncoder encoder, long value) {
    if (Math.abs(value) > FARTHEST) {
      throw new IllegalArgumentException(
          "%d is too far out to code: expected at most 2^40 to either side.".formatted(value));
    }
    if (holds(value)) {
      encoder.put(table, (int) (value - least));
    } else {
      encoder.put(table, escape());
      long rest = overflow(value) + 1;
      int width = 63 - Long.numberOfLeadingZeros(rest);
      encoder.putBits(width, 6);
      encoder.putBits(rest - (1L << width), width);
    }
  }

  public long get(RansDecoder decoder) {
    int symbol = decoder.get(table);
    if (symbol != escape()) {
      return least + (long) symbol;
    }
    int width = (int) decoder.getBits(6);
    if (width > 42) {
      throw new CorruptBytes(
          "a number of %d bits was read; the encoder writes at most 42: the bytes were damaged."
              .formatted(width));
    }
    long rest = (1L << width | decoder.getBits(width)) - 1;
    return rest % 2 == 0 ? least + escape() + rest / 2 : least - 1 - rest / 2;
  }

  /// What coding a number costs.
  public double bits(long value) {
    if (holds(value)) {
      return table.bits((int) (value - least));
    }
    return table.bits(escape()) + 6 + 63 - Long.numberOfLeadingZeros(overflow(value) + 1);
  }
}
