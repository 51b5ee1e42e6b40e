package org.offprint.catalog.result;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The one format of a result file: JSON, UTF-8, keys in the order of the records, two spaces, a
/// newline at the end. Writing what was read gives the same bytes. Reading is strict: every key
/// must be there (null is how "not measured" is said), none may be unknown or twice.
public final class ResultFile {
  /// Reads as strictly as {@link #parse} and writes as {@link #write}; every file of evidence goes
  /// through it.
  public static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .defaultPrettyPrinter(
              new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")))
          .build();

  private ResultFile() {}

  /// @param name what messages call the text: the file's name
  public static Result parse(String name, String text) {
    try {
      Result result = JSON.readValue(text, Result.class);
      if (result == null) {
        throw new IllegalArgumentException("the text is 'null': expected an object");
      }
      return result;
    } catch (JacksonException | IllegalArgumentException e) {
      String why = e instanceof JacksonException json ? json.getOriginalMessage() : e.getMessage();
      String where = e instanceof JacksonException json ? at(json) : "";
      throw new ResultFileException("%s is not a result file: %s%s".formatted(name, why, where), e);
    }
  }

  public static Result read(Path file) {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new ResultFileException(
          "cannot read %s: %s; give a readable UTF-8 file".formatted(file, e), e);
    }
  }

  public static String write(Result result) {
    return JSON.writeValueAsString(result) + "\n";
  }

  /// Writes `FOLDER/METHOD/TASK-TIME-COMMIT.json` and returns its path. A file that is there
  /// already is evidence: it is never overwritten.
  public static Path store(Path folder, Result result) {
    Path file = folder.resolve(result.method().id()).resolve(result.fileName());
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(
          file, write(result), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new ResultFileException(
          "%s is there already and is not overwritten: run again, or move it away".formatted(file),
          e);
    } catch (IOException e) {
      throw new ResultFileException(
          "cannot write %s: %s; choose a writable folder with --out".formatted(file, e), e);
    }
  }

  private static String at(JacksonException e) {
    String path =
        e.getPath().stream()
            .map(step ->
                step.getPropertyName() != null
                    ? "." + step.getPropertyName()
                    : "[" + step.getIndex() + "]")
            .reduce("", String::concat);
    String line =
        e.getLocation() == null || e.getLocation().getLineNr() < 1
            ? ""
            : ", line " + e.getLocation().getLineNr();
    return path.isEmpty() && line.isEmpty()
        ? ""
        : " (at %s%s)".formatted(path.isEmpty() ? "the top" : path.replaceFirst("^\\.", ""), line);
  }
}
