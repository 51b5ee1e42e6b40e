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
import org.offprint.methods.distill.ContrastivePartialRanking;
import org.offprint.methods.distill.ContrastivePartialRanking.Direction;
import org.offprint.methods.distill.MarginMse;
import org.offprint.methods.distill.MultiAspect;
import org.offprint.methods.distill.PartialRanking;
import org.offprint.methods.distill.PlackettLuce;
import org.offprint.methods.distill.RankingLoss;
import org.offprint.methods.distill.TransEncoder;
import org.offprint.methods.distill.TransEncoder.Base;
import org.offprint.methods.distill.TransEncoder.Development;
import org.offprint.methods.distill.TransEncoder.Pair;
import org.offprint.methods.distill.TransEncoder.Phase;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.model.BiEncoder;
import org.offprint.methods.model.CrossEncoder;
import org.offprint.methods.model.Encoder;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// The examples on the pages of distillation and of decoding, run.
class DistillationPageTest {
  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void classes() {
    Tensor student = Tensor.normal(random, 1, 4, 6).requireGradient();
    Tensor teacher = Tensor.normal(random, 3, 4, 6);
    Tensor labels = Tensor.of(new long[] {0, 5, -100, 2}, 4);
    // tag: classes
    PlackettLuce loss = PlackettLuce.standard().withTemperature(4);
    loss.apply(student, teacher, labels)
        .backward(); // −100 is ignored, the teacher gets no gradient
    // end: classes
    assertThat(student.gradient()).isNotNull();
  }

  @Test
  void ranking() {
    Tensor student = Tensor.normal(random, 1, 2, 5).requireGradient();
    Tensor teacher = Tensor.normal(random, 4, 2, 5);
    // tag: ranking
    RankingLoss loss = MarginMse.standard(); // or RankNet, AdrMse, ListwiseKl: same call
    boolean[] there = {true, true, true, true, true, true, true, true, false, false};
    Tensor mask = Tensor.of(there, 2, 5); // the second query has three candidates
    loss.apply(student, teacher, mask).backward();
    // end: ranking
    assertThat(student.gradient()).isNotNull();
  }

  @Test
  void retrieval() {
    int n = 3;
    Tensor images = Tensor.normal(random, 1, n, 8).requireGradient();
    Tensor texts = Tensor.normal(random, 1, n, 8).requireGradient();
    Tensor teacher = Tensor.normal(random, 2, n, n);
    // tag: retrieval
    var loss = new ContrastivePartialRanking(new PartialRanking(0.07, 0, false), 1);
    Tensor similarity = images.matmul(texts.transpose(0, 1)); // student, image to text
    Tensor others = Tensor.eye(n, Type.FLOAT32).isEqual(0); // never the pair's own text
    Tensor hard = ContrastivePartialRanking.hardest(similarity, others, 2);
    var toText =
        new Direction(similarity.diagonal(), similarity.gather(1, hard), teacher.gather(1, hard));
    loss.apply(toText, toText).backward(); // the second one is text to image, made likewise
    // end: retrieval
    assertThat(images.gradient()).isNotNull();
  }

  @Test
  void aspects() {
    Tensor outputs = Tensor.normal(random, 1, 2, 10 + 3).requireGradient();
    Tensor labels = Tensor.of(new long[] {7, 1}, 2);
    Tensor yes = Tensor.normal(random, 1, 2, 3);
    Tensor no = Tensor.normal(random, 1, 2, 3);
    // tag: aspects
    MultiAspect loss = MultiAspect.of(10); // ten classes, the other outputs are aspects
    Tensor answers = MultiAspect.answers(yes, no); // logits of Yes and No for each question
    loss.apply(outputs, labels, answers, null).backward();
    double excess = loss.aspectLoss(outputs, answers, null).value() - loss.floor(answers, null);
    // end: aspects
    assertThat(excess).isPositive();
  }

  @Test
  void sentences() {
    List<Pair> pairs =
        List.of(
            new Pair(List.of(1, 2, 3), List.of(3, 2, 1)),
            new Pair(List.of(4, 5), List.of(1, 6, 7)),
            new Pair(List.of(2), List.of(2, 2)));
    // tag: sentences
    var sizes = new Encoder.Settings(8, 12, 16, 1, 2, 32, 0); // a vocabulary of 8, tiny
    BiEncoder start = new BiEncoder(Initial.seeded(1), sizes, BiEncoder.Pooling.MEAN);
    var base =
        new Base(
            start, // load(…) a trained one
            () -> new CrossEncoder(Initial.seeded(2), sizes), // …, and here
            () -> new BiEncoder(Initial.seeded(1), sizes, BiEncoder.Pooling.MEAN));
    var settings =
        new TransEncoder.Settings(
            2, true, true, new Phase(2, 32, 1e-3, 0.1), new Phase(4, 128, 1e-3, 0), 0.01, 1, 200);
    var found = new TransEncoder(settings).train(pairs, base, Development.NONE, random);
    double[] similarity = TransEncoder.cosines(found.bi(), pairs);
    double[] probability = TransEncoder.probs(found.cross(), pairs);
    // end: sentences
    assertThat(similarity).hasSize(3);
    assertThat(probability).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "DistillationPageTest,distill,5",
    "DecodingPageTest,decode,4",
    "DecodeWithMirostatTest,decode,1"
  })
  void thePageShowsWhatRanHere(String test, String page, int shown) throws IOException {
    List<String> source =
        Files.readAllLines(Path.of("src/test/java/org/offprint/methods/example/" + test + ".java"));
    String text = Files.readString(Path.of("../docs/methods/" + page + ".md"));
    List<String> examples = new ArrayList<>();
    for (int from = 0; from < source.size(); from++) {
      if (source.get(from).strip().startsWith("// tag: ")) {
        int to = source.indexOf(source.get(from).replace("tag:", "end:"));
        examples.add(String.join("\n", source.subList(from + 1, to)).stripIndent());
      }
    }
    assertThat(examples.stream().filter(text::contains)).hasSize(shown);
  }
}
