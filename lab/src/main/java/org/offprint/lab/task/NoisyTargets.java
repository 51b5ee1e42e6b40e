package org.offprint.lab.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Embedding;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.loss.CrossEntropy;
import org.offprint.methods.loss.EditInvariantLoss;
import org.offprint.methods.loss.EditInvariantLoss.Noise;
import org.offprint.methods.scaling.CorpusBleu;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Does a loss that matches n-grams wherever they stand learn the right translation from targets
/// that were edited? Four kinds of edit, two of which move tokens and two of which do not.
public final class NoisyTargets implements Experiment {
  private static final int SYMBOLS = 30;
  private static final int LENGTH = 12;
  private static final int LEARNED = 1_500;
  private static final int TESTED = 500;
  private static final int WIDTH = 64;
  private static final int EPOCHS = 10;
  private static final int BATCH = 64;
  private static final double RATE = 0.002;
  private static final List<Integer> ORDERS = List.of(1, 2, 3, 4);

  /// What is done to training targets.
  private enum Edit {
    ROTATION(0.6) {
      @Override
      void edit(int[] target, SplittableRandom random) {
        int by = 1 + random.nextInt(3);
        int[] before = target.clone();
        for (int i = 0; i < target.length; i++) {
          target[i] = before[(i + by) % target.length];
        }
      }
    },
    REPETITION(0.9) {
      @Override
      void edit(int[] target, SplittableRandom random) {
        for (int time = 0; time < 2; time++) {
          int at = random.nextInt(target.length - 1);
          System.arraycopy(target, at, target, at + 1, target.length - 1 - at);
        }
      }
    },
    SHUFFLE(0.9) {
      @Override
      void edit(int[] target, SplittableRandom random) {
        int[] places = Arrays.copyOf(Digits.shuffled(random, target.length), target.length / 2);
        int[] order = Digits.shuffled(random, places.length);
        int[] before = target.clone();
        for (int i = 0; i < places.length; i++) {
          target[places[i]] = before[places[order[i]]];
        }
      }
    },
    BLANKS(1) {
      @Override
      void edit(int[] target, SplittableRandom random) {
        for (int i = 0; i < target.length; i++) {
          target[i] = random.nextDouble() < 0.3 ? BLANK : target[i];
        }
      }
    };

    private static final int BLANK = SYMBOLS;
    private final double share;

    Edit(double share) {
      this.share = share;
    }

    abstract void edit(int[] target, SplittableRandom random);

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Task TASK =
      Task.named("noisy-targets", "A cipher learnt from edited targets")
          .dataset(
              "made here: random strings of 12 out of 30 symbols, the target a fixed cipher of them")
          .split("1,500 strings with edited targets for training, 500 with clean ones for the test")
          .baseline("cross-entropy, place by place")
          .protocol(
              """
              Model, not autoregressive: embeddings of a symbol and its two neighbours (64 each), a hidden layer of 64 with ReLU, logits over
              30 symbols and a blank. 10 epochs of Adam at 0.002, batches of 64, the same start and batches for both losses. Four trainings a
              loss, one for each edit of the training targets: 60 % rotated by 1 to 3 places; 90 % with two tokens repeated, what falls off the
              end lost; 90 % with 6 of 12 tokens shuffled among their places; 30 % of all tokens blank. Loss: n-grams of orders 1 to
              4 with equal weights, Gumbel noise, no cross-entropy mixed in. BLEU of the likeliest symbols against clean targets.
              Nothing was searched for either loss. The gain is the mean over the four edits, and each is shown.
              """)
          .seeds(4)
          .metrics(
              Metric.difference("gain", "BLEU less that of cross-entropy", "1", Direction.HIGHER),
              new Metric(
                  "bleu", "BLEU, mean of the four edits", "1", Direction.HIGHER, 0.0, 100.0, true),
              Metric.difference(
                  "gain-rotation", "gain where targets are rotated", "1", Direction.HIGHER),
              Metric.difference(
                  "gain-repetition", "gain where tokens are repeated", "1", Direction.HIGHER),
              Metric.difference(
                  "gain-shuffle", "gain where tokens are shuffled", "1", Direction.HIGHER),
              Metric.difference(
                  "gain-blanks", "gain where tokens are blank", "1", Direction.HIGHER))
          .agreesWhen(Condition.above("gain", 0))
          .claim(Claims.of("2106.15078", 2));

  @Override
  public String method() {
    return "edit-invariant-sequence-loss";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("symbols", Integer.toString(SYMBOLS));
    settings.put("length", Integer.toString(LENGTH));
    settings.put("width", Integer.toString(WIDTH));
    settings.put("epochs", Integer.toString(EPOCHS));
    settings.put("batch", Integer.toString(BATCH));
    settings.put("rate", Double.toString(RATE));
    settings.put("orders", ORDERS.toString());
    return settings;
  }

