package org.offprint.lab.evidence;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Zips whose every byte follows from the files in them: in the order of their names, stored as
/// they are, without times. Reading trusts nothing: no name is used as a path, and nothing is
/// unpacked beyond a limit.
///
/// Source: PKWARE's APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16.
final class PlainZip {
  static final int LARGEST = 256 << 20;
  private static final int MOST_FILES = 10_000;
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int LOCAL_SIZE = 30;
  private static final int CENTRAL_SIZE = 46;
  private static final int END_SIZE = 22;
  private static final int FIRST_OF_JANUARY_1980 = 0x0021;

  private PlainZip() {}

  /// @param crc what the zip says that it was
  record File(String name, byte[] content, int crc) {}

  /// What a zip holds, and what is wrong with it.
  record Opened(List<File> files, List<Finding> findings) {}

  // Writing

  static byte[] write(SortedMap<String, byte[]> files) {
    List<File> list = new ArrayList<>();
    long size = 0;
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (!Names.allowed(file.getKey())) {
        throw new IllegalArgumentException(
            Names.shown(file.getKey()) + " cannot be the name of a file in a zip of evidence");
      }
      size += file.getValue().length;
      list.add(new File(file.getKey(), file.getValue(), Hashes.crc(file.getValue())));
    }
    if (size > LARGEST || list.size() > MOST_FILES) {
      throw new IllegalArgumentException(
          "%d files of %d MiB are more than a zip of evidence may hold, %d files of %d MiB: choose one task with --task"
              .formatted(list.size(), size >> 20, MOST_FILES, LARGEST >> 20));
    }
    return write(list);
  }

  private static byte[] write(List<File> files) {
    var out = new ByteArrayOutputStream();
    var directory = new ByteArrayOutputStream();
    for (File file : files) {
      byte[] name = file.name.getBytes(StandardCharsets.UTF_8);
      int offset = out.size();
      out.writeBytes(
          buffer(LOCAL_SIZE).putInt(LOCAL).put(common(file, name)).putShort((short) 0).array());
      out.writeBytes(name);
      out.writeBytes(file.content);
      directory.writeBytes(
          buffer(CENTRAL_SIZE)
              .putInt(CENTRAL)
              .putShort((short) 10)
              .put(common(file, name))
              .putShort((short) 0) // extra
              .putShort((short) 0) // comment
              .putShort((short) 0) // disk
              .putShort((short) 0) // internal attributes
              .putInt(0) // external attributes
              .putInt(offset)
              .array());
      directory.writeBytes(name);
    }
    int start = out.size();
    out.writeBytes(directory.toByteArray());
    out.writeBytes(
        buffer(END_SIZE)
            .putInt(END)
            .putInt(0) // disks
            .putShort((short) files.size())
            .putShort((short) files.size())
            .putInt(directory.size())
            .putInt(start)
            .putShort((short) 0) // comment
            .array());
    return out.toByteArray();
  }

  /// What both headers of a file have in common, from the version to the length of the name.
  private static byte[] common(File file, byte[] name) {
    return buffer(24)
        .putShort((short) 10) // version 1.0 suffices
        .putShort((short) 0) // flags
        .putShort((short) 0) // stored
        .putShort((short) 0) // midnight
        .putShort((short) FIRST_OF_JANUARY_1980)
        .putInt(file.crc)
        .putInt(file.content.length)
        .putInt(file.content.length)
        .putShort((short) name.length)
        .array();
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  // Reading

  private record Header(
      String name, int flags, int method, int crc, long packed, long size, long start) {}

  static Opened open(byte[] zip) {
    List<Finding> findings = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    List<Header> headers = directory(bytes);
    if (headers == null) {
      headers = walk(bytes, findings);
    }
    List<File> files = new ArrayList<>();
    Map<String, String> spellings = new HashMap<>();
    Set<String> folders = new HashSet<>();
    long budget = LARGEST;
    if (headers.size() > MOST_FILES) {
      findings.add(
          zip("it holds %d files; at most %d are read".formatted(headers.size(), MOST_FILES)));
      return new Opened(List.of(), findings);
    }
    for (Header header : headers) {
      String name = header.name;
      if (name.endsWith("/")
          && header.size == 0
          && Names.allowed(name.substring(0, name.length() - 1))) {
        continue; // a folder: what is in it has its own entry
      }
      String why = refusal(name, spellings, folders);
      if (why != null) {
        findings.add(new Finding(Names.shown(name), Finding.Kind.NAME, why));
        continue;
      }
      byte[] content = content(bytes, header, budget, findings);
      if (content != null) {
        budget -= content.length;
        files.add(new File(name, content, header.crc));
      }
    }
    return new Opened(files, findings);
  }

  private static @Nullable String refusal(
      String name, Map<String, String> spellings, Set<String> folders) {
    if (!Names.allowed(name)) {
      return "no file of evidence has such a name; do not unpack this zip";
    }
    String key = name.toLowerCase(Locale.ROOT);
    String other = spellings.putIfAbsent(key, name);
    if (other != null) {
      return other.equals(name)
          ? "it is there twice, and programs differ in which of the two they show"
          : "it differs from %s only in case, and one would overwrite the other".formatted(other);
    }
    boolean clash = folders.contains(key);
    for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
      folders.add(key.substring(0, slash));
      clash |= spellings.containsKey(key.substring(0, slash));
    }
    return clash ? "it is both a file and a folder" : null;
  }

  /// The directory at the end; null where it is damaged.
  private static @Nullable List<Header> directory(ByteBuffer zip) {
    int end = zip.limit() - END_SIZE;
    if (end < 0 || zip.getInt(end) != END || zip.getShort(end + 20) != 0) {
      return null;
    }
    int count = unsigned(zip, end + 10);
    long at = Integer.toUnsignedLong(zip.getInt(end + 16));
    if (at + Integer.toUnsignedLong(zip.getInt(end + 12)) != end) {
      return null;
    }
    List<Header> headers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (at + CENTRAL_SIZE > end || zip.getInt((int) at) != CENTRAL) {
        return null;
      }
      int here = (int) at;
      int nameLength = unsigned(zip, here + 28);
      long next =
          at + CENTRAL_SIZE + nameLength + unsigned(zip, here + 30) + unsigned(zip, here + 32);
      if (next > end) {
        return null;
      }
      long offset = Integer.toUnsignedLong(zip.getInt(here + 42));
      headers.add(
          new Header(
              text(zip, here + CENTRAL_SIZE, nameLength),
              unsigned(zip, here + 8),
              unsigned(zip, here + 10),
              zip.getInt(here + 16),
              Integer.toUnsignedLong(zip.getInt(here + 20)),
              Integer.toUnsignedLong(zip.getInt(here + 24)),
              offset + LOCAL_SIZE + nameLength));
      at = next;
    }
    return at == end ? headers : null;
  }

  /// From file to file, where the directory does not help; says where it breaks.
  private static List<Header> walk(ByteBuffer zip, List<Finding> findings) {
    List<Header> headers = new ArrayList<>();
    long at = 0;
    String last = "the beginning";
    while (at + LOCAL_SIZE <= zip.limit() && zip.getInt((int) at) == LOCAL) {
      int here = (int) at;
      int nameLength = unsigned(zip, here + 26);
      long start = at + LOCAL_SIZE + nameLength + unsigned(zip, here + 28);
      if (start > zip.limit()) {
        break;
      }
      String name = text(zip, here + LOCAL_SIZE, nameLength);
      long packed = Integer.toUnsignedLong(zip.getInt(here + 18));
      if (start + packed > zip.limit()) {
        findings.add(
            zip(
                "it ends inside %s, after %,d of %,d bytes: it was cut off"
                    .formatted(Names.shown(name), zip.limit() - start, packed)));
        return headers;
      }
      headers.add(
          new Header(
              name,
              unsigned(zip, here + 6),
              unsigned(zip, here + 8),
              zip.getInt(here + 14),
              packed,
              Integer.toUnsignedLong(zip.getInt(here + 22)),
              start));
      last = Names.shown(name);
      at = start + packed;
    }
    findings.add(
        at == 0
            ? zip("it is not a zip, or its first bytes are damaged")
            : at + 4 <= zip.limit() && zip.getInt((int) at) == CENTRAL
                ? zip(
                    "the directory at its end, from byte %,d on, is damaged or cut off"
                        .formatted(at))
                : zip("it is damaged or cut off at byte %,d, after %s".formatted(at, last)));
    return headers;
  }

  private static byte @Nullable [] content(
      ByteBuffer zip, Header header, long budget, List<Finding> findings) {
    if (header.size > budget) {
      findings.add(
          new Finding(
              header.name,
              Finding.Kind.ZIP,
              "it would take all files beyond %d MiB; it is not read".formatted(LARGEST >> 20)));
      return null;
    }
    if ((header.flags & 1) != 0 || (header.method != 0 && header.method != 8)) {
      findings.add(
          new Finding(
              header.name,
              Finding.Kind.ZIP,
              "it is encrypted or packed by method %d: expected a stored or deflated file"
                  .formatted(header.method)));
      return null;
    }
    long start = header.start;
    byte[] packed = slice(zip, start, header.packed);
    byte[] content = packed == null ? null : unpacked(header, packed);
    long local = header.start - LOCAL_SIZE - header.name.length();
    int extra =
        local >= 0 && local + LOCAL_SIZE <= zip.limit() ? unsigned(zip, (int) local + 28) : 0;
    if (extra > 0 && (content == null || Hashes.crc(content) != header.crc)) {
      // Other programs put more between the name and the file.
      byte[] later = slice(zip, start + extra, header.packed);
      byte[] other = later == null ? null : unpacked(header, later);
      content = other != null && Hashes.crc(other) == header.crc ? other : content;
    }
    if (content == null) {
      findings.add(
          new Finding(
              header.name,
              Finding.Kind.ZIP,
              "its packed bytes are damaged, or hold more than the %,d bytes they announce"
                  .formatted(header.size)));
    }
    return content;
  }

  private static byte @Nullable [] slice(ByteBuffer zip, long start, long length) {
    if (start < 0 || length > LARGEST || start + length > zip.limit()) {
      return null;
    }
    byte[] slice = new byte[(int) length];
    zip.get((int) start, slice);
    return slice;
  }

  /// Null where it is not what the header says; never more than that.
  private static byte @Nullable [] unpacked(Header header, byte[] packed) {
    if (header.method == 0) {
      return packed;
    }
    byte[] content = new byte[(int) header.size];
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(packed);
      int done = 0;
      while (done < content.length && !inflater.finished()) {
        int more = inflater.inflate(content, done, content.length - done);
        if (more == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          return null;
        }
        done += more;
      }
      boolean ended = inflater.finished() || inflater.inflate(new byte[1]) == 0;
      return done == content.length && ended ? content : null;
    } catch (DataFormatException damaged) {
      return null;
    }
  }

  /// The first place where a zip is not as it would be written with these files; empty where it is.
  ///
  /// @param opened what was read from it, without any finding
  static Optional<Difference> difference(byte[] zip, List<File> opened) {
    SortedMap<String, File> sorted = new TreeMap<>();
    opened.forEach(file -> sorted.put(file.name, file));
    byte[] expected = write(List.copyOf(sorted.values()));
    int place = java.util.Arrays.mismatch(zip, expected);
    if (place < 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Difference(place, zip.length == expected.length, part(place, sorted.values())));
  }

  /// @param sameLength otherwise another program has packed it
  /// @param part what stands at the place
  record Difference(int place, boolean sameLength, String part) {}

  private static String part(int place, Iterable<File> files) {
    int at = 0;
    for (File file : files) {
      int header = LOCAL_SIZE + file.name.length();
      if (place < at + header) {
        return "the header of " + file.name;
      }
      at += header + file.content.length;
    }
    for (File file : files) {
      at += CENTRAL_SIZE + file.name.length();
      if (place < at) {
        return "the directory's entry of " + file.name;
      }
    }
    return "the end of the directory";
  }

  private static Finding zip(String what) {
    return new Finding("", Finding.Kind.ZIP, what);
  }

  private static int unsigned(ByteBuffer zip, int at) {
    return Short.toUnsignedInt(zip.getShort(at));
  }

  private static String text(ByteBuffer zip, int at, int length) {
    byte[] name = new byte[length];
    zip.get(at, name);
    return new String(name, StandardCharsets.ISO_8859_1); // one byte a letter: no length can change
  }
}
