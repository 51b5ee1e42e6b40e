package org.offprint.methods.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.methods.language.SkillPack.Group;
import org.offprint.methods.language.SkillPack.Rule;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.layer.Lora;
import org.offprint.methods.model.Decoder;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.text.BytePairTokenizer;
import org.offprint.methods.train.Checkpoint;
import org.offprint.methods.train.Training;

/// The code of the pages `ground` and `language`.
class LanguagePageTest {
  private static final List<String> TEXTS =
      List.of("the cat sat on the mat", "the cat sat on the hat", "the bat sat on the cat");

  @Test
  void theCodeOfThePagesRuns(@TempDir Path folder) throws Exception {
    BytePairTokenizer tokenizer = BytePairTokenizer.train(TEXTS, 300, "<end>");
    Decoder model = new Decoder(Initial.seeded(1), Decoder.Settings.small(tokenizer.size(), 64));

    long[] tokens = tokenizer.encode(String.join(" ", TEXTS));
    Tensor batch = Tensor.of(tokens, 1, tokens.length);
    double before = model.loss(batch).value();
    Training.of(model, Optimiser.adamW(model.trainable(), 3e-3, 0.01))
        .clip(1.0)
        .run(60, step -> model.loss(batch));
    assertThat(model.loss(batch).value()).isLessThan(0.5 * before);

    long[] prompt = tokenizer.encode(TEXTS.getFirst().substring(0, 8));
    long[] added = model.generate(prompt, 10, LanguagePageTest::argmax);
    assertThat(tokenizer.decode(added)).isNotEmpty();

    Path file = folder.resolve("model.safetensors");
    Checkpoint.of(model, model.settings()).save(file);
    Checkpoint saved = Checkpoint.load(file);
    Decoder again = new Decoder(Initial.seeded(0), saved.settings(Decoder.Settings.class));
    again.load(saved.tensors());
    assertThat(again.loss(batch).value()).isCloseTo(model.loss(batch).value(), offset(1e-6));

    Map<String, Tensor> base = copies(new Decoder(Initial.seeded(1), model.settings()));
    skillPack(model, base, copies(model), batch, folder.resolve("skill.safetensors"));

    var experts = new MixtureDecoder.Settings(Set.of(1), 16, 4, 1.0);
    var mixture = new MixtureDecoder(Initial.seeded(1), model, experts);
    assertThat(mixture.loss(batch).value()).isFinite();

    model.freeze();
    model
        .parts(Linear.class)
        .forEach((name, linear) -> {
          if (name.endsWith("query") || name.endsWith("value")) {
            Lora.on(linear, Initial.seeded(2), 4, 2.0);
          }
        });
    assertThat(model.trainable()).hasSize(8);
  }

  private static void skillPack(
      Decoder model, Map<String, Tensor> base, Map<String, Tensor> tuned, Tensor batch, Path file)
      throws Exception {
    double learned = model.loss(batch).value();
    SkillPack pack =
        SkillPack.compress(
            base,
            tuned,
            (name, change) ->
                change.rank() != 2
                    ? new Rule.Whole()
                    : name.startsWith("embedding")
                        ? new Rule.Pruned(0.3)
                        : new Rule.LowRank(List.of(new Group(8, 0, 4), new Group(3, 4, 16))));
    pack.save(file);
    model.load(base);
    double without = model.loss(batch).value();
    model.load(SkillPack.load(file).addTo(base, 1.0));
    assertThat(model.loss(batch).value()).isBetween(learned * 0.9, without);
    model.load(base);
    assertThat(model.loss(batch).value()).isEqualTo(without);
  }

  private static Map<String, Tensor> copies(Decoder model) {
    var copies = new LinkedHashMap<String, Tensor>();
    model.tensors().forEach((name, tensor) -> copies.put(name, tensor.copy()));
    return copies;
  }

  @Test
  void oneTrainingGivesSeveralSizes() {
    Tensor batch = Tensor.of(new long[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 8);
    var chained = new ChainDecoder(Initial.seeded(1), ChainDecoder.Settings.small(300, 64));
    Training.of(chained, Optimiser.adamW(chained.trainable(), 3e-3, 0.01))
        .run(20, step -> chained.loss(batch));
    Tensor small = chained.apply(batch, 1);
    Tensor whole = chained.apply(batch);
    ChainDecoder wider = chained.expand(Initial.seeded(2), 1);
    assertThat(small.shape()).containsExactly(whole.shape());
    assertThat(wider.apply(batch).toDoubles()).containsExactly(whole.toDoubles(), offset(1e-5));

    var guided =
        new EntropyGuidedDecoder(
            Initial.seeded(1), EntropyGuidedDecoder.Settings.softmaxOnly(300, 64));
    assertThat(guided.heads(batch))
        .allMatch(heads -> heads.overloaded() >= 0 && heads.collapsed() <= 1);
  }

  private static int argmax(double[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }
}