  /// Strings and what each is to become.
  private record Strings(int[][] sources, int[][] targets) {
    Tensor x(int... rows) {
      long[] padded = new long[rows.length * (LENGTH + 2)];
      for (int r = 0; r < rows.length; r++) {
        int[] source = sources[rows[r]];
        for (int i = 0; i < LENGTH + 2; i++) {
          boolean inside = i >= 1 && i <= LENGTH;
          padded[r * (LENGTH + 2) + i] = inside ? source[i - 1] : SYMBOLS; // an edge of its own
        }
      }
      return Tensor.of(padded, rows.length, LENGTH + 2);
    }

    Tensor y(int... rows) {
      long[] flat =
          Arrays.stream(rows).flatMap(row -> Arrays.stream(targets[row])).asLongStream().toArray();
      return Tensor.of(flat, rows.length, LENGTH);
    }
  }

  private static final class Translator extends Block {
    private final Embedding table;
    private final Linear hidden;
    private final Linear head;

    Translator(long seed) {
      Initial initial = Initial.seeded(seed);
      table = block("table", new Embedding(initial, SYMBOLS + 1, WIDTH, 0.5));
      hidden = block("hidden", new Linear(initial, 3 * WIDTH, WIDTH));
      head = block("head", new Linear(initial, WIDTH, SYMBOLS + 1));
    }

    /// (B, T + 2) to logits (B, T, V).
    Tensor apply(Tensor x) {
      Tensor all = table.apply(x);
      Tensor around =
          Tensor.concat(
              2, all.narrow(1, 0, LENGTH), all.narrow(1, 1, LENGTH), all.narrow(1, 2, LENGTH));
      return head.apply(hidden.apply(around).relu());
    }
  }

  @FunctionalInterface
  private interface PairLoss {
    Tensor of(Tensor logits, Tensor targets);
  }

  @Override
  public Trial run(long seed, Lab lab) {
    var random = new SplittableRandom(seed);
    int[] cipher = Digits.shuffled(random, SYMBOLS);
    Strings learned = strings(LEARNED, cipher, random);
    Strings test = strings(TESTED, cipher, random);
    var eisl = new EditInvariantLoss(ORDERS);

    var trial = new Trial();
    double mine = 0;
    double theirs = 0;
    for (Edit edit : Edit.values()) {
      Strings noisy = edited(learned, edit, random.split());
      Noise gumbel = Noise.gumbel(random.split());
      double ours = train(seed, noisy, test, (z, y) -> eisl.apply(z, y, gumbel));
      double base = train(seed, noisy, test, CrossEntropy.standard()::apply);
      trial.ours("gain-" + edit.id(), ours - base);
      mine += ours / Edit.values().length;
      theirs += base / Edit.values().length;
      lab.progress()
          .step(
              "seed " + seed,
              edit.ordinal() + 1,
              Edit.values().length,
              "%s: BLEU %.1f, cross-entropy %.1f".formatted(edit.id(), ours, base));
    }
    return trial.paired("bleu", "gain", mine, theirs);
  }

  private static Strings strings(int count, int[] cipher, SplittableRandom random) {
    int[][] sources = new int[count][];
    int[][] targets = new int[count][];
    for (int n = 0; n < count; n++) {
      sources[n] = random.ints(LENGTH, 0, SYMBOLS).toArray();
      targets[n] = Arrays.stream(sources[n]).map(symbol -> cipher[symbol]).toArray();
    }
    return new Strings(sources, targets);
  }

  private static Strings edited(Strings clean, Edit edit, SplittableRandom random) {
    int[][] targets = Arrays.stream(clean.targets).map(int[]::clone).toArray(int[][]::new);
    for (int[] target : targets) {
      if (random.nextDouble() < edit.share) {
        edit.edit(target, random);
      }
    }
    return new Strings(clean.sources, targets);
  }

  private static double train(long seed, Strings learned, Strings test, PairLoss loss) {
    try (var training = new Scope()) {
      var model = new Translator(seed);
      Optimiser adam = Optimiser.adamW(model.trainable(), RATE, 0);
      var random = new SplittableRandom(seed);
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        int[] order = Digits.shuffled(random, LEARNED);
        for (int from = 0; from < LEARNED; from += BATCH) {
          int[] rows = Arrays.copyOfRange(order, from, Math.min(LEARNED, from + BATCH));
          try (var step = new Scope()) {
            loss.of(model.apply(learned.x(rows)), learned.y(rows)).backward();
            adam.step();
          }
        }
      }
      int[] all = IntStream.range(0, TESTED).toArray();
      long[] best = model.apply(test.x(all)).argmax(-1).toLongs();
      List<List<String>> given = new ArrayList<>();
      List<List<String>> expected = new ArrayList<>();
      for (int n = 0; n < TESTED; n++) {
        given.add(
            Arrays.stream(best, n * LENGTH, (n + 1) * LENGTH).mapToObj(Long::toString).toList());
        expected.add(Arrays.stream(test.targets[n]).mapToObj(Integer::toString).toList());
      }
      return CorpusBleu.of(given, expected);
    }
  }
}
