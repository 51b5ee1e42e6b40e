package org.offprint.server.card;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// The card of a machine without fonts, where Java cannot draw text at all: paper, the masthead's
/// rule, and the steps of the ladder. Written as PNG (RFC 2083) without any of Java's graphics.
final class PlainCard {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int[] PALETTE = {0xfffdf8, 0xb3261e, 0xcfc9bc};

  private PlainCard() {}

  /// @param rung how many of the four steps are filled
  static byte[] png(int rung) {
    byte[] rows = new byte[(Drawing.WIDTH + 1) * Drawing.HEIGHT];
    fill(rows, 80, 92, 1040, 6, 1);
    fill(rows, 80, 114, 1040, 2, 2);
    for (int step = 1; step <= 4; step++) {
      int height = 20 + 20 * step;
      fill(rows, 20 + 60 * step, 560 - height, 46, height, step <= rung ? 1 : 2);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream(4000);
    png.writeBytes(SIGNATURE);
    chunk(
        png,
        "IHDR",
        ByteBuffer.allocate(13)
            .putInt(Drawing.WIDTH)
            .putInt(Drawing.HEIGHT)
            .put(new byte[] {8, 3, 0, 0, 0})
            .array());
    ByteBuffer palette = ByteBuffer.allocate(3 * PALETTE.length);
    for (int colour : PALETTE) {
      palette.put((byte) (colour >> 16)).put((byte) (colour >> 8)).put((byte) colour);
    }
    chunk(png, "PLTE", palette.array());
    chunk(png, "IDAT", deflated(rows));
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private static void fill(byte[] rows, int x, int y, int width, int height, int colour) {
    for (int row = y; row < y + height; row++) {
      int from = row * (Drawing.WIDTH + 1) + 1 + x;
      java.util.Arrays.fill(rows, from, from + width, (byte) colour);
    }
  }

  private static byte[] deflated(byte[] rows) {
    try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
      deflater.setInput(rows);
      deflater.finish();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(4000);
      byte[] buffer = new byte[4096];
      while (!deflater.finished()) {
        bytes.write(buffer, 0, deflater.deflate(buffer));
      }
      return bytes.toByteArray();
    }
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 sum = new CRC32();
    sum.update(name);
    sum.update(data);
    png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    png.writeBytes(name);
    png.writeBytes(data);
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
  }
}
