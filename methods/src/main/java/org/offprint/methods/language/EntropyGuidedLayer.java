package org.offprint.methods.language;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.language.EntropyGuidedDecoder.Settings;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.LayerNorm;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.tensor.Tensor;

/// One layer of {@link EntropyGuidedDecoder}; it hands out its attention.
final class EntropyGuidedLayer extends Block {
  private final Settings settings;
  private final Norm attentionNorm;
  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final Linear out;
  private final Tensor temperatures;
  private final Norm feedNorm;
  private final Linear wide;
  private final Linear narrow;
  private final Tensor alpha;
  private final Tensor beta;

  /// LayerNorm where the settings want it, else nothing.
  static final class Norm extends Block {
    private final @Nullable LayerNorm norm;

    Norm(Initial initial, Settings settings) {
      norm = settings.normalised() ? block("norm", new LayerNorm(initial, settings.width())) : null;
    }

    Tensor apply(Tensor x) {
      return norm == null ? x : norm.apply(x);
    }
  }

  EntropyGuidedLayer(Initial initial, Settings settings) {
    this.settings = settings;
    long width = settings.width();
    attentionNorm = block("attention_norm", new Norm(initial, settings));
    query = block("query", new Linear(initial, width, width, false));
    key = block("key", new Linear(initial, width, width, false));
    value = block("value", new Linear(initial, width, width, false));
    out = block("out", new Linear(initial, width, width, false));
    temperatures = parameter("temperatures", initial.ones(settings.heads()));
    feedNorm = block("feed_norm", new Norm(initial, settings));
    wide = block("wide", new Linear(initial, width, settings.feedForward(), false));
    narrow = block("narrow", new Linear(initial, settings.feedForward(), width, false));
    alpha = parameter("alpha", initial.ones());
    beta = parameter("beta", initial.ones());
  }

  Tensor apply(Tensor x, List<Tensor> attention) {
    Tensor middle = x.add(attend(attentionNorm.apply(x), attention));
    Tensor inner = wide.apply(feedNorm.apply(middle));
    Tensor active =
        switch (settings.activation()) {
          case GELU -> inner.gelu();
          case RELU -> inner.relu();
          case NONE -> inner;
        };
    return middle.mul(beta).add(narrow.apply(active).mul(alpha));
  }

  private Tensor attend(Tensor x, List<Tensor> attention) {
    Tensor q = split(query.apply(x));
    Tensor k = split(key.apply(x));
    Tensor scores = q.matmul(k.transpose(2, 3)).div(Math.sqrt(q.size(3)));
    Tensor probs = EntropyRegulariser.attention(scores, temperatures);
    attention.add(probs);
    Tensor mixed = probs.matmul(split(value.apply(x))).transpose(1, 2);
    return out.apply(mixed.reshape(x.shape()));
  }

  private Tensor split(Tensor x) {
    long heads = settings.heads();
    return x.reshape(x.size(0), x.size(1), heads, x.size(2) / heads).transpose(1, 2);
  }
}
