package org.offprint.lab.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;
import org.offprint.lab.model.TextTraining;
import org.offprint.methods.language.MixtureOfLoras;
import org.offprint.methods.layer.Adapter;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Embedding;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.layer.Lora;
import org.offprint.methods.layer.Rotary;
import org.offprint.methods.layer.TransformerLayer;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// A check of the mechanism on a toy: do several small adapters, mixed by what the sentence begins
/// with, learn six made-up languages better than one adapter with as many numbers?
public final class MixedAdapters implements Experiment {
  private static final int LANGUAGES = 6;
  private static final int WORDS = 24;
  private static final int CLASSES = 4;
  private static final int MOVED = 12;
  private static final int LENGTH = 8;
  private static final int WIDTH = 32;
  private static final int RANK = 2;

  /// Of the one adapter, so that it has no fewer numbers than the six and their routers.
  private static final int ONE_RANK = 16;

  private static final int ROWS = 32;
  private static final int STEPS = 300;
  private static final double RATE = 0.01;
  private static final int TEST = 600;

  private static final Task TASK =
      Task.named(
              "mixed-adapters-toy",
              "Six small adapters with a router against one large one, on a toy")
          .dataset(
              "made by the task, a toy: six languages that have one grammar and other words. No text, no relations")
          .split("sentences drawn anew for every batch and for the score")
          .baseline(
              "one LoRA of rank 16 at the same places, which has no fewer numbers than the six and their routers")
          .protocol(
              """
              24 words in 4 classes; a sentence is a mark of its language and 8 words drawn evenly; the tag of a word is its class plus that of the word before,
              modulo 4. Languages 2 to 6 exchange 12 of the 24 words at random. A tagger (embedding, linear map, one transformer layer, width 32, 4 heads, linear head) learns the first language
              for 300 steps of 32 sentences and is frozen; adapters on its linear maps then learn all six for 300 steps: six of rank 2 mixed by the state of the mark, or one of rank
              16, the same batches; %s, 0.01 at its height. Share of right tags of 600 sentences of all six. Beside them one LoRA of rank 2.
              """
                  .formatted(TextTraining.PROTOCOL))
          .seeds(5)
          .metrics(
              Metric.share("accuracy", "share of right tags", Direction.HIGHER),
              Metric.difference(
                  "accuracy-gain",
                  "accuracy mixed less accuracy of the one adapter",
                  "1",
                  Direction.HIGHER),
              Metric.share(
                  "accuracy-frozen", "share of right tags without adapters", Direction.HIGHER),
              Metric.amount("adapters", "trained numbers", "1", Direction.LOWER))
          .agreesWhen(Condition.above("accuracy-gain", 0))
          .claim(Claims.of("2308.06552", 1));

  @Override
  public String method() {
    return "mixture-of-loras";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("languages", Integer.toString(LANGUAGES));
    settings.put("words", Integer.toString(WORDS));
    settings.put("words.exchanged", Integer.toString(MOVED));
    settings.put("classes", Integer.toString(CLASSES));
    settings.put("length", Integer.toString(LENGTH));
    settings.put("width", Integer.toString(WIDTH));
    settings.put("rank", RANK + " in each of " + LANGUAGES + ", or " + ONE_RANK);
    settings.put("batch", Integer.toString(ROWS));
    settings.put("steps", Integer.toString(STEPS));
    settings.put("learningRate", Double.toString(RATE));
    settings.put("test", Integer.toString(TEST));
    return settings;
  }

  /// @param tokens (B, 1 + T) int64
  /// @param tags (B, T) int64
  private record Sentences(Tensor tokens, Tensor tags) {}

  /// The word that stands for each of the first language's, a row a language.
  private record Languages(int[][] words) {
    static Languages of(SplittableRandom random) {
      int[][] words = new int[LANGUAGES][WORDS];
      for (int l = 0; l < LANGUAGES; l++) {
        Arrays.setAll(words[l], i -> i);
        int[] moved = Arrays.copyOf(Digits.shuffled(random, WORDS), MOVED);
        for (int i = 0; l > 0 && i < MOVED; i++) {
          words[l][moved[i]] = moved[(i + 1) % MOVED];
        }
      }
      return new Languages(words);
    }

