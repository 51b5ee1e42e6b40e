package org.offprint.lab.model;

import java.util.function.Function;
import org.offprint.lab.data.CharacterText;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.model.Decoder;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Decoders small enough that a task trains several of them in a minute, and what they are judged
/// by.
public final class CharacterModels {
  public static final String PROTOCOL =
      "rotary positions, SwiGLU of 8/3 the width, RMSNorm, tied head, heads 4 wide, 96 characters";

  private static final int HEAD_WIDTH = 4;

  private CharacterModels() {}

  /// @param width a multiple of 4
  public static Decoder decoder(long seed, int layers, int width, int context) {
    int heads = width / HEAD_WIDTH;
    return new Decoder(
        Initial.seeded(seed),
        new Decoder.Settings(
            CharacterText.VOCABULARY,
            context,
            width,
            layers,
            heads,
            heads,
            8 * width / 3,
            10_000,
            0));
  }

  /// A loss over passages spread over the whole text, without gradients.
  ///
  /// @param length of a passage, the character to begin with included
  public static double loss(
      Function<Tensor, Tensor> loss, CharacterText text, int passages, int length) {
    try (var scope = Scope.withoutGradients()) {
      return loss.apply(text.spread(passages, length)).value();
    }
  }

  /// The share of characters that the model puts first, from 0 to 1.
  ///
  /// @param logits of passages (B, T): (B, T, V)
  public static double accuracy(
      Function<Tensor, Tensor> logits, CharacterText text, int passages, int length) {
    try (var scope = Scope.withoutGradients()) {
      Tensor tokens = text.spread(passages, length);
      Tensor best = logits.apply(tokens.narrow(1, 0, length - 1L)).argmax(-1);
      Tensor right = best.isEqual(tokens.narrow(1, 1, length - 1L));
      return right.to(org.offprint.methods.tensor.Type.FLOAT32).mean().value();
    }
  }
}
