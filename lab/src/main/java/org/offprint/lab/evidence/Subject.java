package org.offprint.lab.evidence;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.result.FormulaCheck;
import org.offprint.catalog.result.Method;
import org.offprint.catalog.result.Result;

/// What evidence is about, gathered.
///
/// @param results one or more, in the order of their start
/// @param claims the file of the paper's claims
/// @param golden the golden file
/// @param formula what its values say now
/// @param plugin the jar that brings the method; null for one of the first edition
/// @param maker who makes the evidence; null where nobody is named
public record Subject(
    Method method,
    List<Item> results,
    byte[] claims,
    byte[] golden,
    FormulaCheck formula,
    @Nullable Jar plugin,
    @Nullable Maker maker) {
  public Subject {
    results = List.copyOf(results);
    if (results.isEmpty()) {
      throw new IllegalArgumentException("there is no result to be evidence: expected one or more");
    }
  }

  /// A result and its file, byte for byte.
  public record Item(String file, byte[] bytes, Result result) {
    String stem() {
      return file.replaceFirst("\\.json$", "");
    }
  }

  public record Jar(String file, byte[] bytes) {}

  /// @param organisation null where none is named
  public record Maker(String name, @Nullable String organisation) {}
}
