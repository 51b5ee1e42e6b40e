package org.offprint.methods.scaling;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// How large a transformer is and what its training costs, by the counts that scaling laws use.
///
///     N = 12 layers width², without embeddings;  C = 6 N E floating-point operations for E tokens
@Source(paper = "arXiv:2010.14701", equation = "§2")
public final class TransformerSize {
  private TransformerSize() {}

  public static double parameters(int layers, int width) {
    Shapes.require("layers", layers, layers >= 0, "0 or more");
    Shapes.require("width", width, width >= 0, "0 or more");
    return 12.0 * layers * width * width;
  }

  public static double compute(double parameters, double tokens) {
    Shapes.require("parameters", parameters, parameters >= 0, "0 or more");
    Shapes.require("tokens", tokens, tokens >= 0, "0 or more");
    return 6 * parameters * tokens;
  }
}
