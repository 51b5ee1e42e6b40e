package org.offprint.server.result;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.result.Formula;
import org.offprint.catalog.result.FormulasFile;

/// The methods whose formula agrees with golden values. They are facts of this build, so they come
/// with it and are not stored.
public final class Formulas {
  private static final String FILE = "/results/formulas.json";

  private final Map<String, Formula> byMethod = new LinkedHashMap<>();

  public Formulas(Collection<Formula> formulas) {
    formulas.forEach(formula -> byMethod.put(formula.method().id(), formula));
  }

  /// Those of this build.
  public static Formulas bundled() {
    try (InputStream in = Formulas.class.getResourceAsStream(FILE)) {
      return new Formulas(
          in == null
              ? List.of()
              : FormulasFile.parse(FILE, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + FILE + " of this build", e);
    }
  }

  public Optional<Formula> ofMethod(String method) {
    return Optional.ofNullable(byMethod.get(method));
  }

  public List<Formula> ofPaper(PaperId paper) {
    return byMethod.values().stream()
        .filter(formula -> formula.method().paper().equals(paper))
        .toList();
  }
}
