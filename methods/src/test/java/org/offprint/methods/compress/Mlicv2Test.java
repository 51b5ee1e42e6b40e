package org.offprint.methods.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.train.Training;

class Mlicv2Test extends CodecContract<Mlicv2> {
  private static final Mlicv2.Settings TINY = new Mlicv2.Settings(4, 4, 2, 1, 0.013);

  @Override
  protected Mlicv2 model(Initial initial) {
    return new Mlicv2(initial, TINY);
  }

  @Test
  void refinedLatentsCostLessAndDecodeLikeOthers() {
    try (var all = new Scope()) {
      Mlicv2 codec = model(Initial.seeded(3));
      Tensor picture = Tensor.uniform(new SplittableRandom(4), 0, 1, Type.FLOAT32, 3, 16, 16);
      Training.of(codec, Optimiser.adamW(codec.trainable(), 0.01, 0))
          .clip(1)
          .run(100, step -> codec.loss(picture.unsqueeze(0)));
      codec.training(false);
      long trainable = codec.trainableCount();

      SliceCodec.Latents plain = codec.latents(picture);
      SliceCodec.Latents refined =
          LatentRefinement.ofSteps(100).refine(codec, picture, new SplittableRandom(5));
      assertThat(codec.roundedLoss(picture, refined)).isLessThan(codec.roundedLoss(picture, plain));
      SliceCodec.Encoded encoded = codec.encode(refined);
      assertThat(codec.decode(encoded.bytes()).latent().toFloats())
          .containsExactly(encoded.latent().toFloats());
      assertThat(codec.trainableCount()).isEqualTo(trainable);
    }
  }

  @Test
  void settingsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> new Mlicv2.Settings(4, 4, 2, 0, 0.013))
        .hasMessageContaining("stages is 0.0; expected 1 to 6");
    assertThatThrownBy(() -> new Mlicv2.Settings(4, 4, 2, 1, 0))
        .hasMessageContaining("lambda is 0");
    assertThatThrownBy(() -> new Mlicv2(Initial.seeded(1), new Mlicv2.Settings(4, 5, 2, 1, 1)))
        .hasMessageContaining("a multiple of the 2 slices");
  }
}
