package org.offprint.catalog.result;

import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;

/// A method of a paper as it is implemented here.
///
/// @param id what `./offprint run` is given: `cut-cross-entropy`
/// @param number the paper's number in the first edition, from 1; null for a paper that a plug-in
///   brings
/// @param family the package of its file: `loss`
/// @param source the file, relative to the root of the repository, or of the plug-in's own
public record Method(
    String id, String name, PaperId paper, @Nullable Integer number, String family, String source) {
  public Method {
    Checks.id("method.id", id);
    Checks.text("method.name", name);
    Checks.present("method.paper", paper);
    Checks.id("method.family", family);
    Checks.text("method.source", source);
    if (number != null && number < 1) {
      throw new IllegalArgumentException(
          "method.number = %d: papers of the first edition count from 1; null for others"
              .formatted(number));
    }
  }
}
