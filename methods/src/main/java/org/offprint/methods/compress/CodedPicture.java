package org.offprint.methods.compress;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// The bytes of a coded picture: "OPC1", height, width and the check sum of the symbols as four
/// bytes each, low byte first, the stream, and the check sum of everything before it.
record CodedPicture(int height, int width, int symbolSum, byte[] stream) {
  private static final int MARK = 'O' | 'P' << 8 | 'C' << 16 | '1' << 24;
  private static final int AROUND = 20;
  private static final int LONGEST_SIDE = 1 << 16;

  byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(AROUND + stream.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(MARK).putInt(height).putInt(width).putInt(symbolSum).put(stream);
    return bytes.putInt(sum(bytes.array())).array();
  }

  static CodedPicture of(byte[] bytes) {
    if (bytes.length < AROUND + 8) {
      throw new CorruptBytes(
          "%d bytes are no coded picture: expected %d or more. Was the end cut off?"
              .formatted(bytes.length, AROUND + 8));
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (buffer.getInt() != MARK) {
      throw new CorruptBytes("the bytes do not begin with OPC1: they are no coded picture.");
    }
    if (buffer.getInt(bytes.length - 4) != sum(bytes)) {
      throw new CorruptBytes("the check sum does not fit: the bytes were damaged or cut off.");
    }
    int height = buffer.getInt();
    int width = buffer.getInt();
    if (height < 1 || width < 1 || height > LONGEST_SIDE || width > LONGEST_SIDE) {
      throw new CorruptBytes(
          "a picture of %d × %d pixels: expected sides from 1 to %d."
              .formatted(height, width, LONGEST_SIDE));
    }
    int symbolSum = buffer.getInt();
    return new CodedPicture(
        height, width, symbolSum, Arrays.copyOfRange(bytes, 16, bytes.length - 4));
  }

  private static int sum(byte[] bytes) {
    var sum = new CRC32C();
    sum.update(bytes, 0, bytes.length - 4);
    return (int) sum.getValue();
  }
}