    Sentences draw(SplittableRandom random, int rows, int languages) {
      long[] tokens = new long[rows * (LENGTH + 1)];
      long[] tags = new long[rows * LENGTH];
      for (int row = 0; row < rows; row++) {
        int language = row % languages;
        tokens[row * (LENGTH + 1)] = WORDS + language;
        int before = 0;
        for (int i = 0; i < LENGTH; i++) {
          int word = random.nextInt(WORDS);
          int of = word % CLASSES;
          tokens[row * (LENGTH + 1) + i + 1] = words[language][word];
          tags[row * LENGTH + i] = (of + before) % CLASSES;
          before = of;
        }
      }
      return new Sentences(Tensor.of(tokens, rows, LENGTH + 1L), Tensor.of(tags, rows, LENGTH));
    }
  }

  private static final class Tagger extends Block {
    private final Embedding embedding;
    private final Linear first;
    private final TransformerLayer layer;
    private final Linear head;

    Tagger(Initial initial) {
      embedding = block("embedding", new Embedding(initial, WORDS + LANGUAGES, WIDTH, 1));
      first = block("first", new Linear(initial, WIDTH, WIDTH));
      var rotary = new Rotary(initial.type(), WIDTH / 4, 10_000, LENGTH + 1);
      layer = block("layer", new TransformerLayer(initial, WIDTH, 4, 2 * WIDTH, 0, rotary));
      head = block("head", new Linear(initial, WIDTH, CLASSES));
    }

    Tensor apply(Tensor tokens) {
      Tensor x = layer.apply(first.apply(embedding.apply(tokens)), null);
      return head.apply(x.narrow(1, 1, LENGTH));
    }

    Tensor loss(Sentences sentences) {
      return apply(sentences.tokens)
          .reshape(-1, CLASSES)
          .crossEntropy(sentences.tags.reshape(-1), -100, 1);
    }

    double accuracy(Sentences sentences) {
      try (var scope = Scope.withoutGradients()) {
        Tensor right = apply(sentences.tokens).argmax(-1).isEqual(sentences.tags);
        return right.to(Type.FLOAT32).mean().value();
      }
    }
  }

  @Override
  public Trial run(long seed, Lab lab) {
    try (var scope = new Scope()) {
      var random = new SplittableRandom(seed);
      Languages languages = Languages.of(random);
      Sentences test = languages.draw(random, TEST, LANGUAGES);
      var base = new Tagger(Initial.seeded(seed));
      train(base, languages, 1, seed, lab, "seed %d, first language".formatted(seed));
      double frozen = base.accuracy(test);

      List<Double> accuracies = new ArrayList<>();
      List<Long> counts = new ArrayList<>();
      for (var adapter : adapters(seed)) {
        var tagger = new Tagger(Initial.seeded(seed));
        tagger.load(base.tensors());
        tagger.freeze();
        for (Linear linear : tagger.parts(Linear.class).values()) {
          linear.adapt(adapter.apply(linear.weight().size(1), linear.weight().size(0)));
        }
        counts.add(tagger.trainableCount());
        train(tagger, languages, LANGUAGES, seed, lab, "seed %d, adapters".formatted(seed));
        accuracies.add(tagger.accuracy(test));
      }
      lab.say("seed %d: frozen %.3f, mixed, one, one small: %s", seed, frozen, accuracies);
      String small = "one LoRA of rank 2";
      return new Trial()
          .paired("accuracy", "accuracy-gain", accuracies.get(0), accuracies.get(1))
          .ours("accuracy-frozen", frozen)
          .both("adapters", counts.get(0), counts.get(1))
          .other(small, "accuracy", accuracies.get(2))
          .other(small, "adapters", counts.get(2));
    }
  }

  /// Of the width in and the width out: mixed, one large, one small.
  private static List<BiFunction<Long, Long, Adapter>> adapters(long seed) {
    Initial mixed = Initial.seeded(seed + 1);
    Initial one = Initial.seeded(seed + 1);
    Initial small = Initial.seeded(seed + 1);
    return List.of(
        (in, out) -> new MixtureOfLoras(mixed, in, out, LANGUAGES, RANK, RANK),
        (in, out) -> new Lora(one, in, out, Math.min(ONE_RANK, Math.min(in, out)), 1),
        (in, out) -> new Lora(small, in, out, RANK, 1));
  }

  private static void train(
      Tagger tagger, Languages languages, int spoken, long seed, Lab lab, String what) {
    var random = new SplittableRandom(seed + spoken); // the same batches for every adapter
    new TextTraining(STEPS, RATE)
        .fit(
            tagger, () -> languages.draw(random, ROWS, spoken), tagger::loss, lab.progress(), what);
  }
}
