package org.offprint.server.ingest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Lines of bytes, bounded: one endless line must not fill the memory.
final class Lines {
  static final int LONGEST = 16 << 20;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(1 << 14);
  private int position;
  private int limit;
  private long number;
  private boolean tooLong;

  Lines(InputStream in) {
    this.in = in;
  }

  /// The next line without its end, or null after the last one. Of a line that is too long only the
  /// beginning is kept; see {@link #tooLong}.
  ///
  /// @throws IOException when the file breaks off; {@link #fragment} is what came of the line
  byte @Nullable [] next() throws IOException {
    line.reset();
    tooLong = false;
    boolean any = false;
    number++;
    while (true) {
      if (position == limit) {
        limit = in.read(buffer);
        position = 0;
        if (limit < 0) {
          limit = 0;
          return any ? line.toByteArray() : null;
        }
      }
      any = true;
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      keep(buffer, position, end - position);
      position = end;
      if (end < limit) {
        position++;
        return line.toByteArray();
      }
    }
  }

  private void keep(byte[] bytes, int offset, int length) {
    int room = LONGEST - line.size();
    line.write(bytes, offset, Math.min(room, length));
    tooLong |= length > room;
  }

  boolean tooLong() {
    return tooLong;
  }

  /// Of the line that {@link #next} last gave or broke off in, from 1.
  long number() {
    return number;
  }

  byte[] fragment() {
    return line.toByteArray();
  }

  /// @throws Unreadable where the bytes are not UTF-8
  static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw new Unreadable("the bytes are not UTF-8", e);
    }
  }

  /// For the quarantine: what can be shown of bytes that may be anything; where it is too long to
  /// be kept, a little more than is kept, so that it is known to be cut.
  static String shown(byte[] bytes) {
    int most = Math.min(bytes.length, 4 * Quarantine.LONGEST + 4); // up to four bytes a character
    return new String(bytes, 0, most, StandardCharsets.UTF_8);
  }
}
