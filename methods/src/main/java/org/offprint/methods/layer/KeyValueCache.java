package org.offprint.methods.layer;

import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Keys and values as they are, in memory laid out once for the whole context. Build it outside the
/// scopes of single steps.
public final class KeyValueCache implements KeyValues {
  private final Tensor keys;
  private final Tensor values;
  private int length;

  public KeyValueCache(Type type, long batch, long heads, long context, long width) {
    keys = Tensor.zeros(type, batch, heads, context, width);
    values = Tensor.zeros(type, batch, heads, context, width);
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public Seen append(Tensor newKeys, Tensor newValues) {
    Shapes.requireRank("keys", newKeys, 4, "(B, heads, T, width)");
    Shapes.requireType("keys", newKeys, keys.type());
    Shapes.requireType("values", newValues, keys.type());
    Shapes.requireEqual("values", newValues, "keys", newKeys);
    Shapes.requireSize("keys", newKeys, 1, keys.size(1), "the heads of the cache");
    Shapes.requireSize("keys", newKeys, 3, keys.size(3), "the width of the cache");
    Shapes.requireSize("keys", newKeys, 0, keys.size(0), "the batch that the cache was made for");
    long more = newKeys.size(2);
    if (length + more > keys.size(2)) {
      throw new IllegalArgumentException(
          "%d positions and %d more do not fit a context of %d: begin a new text, or build the model with a longer context"
              .formatted(length, more, keys.size(2)));
    }
    keys.narrow(2, length, more).copyFrom(newKeys);
    values.narrow(2, length, more).copyFrom(newValues);
    length += (int) more;
    return seen();
  }

  /// Views of everything held.
  public Seen seen() {
    return new Seen(keys.narrow(2, 0, length), values.narrow(2, 0, length));
  }
}
