package org.offprint.methods.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.offprint.methods.decode.Mirostat2;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.model.Decoder;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.train.Training;

/// Continue a text at a chosen surprise: four bits a token, although the model itself is less sure.
class DecodeWithMirostatTest {
  private static final int VOCABULARY = 96;
  private static final Decoder MODEL =
      new Decoder(
          Initial.seeded(1), new Decoder.Settings(VOCABULARY, 140, 16, 1, 2, 2, 32, 10_000, 0));

  /// On words whose frequency falls with their number, some five bits a word.
  @BeforeAll
  static void train() {
    var random = new SplittableRandom(2);
    Training.of(MODEL, Optimiser.adamW(MODEL.trainable(), 0.03, 0))
        .run(
            60,
            step -> {
              long[] words =
                  random
                      .doubles(8 * 16)
                      .mapToLong(u -> (long) (Math.pow(VOCABULARY, u) - 1))
                      .toArray();
              return MODEL.loss(Tensor.of(words, 8, 16));
            });
  }

  @Test
  void aTextIsContinuedAtTheChosenSurprise() {
    // tag: example
    var mirostat = new Mirostat2(Mirostat2.Settings.of(4, 0.3)); // 4 bits a token
    var random = new SplittableRandom(7);
    double[] bits = {0};
    long[] text =
        MODEL.generate(
            new long[] {11, 42, 7},
            120,
            logits -> {
              Mirostat2.Step step = mirostat.step(logits, random.nextDouble());
              bits[0] += step.surprise();
              return step.token();
            });
    // end: example

    assertThat(text).hasSize(120);
    double owed = (8 - mirostat.mu()) / (0.3 * 120); // what the feedback has not paid back yet
    assertThat(bits[0] / 120).isCloseTo(4 + owed, offset(1e-9));
    assertThat(bits[0] / 120).isCloseTo(4, offset(0.25));
  }
}
