package org.offprint.methods.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RansTest {
  @Test
  void symbolsComeBackInTheOrderTheyWerePut() {
    FrequencyTable table = FrequencyTable.of(new double[] {0.5, 0.3, 0.2}, 12);
    var encoder = new RansEncoder();
    int[] symbols = {2, 0, 0, 1, 2, 0};
    for (int symbol : symbols) {
      encoder.put(table, symbol);
    }
    var decoder = new RansDecoder(encoder.finish());
    assertThat(IntStream.range(0, 6).map(i -> decoder.get(table)))
        .containsExactly(2, 0, 0, 1, 2, 0);
    decoder.finish();
  }

  @Test
  void nothingTakesEightBytes() {
    byte[] nothing = new RansEncoder().finish();
    assertThat(nothing).hasSize(8);
    new RansDecoder(nothing).finish();
  }

  @Test
  void aCertainSymbolCostsNothing() {
    FrequencyTable certain = FrequencyTable.of(new double[] {1}, 24);
    var encoder = new RansEncoder();
    for (int i = 0; i < 1000; i++) {
      encoder.put(certain, 0);
    }
    byte[] bytes = encoder.finish();
    assertThat(bytes).hasSize(8);
    assertThat(new RansDecoder(bytes).get(certain)).isZero();
  }

  @Property(seed = "1", tries = 200)
  void whateverIsPutComesBackAndCostsWhatItsProbabilitySays(
      @ForAll @LongRange(min = 0, max = 1 << 30) long seed,
      @ForAll @IntRange(min = 1, max = 40) int tables,
      @ForAll @IntRange(min = 0, max = 3000) int count) {
    var random = new SplittableRandom(seed);
    FrequencyTable[] each = new FrequencyTable[tables];
    Arrays.setAll(each, i -> table(random));
    int[] which = random.ints(count, 0, tables).toArray();
    int[] symbols = Arrays.stream(which).map(i -> drawn(random, each[i])).toArray();

    var encoder = new RansEncoder();
    double bits = 0;
    for (int i = 0; i < count; i++) {
      encoder.put(each[which[i]], symbols[i]);
      bits += each[which[i]].bits(symbols[i]);
    }
    byte[] bytes = encoder.finish();
    assertThat(encoder.bits()).isCloseTo(bits, within(1e-6));
    double rounding = count * 0x1p-6; // n 2^(p − 30), p at most 24
    assertThat(8.0 * bytes.length - bits).isBetween(32 - rounding - 1e-6, 64 + rounding + 1e-6);

    var decoder = new RansDecoder(bytes);
    for (int i = 0; i < count; i++) {
      assertThat(decoder.get(each[which[i]])).isEqualTo(symbols[i]);
    }
    decoder.finish();
  }

  private static FrequencyTable table(SplittableRandom random) {
    int precision = random.nextInt(4, 25);
    int symbols = random.nextInt(1, Math.min(1 << precision, 300) + 1);
    double sharpness = random.nextDouble(0, 12);
    double[] probs =
        random.doubles(symbols).map(u -> Math.exp(-sharpness * u) * (u < 0.1 ? 0 : 1)).toArray();
    probs[0] += 1e-3;
    return FrequencyTable.of(probs, precision);
  }

  private static int drawn(SplittableRandom random, FrequencyTable table) {
    return random.nextInt(8) == 0
        ? random.nextInt(table.symbols())
        : table.symbolAt(random.nextInt(1 << table.precision()));
  }

  @Property(seed = "1", tries = 200)
  void aTableSharesAllSlotsAndLeavesNoSymbolWithoutOne(
      @ForAll @LongRange(min = 0, max = 1 << 30) long seed) {
    FrequencyTable table = table(new SplittableRandom(seed));
    int[] frequencies = IntStream.range(0, table.symbols()).map(table::frequency).toArray();
    assertThat(Arrays.stream(frequencies)).allMatch(f -> f >= 1);
    assertThat(Arrays.stream(frequencies).sum()).isEqualTo(1 << table.precision());
    for (int i = 0; i < frequencies.length; i++) {
      assertThat(table.symbolAt(table.start(i))).isEqualTo(i);
      assertThat(table.symbolAt(table.start(i) + frequencies[i] - 1)).isEqualTo(i);
    }
  }

  @Property(seed = "1", tries = 100)
  void whatIsNoProbabilityIsRefused(
      @ForAll @IntRange(min = 0, max = 4) int where, @ForAll @DoubleRange(max = 1) double good) {
    double[] probs = {good, 0.1, 0.2, 0.3, 0.4};
    for (double bad : new double[] {Double.NaN, -1e-9, Double.POSITIVE_INFINITY}) {
      double[] spoilt = probs.clone();
      spoilt[where] = bad;
      assertThatThrownBy(() -> FrequencyTable.of(spoilt, 12))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("probs[" + where + "]");
    }
  }

  @Test
  void aTableThatCannotBeIsRefused() {
    assertThatThrownBy(() -> FrequencyTable.of(new double[3], 12)).hasMessageContaining("sum to 0");
    assertThatThrownBy(() -> FrequencyTable.of(new double[0], 12))
        .hasMessageContaining("0 symbols");
    assertThatThrownBy(() -> FrequencyTable.of(new double[] {1, 1, 1}, 1))
        .hasMessageContaining("3 symbols do not fit a table of 2 slots");
    assertThatThrownBy(() -> FrequencyTable.of(new double[] {1}, 25))
        .hasMessageContaining("precision is 25; expected 1 to 24");
    FrequencyTable table = FrequencyTable.of(new double[] {1, 1}, 1);
    assertThatThrownBy(() -> new RansEncoder().put(table, 2))
        .hasMessageContaining("symbol 2 is not in the table: expected 0 to 1");
    assertThatThrownBy(() -> new RansEncoder().putBits(4, 2))
        .hasMessageContaining("4 does not fit");
  }

  @Property(seed = "1", tries = 200)
  void aDamagedStreamGivesOtherSymbolsOrIsRefusedAndNothingElse(
      @ForAll @LongRange(min = 0, max = 1 << 30) long seed,
      @ForAll @IntRange(min = 1, max = 800) int count) {
    var random = new SplittableRandom(seed);
    FrequencyTable table = table(random);
    int[] symbols = IntStream.range(0, count).map(i -> drawn(random, table)).toArray();
    var encoder = new RansEncoder();
    Arrays.stream(symbols).forEach(symbol -> encoder.put(table, symbol));
    byte[] bytes = encoder.finish();
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    int[] read = new int[count];
    try {
      var decoder = new RansDecoder(bytes);
      for (int i = 0; i < count; i++) {
        read[i] = decoder.get(table);
      }
      decoder.finish();
      assertThat(read).isNotEqualTo(symbols); // a valid message, but another one
    } catch (CorruptBytes e) {
      assertThat(e).hasMessageContaining("stream");
    }
  }

  @Property(seed = "1", tries = 100)
  void aStreamThatWasCutOffIsRefused(
      @ForAll @LongRange(min = 0, max = 1 << 30) long seed,
      @ForAll @IntRange(min = 1, max = 40) int lost) {
    var random = new SplittableRandom(seed);
    FrequencyTable table = FrequencyTable.of(new double[] {1, 1, 1, 1}, 8);
    var encoder = new RansEncoder();
    random.ints(400, 0, 4).forEach(symbol -> encoder.put(table, symbol));
    byte[] whole = encoder.finish();
    byte[] cut = Arrays.copyOf(whole, whole.length - lost);
    assertThatThrownBy(
            () -> {
              var decoder = new RansDecoder(cut);
              for (int i = 0; i < 400; i++) {
                decoder.get(table);
              }
              decoder.finish();
            })
        .isInstanceOf(CorruptBytes.class);
  }

  @Property(seed = "1", tries = 200)
  void aNumberOutsideItsTableComesBackThroughTheEscape(
      @ForAll @LongRange(min = -(1L << 40), max = 1L << 40) long far,
      @ForAll @IntRange(min = -40, max = 40) int near,
      @ForAll @IntRange(min = -20, max = 20) int least) {
    var table = new IntegerTable(least, new double[] {3, 2, 1, 0.5, 0.1}, 12);
    for (long value : new long[] {far, near, least - 1L, least, least + 3L, least + 4L}) {
      var encoder = new RansEncoder();
      table.put(encoder, value);
      assertThat(encoder.bits()).isCloseTo(table.bits(value), within(1e-9));
      var decoder = new RansDecoder(encoder.finish());
      assertThat(table.get(decoder)).isEqualTo(value);
      decoder.finish();
    }
  }
}
