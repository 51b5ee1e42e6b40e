package org.offprint.catalog.result;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/// The one file that says which formulas agree: `results/formulas.json`, in the strict JSON of
/// {@link ResultFile}.
public final class FormulasFile {
  private FormulasFile() {}

  /// @throws ResultFileException if the text is not such a file
  public static List<Formula> parse(String name, String text) {
    try {
      return ResultFile.JSON.readValue(text, new TypeReference<List<Formula>>() {});
    } catch (JacksonException e) {
      throw new ResultFileException(
          "%s is not a file of formulas: %s".formatted(name, e.getOriginalMessage()), e);
    }
  }

  public static String write(List<Formula> formulas) {
    return ResultFile.JSON.writeValueAsString(formulas) + "\n";
  }
}
