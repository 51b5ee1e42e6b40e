package org.offprint.methods.decode;

import java.util.Arrays;
import java.util.List;
import org.offprint.methods.layer.KeyValues;
import org.offprint.methods.model.Decoder;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// A {@link Decoder} as the samplers of this package see it, with a key-value cache a text. Take
/// the decoder out of training mode first, if it has dropout. Begin a text outside every {@link
/// Scope} that ends before it, since the cache lives in the scope it was made in.
public record CachedDecoder(Decoder decoder) implements LanguageModel {
  @Override
  public int vocabulary() {
    return decoder.settings().vocabulary();
  }

  @Override
  public Reader read() {
    List<KeyValues> cache = decoder.cache(1);
    return tokens -> {
      long[] added = Arrays.stream(tokens).asLongStream().toArray();
      try (var scope = new Scope()) {
        return decoder
            .next(Tensor.of(added, 1, added.length), cache)
            .select(1, added.length - 1)
            .toDoubles();
      }
    };
  }
}
