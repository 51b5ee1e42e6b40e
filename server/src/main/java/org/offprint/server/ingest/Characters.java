package org.offprint.server.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;

/// The characters of a document, one by one, with the number of the line. Bytes that are not in the
/// file's encoding become U+FFFD, so that only the record that holds them is bad.
final class Characters {
  static final char REPLACEMENT = '\uFFFD';

  private final Reader reader;
  private final char[] buffer = new char[1 << 16];
  private int position;
  private int limit;
  private long line = 1;

  Characters(InputStream in, Charset encoding) {
    reader =
        new InputStreamReader(
            in,
            encoding
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE));
  }

  /// The next character, or -1 at the end.
  int next() throws IOException {
    if (position == limit) {
      limit = reader.read(buffer);
      position = 0;
      if (limit <= 0) {
        limit = 0;
        return -1;
      }
    }
    char c = buffer[position++];
    if (c == '\n') {
      line++;
    }
    return c;
  }

  long line() {
    return line;
  }
}
