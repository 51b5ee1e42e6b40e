package org.offprint.methods.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.offprint.methods.ModelContract;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.train.Training;

/// What every codec promises besides the contract of models: bytes that decode to the same latents
/// and picture, as many as estimated.
abstract class CodecContract<C extends SliceCodec> extends ModelContract<C> {
  private static final Tensor PICTURES =
      Tensor.uniform(new SplittableRandom(8), 0, 1, Type.FLOAT32, 1, 3, 16, 16);

  @Override
  protected Tensor loss(C model) {
    return model.loss(PICTURES);
  }

  private C trained(int steps) {
    C codec = model(Initial.seeded(9));
    Training.of(codec, Optimiser.adamW(codec.trainable(), 0.005, 0))
        .clip(1)
        .run(steps, step -> codec.loss(PICTURES));
    codec.training(false);
    return codec;
  }

  private static Tensor picture(long seed, int height, int width) {
    var random = new SplittableRandom(seed);
    double phase = random.nextDouble(6);
    double[] values = new double[3 * height * width];
    for (int i = 0; i < values.length; i++) {
      int row = i / width % height;
      int column = i % width;
      double wave = Math.sin(phase + 0.4 * row + 0.2 * column + i / (height * width));
      values[i] = Math.clamp(0.5 + 0.4 * wave + 0.1 * random.nextGaussian(), 0, 1);
    }
    return Tensor.of(values, 3, height, width).to(Type.FLOAT32);
  }

  @Property(seed = "1", tries = 12)
  void aPictureOfAnySizeComesBackAsTheEncoderSawIt(
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width) {
    try (var all = new Scope()) {
      C codec = trained(3);
      Tensor picture = picture(height * 41L + width, height, width);
      SliceCodec.Encoded encoded = codec.encode(picture);
      SliceCodec.Decoded decoded = codec.decode(encoded.bytes());
      assertThat(decoded.latent().toFloats()).containsExactly(encoded.latent().toFloats());
      assertThat(decoded.picture().shape()).containsExactly(3, height, width);
      try (var scope = Scope.withoutGradients()) {
        Tensor seen = codec.estimate(picture.unsqueeze(0)).decoded().clamp(0, 1).squeeze(0);
        assertThat(decoded.picture().sub(seen).abs().max().value()).isLessThan(1e-5);
      }
    }
  }

  @Test
  void theBytesAreAsManyAsEstimated() {
    try (var all = new Scope()) {
      C codec = trained(60);
      Tensor picture = picture(3, 64, 96);
      SliceCodec.Encoded encoded = codec.encode(picture);
      assertThat((double) encoded.codedBits())
          .isBetween(encoded.tableBits() + 31, encoded.tableBits() + 66);
      assertThat(encoded.tableBits())
          .isCloseTo(encoded.estimatedBits(), within(0.02 * encoded.estimatedBits() + 40));
      assertThat(8L * encoded.bytes().length - encoded.codedBits()).isEqualTo(8 * 20);
      try (var scope = Scope.withoutGradients()) {
        SliceCodec.Estimate estimate = codec.estimate(picture.unsqueeze(0));
        double bits = estimate.bits().value() + estimate.hyperBits().value();
        assertThat(bits).isCloseTo(encoded.estimatedBits(), within(1e-3 * bits));
      }
    }
  }

  @Test
  void damagedBytesAndOtherWeightsAreRefused() {
    try (var all = new Scope()) {
      C codec = trained(3);
      byte[] bytes = codec.encode(picture(4, 20, 20)).bytes();
      for (int place : new int[] {0, 5, 13, 18, bytes.length / 2, bytes.length - 1}) {
        byte[] damaged = bytes.clone();
        damaged[place] ^= 0x10;
        assertThatThrownBy(() -> codec.decode(damaged)).isInstanceOf(CorruptBytes.class);
      }
      assertThatThrownBy(() -> codec.decode(java.util.Arrays.copyOf(bytes, bytes.length - 4)))
          .isInstanceOf(CorruptBytes.class)
          .hasMessageContaining("check sum");
      assertThatThrownBy(() -> codec.decode(new byte[0])).isInstanceOf(CorruptBytes.class);
      C other = trained(9);
      assertThatThrownBy(() -> other.decode(bytes)).isInstanceOf(CorruptBytes.class);
    }
  }

  @Test
  void whatIsNoPictureIsRefusedByName() {
    C codec = model(Initial.seeded(1));
    assertThatThrownBy(() -> codec.encode(Tensor.zeros(Type.FLOAT32, 4, 16, 16)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("picture has shape (4, 16, 16); expected 3 in dimension 0");
    assertThatThrownBy(() -> codec.encode(Tensor.zeros(Type.FLOAT64, 3, 16, 16)))
        .hasMessageContaining("picture is float64; expected float32");
    assertThatThrownBy(() -> codec.encode(Tensor.zeros(Type.FLOAT32, 3, 0, 16)))
        .hasMessageContaining("no pixel");
    assertThatThrownBy(() -> codec.loss(Tensor.zeros(Type.FLOAT32, 3, 16, 16)))
        .hasMessageContaining("pictures has shape (3, 16, 16)");
    assertThatThrownBy(() -> codec.loss(Tensor.zeros(Type.FLOAT32, 0, 3, 16, 16)))
        .hasMessageContaining("no pixel");
    assertThatThrownBy(() -> codec.encode(Tensor.full(Double.NaN, Type.FLOAT32, 3, 8, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not finite");
    assertThat(codec.loss(Tensor.full(Double.NaN, Type.FLOAT32, 1, 3, 16, 16)).value()).isNaN();
  }
}
