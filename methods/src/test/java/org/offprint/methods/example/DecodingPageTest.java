package org.offprint.methods.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.offprint.methods.decode.CachedDecoder;
import org.offprint.methods.decode.CrossEntropySearch;
import org.offprint.methods.decode.EntropyAdaptive;
import org.offprint.methods.decode.EntropySwitch;
import org.offprint.methods.decode.PathDecoder;
import org.offprint.methods.decode.PathNucleus;
import org.offprint.methods.decode.RareEvent;
import org.offprint.methods.decode.SearchDistribution.Normal;
import org.offprint.methods.decode.TopP;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.model.Decoder;

/// The examples on the page of decoding, run; `DistillationPageTest` compares the page with them.
class DecodingPageTest {
  private final SplittableRandom random = new SplittableRandom(1);

  private static Decoder model(long seed, int width) {
    return new Decoder(
        Initial.seeded(seed), new Decoder.Settings(20, 40, width, 1, 2, 2, 16, 10_000, 0));
  }

  @Test
  void twoModels() {
    Decoder smallModel = model(1, 8);
    Decoder largeModel = model(2, 16);
    // tag: adaptive
    var decoding =
        new EntropyAdaptive(
            new CachedDecoder(smallModel),
            new CachedDecoder(largeModel),
            EntropySwitch.Settings.of(1.5)); // bits; sweep it on your data
    EntropyAdaptive.Text text =
        decoding.generate(new int[] {3, 1}, 30, -1, TopP.standard(), random);
    double active = EntropyAdaptive.averageActive(text.largeShare(), 3e9, 11e9);
    // end: adaptive
    assertThat(text.tokens()).hasSize(30);
    assertThat(active).isBetween(3e9, 11e9);
  }

  @Test
  void paths() {
    Decoder model = model(3, 8);
    // tag: paths
    var nucleus = new PathNucleus(0.9, 4); // share of the joint probability, paths
    var decoder = new PathDecoder(new CachedDecoder(model), nucleus, true, false);
    List<PathDecoder.Path> paths = decoder.decode(new int[] {3, 1}, 10, -1, random);
    // end: paths
    assertThat(paths).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void rareEvent() {
    // tag: rare
    double[] means = {1, 1, 1}; // of three independent exponential times
    RareEvent.Estimate late =
        RareEvent.of(20).estimate(means, x -> x[0] + x[1] + x[2], random); // P(sum ≥ 20)
    // end: rare
    double exact = Math.exp(-20) * (1 + 20 + 200);
    assertThat(late.probability())
        .isCloseTo(exact, offset(5 * late.relativeError() * late.probability()));
  }

  @Test
  void search() {
    // tag: search
    var start = new Normal(new double[] {0, 0}, new double[] {2, 2});
    var found =
        CrossEntropySearch.of(50)
            .maximise(start, x -> -Math.pow(x[0] - 1, 2) - Math.pow(x[1] + 0.5, 2), random);
    // end: search
    assertThat(found.best()).containsExactly(new double[] {1, -0.5}, offset(1e-3));
  }
}
