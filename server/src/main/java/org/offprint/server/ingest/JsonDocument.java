package org.offprint.server.ingest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// One JSON document: an array of objects (an answer of the API), the seed page with its papers in
/// `papers`, or a single object. Objects are cut out by their braces, so that a broken one costs
/// itself only.
record JsonDocument(JsonForms forms) implements Format {
  private static final int LONGEST = Lines.LONGEST;
  private static final Pattern ARRAY = Pattern.compile("^\\s*\\[\\s*(\\{|\\]|$)");
  private static final Pattern WITH_PAPERS =
      Pattern.compile("^\\s*\\{\\s*\"(page|heading|notes|papers|edition)\"\\s*:\\s*[\\[{\"]");
  private static final Pattern OBJECT = Pattern.compile("^\\s*\\{\\s*\"[^\"]{1,100}\"\\s*:");

  @Override
  public String name() {
    return "JSON";
  }

  @Override
  public String accepts() {
    return "a JSON document (the seed page, an answer of the daily-papers API)";
  }

  @Override
  public boolean recognises(String opening) {
    return ARRAY.matcher(opening).find() || OBJECT.matcher(opening).find();
  }

  @Override
  public void read(SourceFile file, Consumer<Raw> records) throws IOException {
    boolean nested = WITH_PAPERS.matcher(file.opening()).find();
    boolean array = ARRAY.matcher(file.opening()).find();
    Cut cut = new Cut(new Characters(file.content(), StandardCharsets.UTF_8), records);
    if (nested) {
      cut.skipToPapers();
    }
    cut.objects(nested || array);
  }

  private Raw raw(long line, String object) {
    if (object.indexOf(Characters.REPLACEMENT) >= 0) {
      return Raw.bad(line, object, "the bytes are not UTF-8");
    }
    return new Raw(line, () -> object, () -> forms.read(object), object.length());
  }

  /// Finds where objects begin and end, knowing only of strings and braces.
  private final class Cut {
    private final Characters characters;
    private final Consumer<Raw> records;

    Cut(Characters characters, Consumer<Raw> records) {
      this.characters = characters;
      this.records = records;
    }

    /// To the array in the field `papers`; a number of that name may stand before it.
    void skipToPapers() throws IOException {
      String key = "\"papers\":[";
      int matched = 0;
      int c;
      while (matched < key.length() && (c = characters.next()) >= 0) {
        boolean space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
        if (!space || matched < key.length() - 2) {
          matched = c == key.charAt(matched) ? matched + 1 : c == key.charAt(0) ? 1 : 0;
        }
      }
    }

    void objects(boolean inArray) throws IOException {
      int c;
      while ((c = characters.next()) >= 0) {
        if (c == '{') {
          object();
        } else if (c == ']' && inArray) {
          return;
        } else if (c == '"') {
          stray(c);
        }
      }
    }

    private void object() throws IOException {
      long line = characters.line();
      StringBuilder text = new StringBuilder("{");
      int depth = 1;
      boolean string = false;
      boolean escaped = false;
      while (depth > 0) {
        int c = next(line, text);
        if (c < 0) {
          records.accept(Raw.bad(line, text.toString(), "the file ends inside this object"));
          return;
        }
        if (text.length() < LONGEST) {
          text.append((char) c);
        }
        if (string) {
          string = escaped || c != '"';
          escaped = !escaped && c == '\\';
        } else if (c == '"') {
          string = true;
        } else if (c == '{') {
          depth++;
        } else if (c == '}') {
          depth--;
        }
      }
      records.accept(
          text.length() < LONGEST
              ? raw(line, text.toString())
              : Raw.bad(
                  line,
                  text.substring(0, Quarantine.LONGEST + 1),
                  "the object is longer than %d characters".formatted(LONGEST)));
    }

    private int next(long line, StringBuilder text) throws IOException {
      try {
        return characters.next();
      } catch (IOException e) {
        records.accept(Raw.bad(line, text.toString(), "the file breaks off in this object"));
        throw e;
      }
    }

    /// Text between the objects of an array, up to its closing quote: no record, but reported.
    private void stray(int first) throws IOException {
      long line = characters.line();
      StringBuilder text = new StringBuilder().append((char) first);
      int c;
      while ((c = characters.next()) >= 0 && c != '"' && text.length() < 1000) {
        text.append((char) c);
      }
      records.accept(Raw.bad(line, text.toString(), "text where an object was expected"));
    }
  }
}
