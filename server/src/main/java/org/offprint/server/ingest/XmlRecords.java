package org.offprint.server.ingest;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts the elements of one name out of XML text. Each is then parsed by itself, so that a broken
/// one costs itself only, several documents may stand in one file, and memory is bounded by one
/// record.
final class XmlRecords {
  private static final int LONGEST = 4 << 20;
  private static final Pattern ENCODING =
      Pattern.compile("^\\s*<\\?xml[^>]{0,200}encoding\\s*=\\s*[\"']([A-Za-z0-9._-]{1,40})[\"']");

  private final String element;
  private final Function<String, Said> meaning;

  XmlRecords(String element, Function<String, Said> meaning) {
    this.element = element;
    this.meaning = meaning;
  }

  /// @param outside takes the text between records, for what it says about the whole list
  void read(SourceFile file, Consumer<Raw> records, Consumer<String> outside) throws IOException {
    Characters characters = new Characters(file.content(), encoding(file.opening()));
    StringBuilder text = new StringBuilder();
    StringBuilder tag = new StringBuilder(); // since the last <, and of it what can tell its name
    int tagAt = 0;
    boolean open = false;
    boolean inside = false;
    long line = 1;
    int c;
    try {
      while ((c = characters.next()) >= 0) {
        if (c == '<') {
          tag.setLength(0);
          tagAt = text.length();
          open = true;
        }
        if (tag.length() < element.length() + 2) {
          tag.append((char) c);
        }
        if (text.length() < LONGEST) {
          text.append((char) c);
        }
        if (c != '>' || !open) {
          continue;
        }
        open = false;
        if (begins(tag)) {
          if (inside) { // the last one was never closed
            records.accept(raw(line, text.substring(0, tagAt)));
          } else {
            outside.accept(text.substring(0, tagAt));
          }
          boolean cut = text.length() >= LONGEST; // and of the tag, what there was no room for
          text.delete(0, tagAt);
          if (cut) {
            text.setLength(0);
            text.append('<').append(element).append('>');
          }
          inside = true;
          line = characters.line() - newLines(text);
        } else if (inside && closes(tag)) {
          records.accept(raw(line, text.toString()));
          text.setLength(0);
          inside = false;
        } else if (!inside && text.length() > 1 << 16) {
          outside.accept(text.toString());
          text.setLength(0);
        }
      }
    } catch (IOException e) {
      if (inside) {
        records.accept(Raw.bad(line, text.toString(), "the file breaks off in this record"));
      }
      throw e;
    }
    if (inside) {
      records.accept(Raw.bad(line, text.toString(), "the file ends inside this record"));
    } else {
      outside.accept(text.toString());
    }
  }

  private boolean begins(StringBuilder tag) {
    int end = 1 + element.length();
    return tag.length() > end
        && tag.indexOf(element) == 1
        && " \t\r\n>".indexOf(tag.charAt(end)) >= 0;
  }

  private boolean closes(StringBuilder tag) {
    return tag.length() > 1 && tag.charAt(1) == '/' && tag.indexOf(element, 2) == 2;
  }

  private static long newLines(StringBuilder text) {
    return text.chars().filter(c -> c == '\n').count();
  }

  private Raw raw(long line, String xml) {
    if (xml.length() >= LONGEST) {
      return Raw.bad(
          line,
          xml.substring(0, Quarantine.LONGEST + 1),
          "the record is longer than %d characters".formatted(LONGEST));
    }
    if (xml.indexOf(Characters.REPLACEMENT) >= 0) {
      return Raw.bad(line, xml, "the bytes are not in the encoding of the file");
    }
    return new Raw(line, () -> xml, () -> meaning.apply(xml), xml.length());
  }

  private static Charset encoding(String opening) {
    Matcher declared = ENCODING.matcher(opening);
    if (!declared.find()) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(declared.group(1));
    } catch (IllegalArgumentException unknown) {
      throw new ImportRefused(
          "The XML declares the encoding %s, which is not known here: expected UTF-8."
              .formatted(declared.group(1)));
    }
  }
}
