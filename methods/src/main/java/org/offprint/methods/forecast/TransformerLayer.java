package org.offprint.methods.forecast;

import java.util.function.UnaryOperator;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Dropout;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.LayerNorm;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.layer.MultiHeadAttention;
import org.offprint.methods.tensor.Tensor;

/// A transformer layer in which every entry sees every other, with biases.
///
///     norm first:  x' = x + drop Att(LN x);  y = x' + drop W₂ drop act(W₁ LN x')
///     norm last:   x' = LN(x + drop Att x);  y = LN(x' + drop W₂ drop act(W₁ x'))
final class TransformerLayer extends Block {
  private final boolean normFirst;
  private final UnaryOperator<Tensor> activation;
  private final MultiHeadAttention attention;
  private final Linear up;
  private final Linear down;
  private final LayerNorm norm1;
  private final LayerNorm norm2;
  private final Dropout dropout;

  /// What a layer is made of.
  ///
  /// @param feedForward the width between W₁ and W₂
  /// @param normEpsilon inside the root of both norms
  record Shape(int width, int heads, int feedForward, double dropout, double normEpsilon) {}

  TransformerLayer(
      Initial initial, Shape shape, boolean normFirst, UnaryOperator<Tensor> activation) {
    this.normFirst = normFirst;
    this.activation = activation;
    int width = shape.width();
    attention = block("attention", new MultiHeadAttention(initial, width, shape.heads(), true));
    up = block("up", new Linear(initial, width, shape.feedForward()));
    down = block("down", new Linear(initial, shape.feedForward(), width));
    norm1 = block("norm1", new LayerNorm(initial, width, shape.normEpsilon(), true));
    norm2 = block("norm2", new LayerNorm(initial, width, shape.normEpsilon(), true));
    dropout = block("dropout", new Dropout(initial, shape.dropout()));
  }

  /// @param x (B, N, width)
  Tensor apply(Tensor x) {
    if (normFirst) {
      Tensor n = norm1.apply(x);
      Tensor attended = x.add(dropout.apply(attention.apply(n, n, null)));
      return attended.add(feedForward(norm2.apply(attended)));
    }
    Tensor attended = norm1.apply(x.add(dropout.apply(attention.apply(x, x, null))));
    return norm2.apply(attended.add(feedForward(attended)));
  }

  private Tensor feedForward(Tensor x) {
    Tensor inner = dropout.apply(activation.apply(up.apply(x)));
    return dropout.apply(down.apply(inner));
  }

  /// What each entry attends to, (B, heads, N, N).
  Tensor maps(Tensor x) {
    Tensor asks = normFirst ? norm1.apply(x) : x;
    return attention.maps(asks, asks);
  }
}
