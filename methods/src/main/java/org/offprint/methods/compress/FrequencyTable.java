package org.offprint.methods.compress;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Probabilities as whole numbers that sum to a power of two, as a range coder needs them:
///
///     f_i = 1 + ⌊p_i (2^precision − n)⌋, the rest to the entries that lost most by rounding down
///
/// Every symbol can be coded, one of probability 0 too: at a cost of `precision` bits. The same
/// probabilities give the same table on every machine.
public final class FrequencyTable {
  /// What the coder's 64-bit state carries with a loss below 2⁻⁷ bits a symbol.
  public static final int GREATEST_PRECISION = 24;

  private final int precision;
  private final int[] starts; // of each symbol's slots; the last entry is 2^precision

  private FrequencyTable(int precision, int[] starts) {
    this.precision = precision;
    this.starts = starts;
  }

  /// @param probs finite and not negative; they need not sum to one
  /// @param precision 1 to 24, with room for a slot for each symbol
  public static FrequencyTable of(double[] probs, int precision) {
    if (precision < 1 || precision > GREATEST_PRECISION) {
      throw new IllegalArgumentException(
          "precision is %d; expected 1 to %d bits.".formatted(precision, GREATEST_PRECISION));
    }
    int total = 1 << precision;
    if (probs.length == 0 || probs.length > total) {
      throw new IllegalArgumentException(
          "%d symbols do not fit a table of %d slots; expected 1 to %d symbols."
              .formatted(probs.length, total, total));
    }
    double sum = 0;
    for (int i = 0; i < probs.length; i++) {
      if (!(probs[i] >= 0 && probs[i] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "probs[%d] is %s; expected a finite number ≥ 0.".formatted(i, probs[i]));
      }
      sum += probs[i];
    }
    if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the probabilities sum to %s; expected a finite sum above 0.".formatted(sum));
    }
    int[] frequencies = new int[probs.length];
    double[] lost = new double[probs.length];
    int given = 0;
    for (int i = 0; i < probs.length; i++) {
      double share = probs[i] / sum * (total - probs.length);
      frequencies[i] = 1 + (int) share;
      lost[i] = share - Math.floor(share);
      given += frequencies[i];
    }
    settle(frequencies, lost, total - given);
    int[] starts = new int[probs.length + 1];
    for (int i = 0; i < probs.length; i++) {
      starts[i + 1] = starts[i] + frequencies[i];
    }
    return new FrequencyTable(precision, starts);
  }

  private static void settle(int[] frequencies, double[] lost, int rest) {
    int[] order =
        IntStream.range(0, lost.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -lost[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i = 0; i < rest; i++) {
      frequencies[order[i % order.length]]++;
    }
    for (int i = 0; rest < 0; i = (i + 1) % order.length) { // the shares' sum was rounded up
      if (frequencies[order[i]] > 1) {
        frequencies[order[i]]--;
        rest++;
      }
    }
  }

  public int precision() {
    return precision;
  }

  public int symbols() {
    return starts.length - 1;
  }

  int start(int symbol) {
    return starts[symbol];
  }

  public int frequency(int symbol) {
    if (symbol < 0 || symbol >= symbols()) {
      throw new IllegalArgumentException(
          "symbol %d is not in the table: expected 0 to %d.".formatted(symbol, symbols() - 1));
    }
    return starts[symbol + 1] - starts[symbol];
  }

  /// The probability that the coder acts on.
  public double probability(int symbol) {
    return (double) frequency(symbol) / (1 << precision);
  }

  /// −log₂ of the probability: what coding the symbol costs.
  public double bits(int symbol) {
    return precision - Math.log(frequency(symbol)) / Math.log(2);
  }

  /// The symbol that owns a slot, 0 to 2^precision − 1.
  int symbolAt(int slot) {
    int found = Arrays.binarySearch(starts, slot);
    return found >= 0 ? found : -found - 2;
  }
}
