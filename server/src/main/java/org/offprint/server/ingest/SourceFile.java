package org.offprint.server.ingest;

import io.airlift.compress.v3.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/// An opened file, decompressed on the way. Gzip and zstd are recognised by their first bytes.
final class SourceFile implements AutoCloseable {
  static final String STANDARD_INPUT = "-";
  private static final int OPENING = 1 << 16;

  private final String name;
  private final long size;
  private final Counted raw;
  private final InputStream content;
  private final String opening;
  private final StringBuilder note = new StringBuilder();

  private SourceFile(String name, long size, Counted raw, InputStream content, String opening) {
    this.name = name;
    this.size = size;
    this.raw = raw;
    this.content = content;
    this.opening = opening;
  }

  /// @throws ImportRefused if there is no such file or it cannot be read
  static SourceFile open(String file, InputStream standardInput) {
    if (file.equals(STANDARD_INPUT)) {
      return opened("standard input", -1, standardInput);
    }
    Path path = Path.of(file);
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      throw new ImportRefused(
          "%s is not a file that can be read: expected the path of a file, or - for standard input."
              .formatted(file));
    }
    try {
      return opened(
          String.valueOf(path.getFileName()), Files.size(path), Files.newInputStream(path));
    } catch (IOException e) {
      throw new ImportRefused("%s cannot be opened: %s".formatted(file, e.getMessage()));
    }
  }

  /// A document that is at hand already.
  static SourceFile of(String name, InputStream content) {
    return opened(name, -1, content);
  }

  private static SourceFile opened(String name, long size, InputStream in) {
    try {
      Counted raw = new Counted(in);
      BufferedInputStream content =
          new BufferedInputStream(decompressed(new BufferedInputStream(raw, 1 << 16)), OPENING * 2);
      content.mark(OPENING);
      byte[] opening = firstBytes(content);
      content.reset();
      String text = new String(opening, StandardCharsets.UTF_8);
      return new SourceFile(
          name, size, raw, content, text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (IOException e) {
      throw new ImportRefused("%s cannot be read: %s".formatted(name, e.getMessage()));
    }
  }

  /// A compressed file that is cut within its opening still gives what is there.
  private static byte[] firstBytes(InputStream content) throws IOException {
    byte[] bytes = new byte[OPENING];
    int length = 0;
    try {
      int read;
      while (length < OPENING && (read = content.read(bytes, length, OPENING - length)) > 0) {
        length += read;
      }
    } catch (IOException | RuntimeException broken) {
      if (length == 0) {
        throw new IOException("the compressed data is broken from its beginning", broken);
      }
    }
    return java.util.Arrays.copyOf(bytes, length);
  }

  private static InputStream decompressed(BufferedInputStream in) throws IOException {
    in.mark(4);
    byte[] magic = in.readNBytes(4);
    in.reset();
    if (magic.length >= 2 && (magic[0] & 0xFF) == 0x1F && (magic[1] & 0xFF) == 0x8B) {
      return new GZIPInputStream(in, 1 << 16);
    }
    boolean zstd =
        magic.length == 4
            && (magic[0] & 0xFF) == 0x28
            && (magic[1] & 0xFF) == 0xB5
            && (magic[2] & 0xFF) == 0x2F
            && (magic[3] & 0xFF) == 0xFD;
    return zstd ? new BrokenAsIo(new ZstdInputStream(in)) : in;
  }

  /// The name without its folder: the same file elsewhere is the same source.
  String name() {
    return name;
  }

  /// Bytes on disk, or -1 where nobody knows.
  long size() {
    return size;
  }

  /// Bytes read from disk so far.
  long position() {
    return raw.count;
  }

  InputStream content() {
    return content;
  }

  /// The first characters of the content, without a byte order mark.
  String opening() {
    return opening;
  }

  /// Something about the file as a whole that the report should say.
  void note(String text) {
    note.append(note.isEmpty() ? "" : "; ").append(text);
  }

  String note() {
    return note.toString();
  }

  @Override
  public void close() {
    try {
      content.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Counted extends FilterInputStream {
    private volatile long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      add(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      add(Math.max(read, 0));
      return read;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads; another only looks
    private void add(int read) {
      count += read;
    }
  }

  /// The zstd decoder reports broken data with an unchecked exception, and what it had decoded for
  /// that call is lost: hence small pieces.
  private static final class BrokenAsIo extends FilterInputStream {
    private static final int PIECE = 1 << 12;

    BrokenAsIo(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return super.read(bytes, offset, Math.min(length, PIECE));
      } catch (RuntimeException e) {
        throw new IOException("broken zstd data: " + e.getMessage(), e);
      }
    }
  }
}
