package org.offprint.methods.language;

import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Dropout;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.LayerNorm;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.tensor.Tensor;

/// One layer of the argument extractor: every position asks the positions of the predicate.
final class ArgumentLayer extends Block {
  private final int heads;
  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final Linear out;
  private final LayerNorm attentionNorm;
  private final Linear wide;
  private final Linear narrow;
  private final LayerNorm norm;
  private final Dropout dropout;

  ArgumentLayer(Initial initial, int width, int heads, double dropout) {
    this.heads = heads;
    query = block("query", new Linear(initial, width, width));
    key = block("key", new Linear(initial, width, width));
    value = block("value", new Linear(initial, width, width));
    out = block("out", new Linear(initial, width, width));
    attentionNorm = block("attention_norm", new LayerNorm(initial, width));
    wide = block("wide", new Linear(initial, width, 4L * width));
    narrow = block("narrow", new Linear(initial, 4L * width, width));
    norm = block("norm", new LayerNorm(initial, width));
    this.dropout = block("dropout", new Dropout(initial, dropout));
  }

  /// @param f (B, T, width)
  /// @param predicate bool (B, T), true where a key may be seen
  Tensor apply(Tensor f, Tensor predicate) {
    Tensor mask = predicate.unsqueeze(1).unsqueeze(1);
    Tensor attended =
        split(query.apply(f)).attend(split(key.apply(f)), split(value.apply(f)), mask);
    Tensor asked = out.apply(attended.transpose(1, 2).reshape(f.shape()));
    Tensor middle = attentionNorm.apply(f.add(dropout.apply(asked)));
    return norm.apply(middle.add(dropout.apply(narrow.apply(wide.apply(middle).relu()))));
  }

  private Tensor split(Tensor x) {
    return x.reshape(x.size(0), x.size(1), heads, x.size(2) / heads).transpose(1, 2);
  }
}
