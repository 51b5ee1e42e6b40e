package org.offprint.methods.layer;

import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// A row of a learned table for each token.
public final class Embedding extends Block {
  private final Tensor weight;

  /// @param deviation of the normal numbers that the table starts with
  public Embedding(Initial initial, long vocabulary, long width, double deviation) {
    weight = parameter("weight", initial.normal(deviation, vocabulary, width));
  }

  /// @param tokens int64 of any shape, each 0 … vocabulary − 1
  /// @return tokens' shape with the width added
  public Tensor apply(Tensor tokens) {
    Shapes.requireType("tokens", tokens, Type.INT64);
    Shapes.requireIndices("tokens", tokens.toLongs(), weight.size(0));
    return weight.embed(tokens);
  }

  /// (vocabulary, width), for a head that is tied to it.
  public Tensor weight() {
    return weight;
  }
}
