package org.offprint.methods.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.link.Alias;
import org.offprint.methods.link.Candidate;
import org.offprint.methods.link.Ensemble;
import org.offprint.methods.link.Ensemble.Member;
import org.offprint.methods.link.Reranking;
import org.offprint.methods.link.Reranking.NilPrior;
import org.offprint.methods.link.TfIdfIndex;
import org.offprint.methods.loss.CompSumLoss;
import org.offprint.methods.loss.CoverageLoss;
import org.offprint.methods.loss.CrossEntropy;
import org.offprint.methods.loss.DiceLoss;
import org.offprint.methods.loss.EarthMoverLoss;
import org.offprint.methods.loss.EditInvariantLoss;
import org.offprint.methods.loss.EditInvariantLoss.Noise;
import org.offprint.methods.loss.FeatureClassifier;
import org.offprint.methods.loss.OrthogonalProjectionLoss;
import org.offprint.methods.loss.PassAtN;
import org.offprint.methods.loss.ProjectedAscent;
import org.offprint.methods.loss.RankRegularisedLoss;
import org.offprint.methods.loss.RobustMeanTeacher;
import org.offprint.methods.loss.RobustMeanTeacher.Settings;
import org.offprint.methods.loss.SmoothAdversarialLoss;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Tensor;

/// The examples on the pages of losses and of linking, run.
class LossPageTest {
  private final SplittableRandom random = new SplittableRandom(1);
  private final Tensor logits = Tensor.normal(random, 1, 6, 4).requireGradient();
  private final Tensor labels = Tensor.of(new long[] {0, 3, 1, -100, 2, 0}, 6);

  static final class Network extends Block implements FeatureClassifier {
    private final Linear hidden;
    private final Linear out;

    Network(Initial initial) {
      hidden = block("hidden", new Linear(initial, 5, 8));
      out = block("out", new Linear(initial, 8, 4));
    }

    @Override
    public Tensor features(Tensor x) {
      return hidden.apply(x).relu();
    }

    @Override
    public Tensor logits(Tensor features) {
      return out.apply(features);
    }
  }

  @Test
  void noise() {
    // tag: noise
    Tensor loss = CompSumLoss.generalisedCrossEntropy(0.7).apply(logits, labels); // −100 is ignored
    loss.backward();
    // end: noise
    assertThat(logits.gradient()).isNotNull();
  }

  @Test
  void rare() {
    // tag: rare
    Tensor loss =
        DiceLoss.standard().apply(logits, labels); // one coefficient a class, over the batch
    // end: rare
    assertThat(loss.value()).isBetween(0.0, 1.0);
  }

  @Test
  void adversarial() {
    Network network = new Network(Initial.seeded(1));
    Tensor x = Tensor.normal(random, 1, 6, 5);
    Tensor classes = Tensor.of(new long[] {0, 3, 1, 1, 2, 0}, 6);
    // tag: adversarial
    var loss = new SmoothAdversarialLoss(1, 1, 0.5, new ProjectedAscent(8.0 / 255));
    var parts = loss.parts(inputs -> network.logits(network.features(inputs)), x, classes);
    parts.total().backward(); // the search inside touched no gradient of the network
    // end: adversarial
    assertThat(parts.smooth().value()).isPositive();
  }

  @Test
  void projection() {
    Network network = new Network(Initial.seeded(1));
    Tensor x = Tensor.normal(random, 1, 6, 5);
    Tensor classes = Tensor.of(new long[] {0, 3, 1, 1, 2, 0}, 6);
    // tag: projection
    Tensor features = network.features(x);
    Tensor loss =
        CrossEntropy.standard()
            .apply(network.logits(features), classes)
            .add(OrthogonalProjectionLoss.standard().apply(features, classes));
    // end: projection
    assertThat(loss.value()).isPositive();
  }

  @Test
  void tries() {
    Tensor tokens = Tensor.of(new long[] {1, 0, 2, 3, 3, 1}, 2, 3);
    Tensor next = Tensor.normal(random, 1, 2, 3, 4).requireGradient();
    // tag: tries
    var batch =
        new CoverageLoss(16).sequences(next, tokens); // 16 samples will be drawn in the test
    batch.loss().backward();
    double solved = PassAtN.estimate(200, 7, 16); // pass@16 from 7 right ones of 200
    // end: tries
    assertThat(solved).isBetween(0.4, 0.5);
  }

