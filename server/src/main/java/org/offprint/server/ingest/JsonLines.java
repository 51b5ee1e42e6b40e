package org.offprint.server.ingest;

import java.io.IOException;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// JSON lines: one object a line.
record JsonLines(JsonForms forms) implements Format {
  private static final Pattern BEGINS = Pattern.compile("^\\s*\\{\\s*\"[^\"\\n]{1,100}\"\\s*:");

  @Override
  public String name() {
    return "JSON lines";
  }

  @Override
  public String accepts() {
    return "JSON lines (daily-papers archive, arXiv-like corpus, arXiv metadata snapshot, Offprint export)";
  }

  /// One whole line of a known form is enough: the first may be the broken one. A file of one
  /// endless line has no whole line in its opening.
  @Override
  public boolean recognises(String opening) {
    String[] lines = opening.split("\n", -1);
    for (String line : lines) {
      if (line.startsWith("{") && forms.knows(line)) {
        return true;
      }
    }
    return lines.length == 1 && BEGINS.matcher(opening).find();
  }

  @Override
  public void read(SourceFile file, Consumer<Raw> records) throws IOException {
    Lines lines = new Lines(file.content());
    while (true) {
      byte[] line;
      try {
        line = lines.next();
      } catch (IOException e) {
        if (lines.fragment().length > 0) {
          records.accept(
              Raw.bad(
                  lines.number(),
                  Lines.shown(lines.fragment()),
                  "the file breaks off in this line"));
        }
        throw e;
      }
      if (line == null) {
        return;
      }
      if (!blank(line)) {
        records.accept(raw(lines, line));
      }
    }
  }

  private Raw raw(Lines lines, byte[] line) {
    if (lines.tooLong()) {
      return Raw.bad(
          lines.number(),
          Lines.shown(line),
          "the line is longer than %d bytes".formatted(Lines.LONGEST));
    }
    return new Raw(
        lines.number(), () -> Lines.shown(line), () -> forms.read(text(line)), line.length);
  }

  private static String text(byte[] line) {
    String text = Lines.utf8(line);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static boolean blank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }
}
