package org.offprint.methods.compress;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Reads what {@link RansEncoder} wrote, symbol by symbol in the order they were put; the table of
/// a symbol may depend on the symbols before it.
///
/// Range: a damaged stream gives other symbols before anything can be noticed. {@link #finish()}
/// refuses nearly all of them, a stream that is too short is refused on the way; but some bits turn
/// one valid message into another, so that what is stored wants a check sum as well.
///
/// Throws: {@link CorruptBytes}.
public final class RansDecoder {
  private final ByteBuffer words;
  private long x;

  public RansDecoder(byte[] bytes) {
    if (bytes.length < 8 || bytes.length % 4 != 0) {
      throw new CorruptBytes(
          "%d bytes are no coded stream: expected 8 and then four a word. Was the end cut off?"
              .formatted(bytes.length));
    }
    words = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
    x = words.getLong();
    if (x < RansEncoder.LEAST) {
      throw new CorruptBytes(
          "the stream starts with the state %016x; expected one from 2^31 to 2^63. The bytes were damaged or are not a coded stream."
              .formatted(x));
    }
  }

  public int get(FrequencyTable table) {
    int p = table.precision();
    int slot = (int) x & ((1 << p) - 1);
    int symbol = table.symbolAt(slot);
    advance(table.frequency(symbol), slot - table.start(symbol), p);
    return symbol;
  }

  /// @param width 0 to 62
  public long getBits(int width) {
    long value = 0;
    for (int left = width; left > 0; left -= 16) {
      int part = Math.min(16, left);
      int slot = (int) x & ((1 << part) - 1);
      value = value << part | slot;
      advance(1, 0, part);
    }
    return value;
  }

  private void advance(long frequency, int within, int precision) {
    x = frequency * (x >>> precision) + within;
    if (x < RansEncoder.LEAST) {
      if (!words.hasRemaining()) {
        throw new CorruptBytes(
            "the stream ends before its symbols do: the bytes were damaged, cut off, or written with other tables.");
      }
      x = x << 32 | Integer.toUnsignedLong(words.getInt());
    }
  }

  /// Says that every symbol has been read.
  ///
  /// @throws CorruptBytes if the stream says otherwise
  public void finish() {
    if (words.hasRemaining() || x != RansEncoder.LEAST) {
      throw new CorruptBytes(
          "the symbols end where the stream does not (%d bytes left): the bytes were damaged, or written with other tables."
              .formatted(words.remaining()));
    }
  }
}