  @Test
  void sequences() {
    Tensor output = Tensor.normal(random, 1, 2, 5, 4);
    Tensor target = Tensor.of(new long[] {1, 0, 2, 3, 3, 1, 2, 0, -100, -100}, 2, 5);
    // tag: sequences
    var loss = new EditInvariantLoss(List.of(1, 2, 3, 4));
    Noise noise = Noise.gumbel(new SplittableRandom(1)); // in training; leave it out to evaluate
    Tensor mixed = loss.withCrossEntropy(output, target, noise, 0.8, 0.2);
    // end: sequences
    assertThat(mixed.value()).isPositive();
  }

  @Test
  void meaning() {
    Tensor embedding = Tensor.normal(random, 1, 4, 3);
    // tag: meaning
    var parts = EarthMoverLoss.standard().parts(logits, labels, embedding);
    parts.loss().backward();
    double likelihood = parts.mle().mean().value(); // the loss has this value by construction,
    double cost = parts.emo().mean().value(); //        so watch the cost beside it
    // end: meaning
    assertThat(likelihood).isPositive();
    assertThat(cost).isBetween(0.0, 2.0);
  }

  @Test
  void drift() {
    Tensor sourceX = Tensor.normal(random, 1, 6, 5);
    Tensor sourceLabels = Tensor.of(new long[] {0, 3, 1, 1, 2, 0}, 6);
    Tensor x = Tensor.normal(random, 1, 6, 5);
    Tensor augmented = x.add(Tensor.normal(random, 0.1, 6, 5));
    // tag: drift
    var rmt = new RobustMeanTeacher<>(Initial.seeded(1), Settings.standard(8, 4), Network::new);
    rmt.student(); // train it, or load its parameters, …
    rmt.restart(); // … and give them to the teacher
    rmt.rememberSource(sourceX, sourceLabels);
    Optimiser optimiser = Optimiser.adamW(rmt.trainable(), 1e-3, 0);
    Tensor prediction = rmt.adapt(optimiser, x, augmented, null); // for every batch that comes
    // end: drift
    assertThat(prediction.shape()).containsExactly(6, 4);
  }

  @Test
  void link() {
    // tag: link
    TfIdfIndex index =
        TfIdfIndex.of(
            List.of(
                new Alias("D006261", "headache"),
                new Alias("D006261", "Kopfschmerz"),
                new Alias("D009203", "myocardial infarction")));
    List<Candidate> found = index.candidates("Kopfschmerzen", 64); // best first, each concept once
    // end: link
    assertThat(found.getFirst().concept()).isEqualTo("D006261");

    // tag: ensemble
    var both =
        new Ensemble(List.of(new Member(index, 100, 0.1, 1.0), new Member(index, 50, 0, 0.5)));
    // end: ensemble
    assertThat(both.candidates("infarctus du myocarde", 5)).hasSize(1);

    // tag: rerank
    List<Candidate> candidates = List.of(new Candidate("A", 0.9), new Candidate("B", 0.7));
    var listing = Reranking.listing(candidates, "B", true, NilPrior.ZERO); // B gave way to [NIL]
    Tensor prior = Tensor.of(listing.prior(), 1, 2);
    Tensor target = Tensor.of(listing.target(), 1, 2);
    Tensor scores = Tensor.of(new double[] {0.3, 0.1}, 1, 2); // of the cross-encoder
    Tensor loss = RankRegularisedLoss.standard().apply(scores, prior, target);
    // end: rerank
    assertThat(loss.value()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"LossPageTest,loss,8", "LossPageTest,link,3", "TrainAClassifierWithLdrTest,loss,1"})
  void thePageShowsWhatRanHere(String test, String page, int shown) throws IOException {
    List<String> source =
        Files.readAllLines(Path.of("src/test/java/org/offprint/methods/example/" + test + ".java"));
    String text = Files.readString(Path.of("../docs/methods/" + page + ".md"));
    List<String> examples = new ArrayList<>();
    for (int from = 0; from < source.size(); from++) {
      String line = source.get(from).strip();
      if (line.startsWith("// tag: ")) {
        int to = source.indexOf(source.get(from).replace("tag:", "end:"));
        examples.add(String.join("\n", source.subList(from + 1, to)).stripIndent());
      }
    }
    assertThat(examples.stream().filter(text::contains)).hasSize(shown);
  }
}
