package org.offprint.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/// One HTTP/1.1 answer, read to its end; nothing of it is kept but these.
///
/// @param last whether the server closes the connection after it
record Answer(int status, boolean last) {
  static Answer read(InputStream in) throws IOException {
    String first = line(in);
    int status = Integer.parseInt(first.split(" ", 3)[1]);
    long length = 0;
    boolean chunked = false;
    boolean last = false;
    String header;
    while (!(header = line(in)).isEmpty()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(header.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:") && lower.contains("chunked")) {
        chunked = true;
      } else if (lower.startsWith("connection:") && lower.contains("close")) {
        last = true;
      }
    }
    if (!chunked) {
      in.skipNBytes(length);
      return new Answer(status, last);
    }
    while (true) {
      int chunk = Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
      in.skipNBytes(chunk);
      line(in);
      if (chunk == 0) {
        return new Answer(status, last);
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(64);
    while (true) {
      int c = in.read();
      if (c < 0) {
        throw new EOFException("the server closed the connection in the middle of an answer");
      }
      if (c == '\n') {
        return line.toString();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
  }
}
