package org.offprint.lab.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.survival.Cmta;
import org.offprint.methods.survival.Concordance;
import org.offprint.methods.survival.DiscreteSurvival;
import org.offprint.methods.survival.TimeBins;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.train.Training;

/// Does translating two views of a patient into each other order patients by risk better than
/// laying the views side by side?
public final class SlidesAndGenes implements Experiment {
  private static final int LEARNED = 104;
  private static final int TESTED = 160;
  private static final int PATCHES = 9;
  private static final int FEATURES = 8;
  private static final int GROUPS = 6;
  private static final int GROUP_SIZE = 5;
  private static final int BINS = 4;
  private static final int WIDTH = 16;
  private static final int EPOCHS = 5;
  private static final int BATCH = 8;
  private static final double RATE = 2e-3;
  private static final double CENSORED_FROM = 1.5;
  private static final Cmta.Settings SETTINGS =
      new Cmta.Settings(FEATURES, List.of(5, 5, 5, 5, 5, 5), WIDTH, WIDTH, 2, 9, BINS, 0.1, 1);

  private static final Task TASK =
      Task.named("slides-and-genes", "Survival from a bag of patches and groups of genes")
          .dataset(
              "synthetic, drawn by the seed, in place of slides and genes, which are not public: three hidden normal numbers, one seen by both views, one by each alone; a patient's hazard is the exponential of their sum")
          .split("104 patients of training, 160 of test")
          .baseline(
              "the same two encoders, their class tokens laid side by side before the same fusion: no translation, no alignment")
          .protocol(
              """
              A patient: 9 patches of 8 numbers, normal with deviation 1, to every other of which the shared and the slide's number are added in two directions; 6 groups of
              5 genes, normal with deviation 1.5, the shared number added to three groups and the genes' own to the others. Time to event: exponential with
              hazard exp(sum of the three); censoring uniform on 0 to 3 divided by the median hazard, 1. CMTA of width 16, 2 heads, 4 bins of
              time by the quartiles of event times, dropout 0.1, alignment weighted 1. Every arm: its likelihood in discrete time (CMTA: and the alignment), 5
              epochs of Adam at 2e-3 on batches of 8 patients, from the same start of the encoders, no choice by validation. Concordance of the risks on the test
              patients.
              """)
          .seeds(3)
          .metrics(
              Metric.difference(
                  "gain", "concordance less that of fusion alone", "1", Direction.HIGHER),
              Metric.share("concordance", "concordance index", Direction.HIGHER))
          .agreesWhen(Condition.above("gain", 0))
          .claim(Claims.of("2309.12855", 1));

  @Override
  public String method() {
    return "cmta";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("patients", LEARNED + " and " + TESTED);
    settings.put("patches", PATCHES + " of " + FEATURES);
    settings.put("genes", GROUPS + " groups of " + GROUP_SIZE);
    settings.put("bins", Integer.toString(BINS));
    settings.put("width", Integer.toString(WIDTH));
    settings.put("epochs", Integer.toString(EPOCHS));
    settings.put("batch", Integer.toString(BATCH));
    settings.put("rate", Double.toString(RATE));
    return settings;
  }

  private record Patient(Tensor patches, List<Tensor> genes, double time, boolean event) {
    static Patient of(SplittableRandom random) {
      double shared = random.nextGaussian();
      double ofSlide = random.nextGaussian();
      double ofGenes = random.nextGaussian();
      float[] patches = new float[PATCHES * FEATURES];
      for (int i = 0; i < patches.length; i++) {
        patches[i] = (float) random.nextGaussian();
        boolean carries = i / FEATURES % 2 == 0;
        if (carries) {
          patches[i] += (float) (i % FEATURES < FEATURES / 2 ? shared : ofSlide);
        }
      }
      List<Tensor> genes = new ArrayList<>();
      for (int group = 0; group < GROUPS; group++) {
        float[] values = new float[GROUP_SIZE];
        for (int i = 0; i < GROUP_SIZE; i++) {
          values[i] = (float) (1.5 * random.nextGaussian() + (group % 2 == 0 ? shared : ofGenes));
        }
        genes.add(Tensor.of(values, GROUP_SIZE));
      }
      double event = -Math.log(1 - random.nextDouble()) / Math.exp(shared + ofSlide + ofGenes);
      double seen = 2 * CENSORED_FROM * random.nextDouble();
      return new Patient(
          Tensor.of(patches, PATCHES, FEATURES), genes, Math.min(event, seen), event <= seen);
    }
  }

  private record Patients(List<Patient> all) {
    static Patients of(SplittableRandom random, int count) {
      return new Patients(IntStream.range(0, count).mapToObj(i -> Patient.of(random)).toList());
    }

    List<Cmta.Case> cases(TimeBins bins) {
      return all.stream()
          .map(one -> new Cmta.Case(one.patches, one.genes, bins.bin(one.time), !one.event))
          .toList();
    }

    double[] times() {
      return all.stream().mapToDouble(Patient::time).toArray();
    }

    boolean[] events() {
      boolean[] events = new boolean[all.size()];
      for (int i = 0; i < events.length; i++) {
        events[i] = all.get(i).event;
      }
      return events;
    }

    boolean[] censored() {
      boolean[] censored = events();
      for (int i = 0; i < censored.length; i++) {
        censored[i] = !censored[i];
      }
      return censored;
    }
  }

  /// CMTA's encoders, and its fusion of their class tokens as they are.
  private static final class FusionAlone extends Block {
    private final Cmta encoders;
    private final Linear fuseIn;
    private final Linear fuseMid;
    private final Linear hazards;

    FusionAlone(long seed) {
      Initial initial = Initial.seeded(seed);
      encoders = block("encoders", new Cmta(initial, SETTINGS));
      fuseIn = block("fuse.0", new Linear(initial, 2 * WIDTH, WIDTH));
      fuseMid = block("fuse.1", new Linear(initial, WIDTH, WIDTH));
      hazards = block("hazards", new Linear(initial, WIDTH, BINS));
    }

    Tensor logits(Cmta.Case patient) {
      Cmta.Output output = encoders.apply(patient.patches(), patient.genes());
      Tensor seen = Tensor.concat(1, output.slide(), output.genes());
      return hazards.apply(fuseMid.apply(fuseIn.apply(seen).relu()).relu());
    }

    Tensor loss(List<Cmta.Case> cases) {
      long[] bins = cases.stream().mapToLong(Cmta.Case::bin).toArray();
      boolean[] censored = new boolean[bins.length];
      for (int i = 0; i < censored.length; i++) {
        censored[i] = cases.get(i).censored();
      }
      return DiscreteSurvival.standard()
          .mean(
              Tensor.concat(0, cases.stream().map(this::logits).toArray(Tensor[]::new)),
              Tensor.of(bins, bins.length),
              Tensor.of(censored, censored.length));
    }

    double risk(Cmta.Case patient) {
      return DiscreteSurvival.risk(logits(patient)).value();
    }
  }

  /// The data of a seed, and how every arm is trained and measured on it.
  private record Study(
      long seed,
      List<Cmta.Case> learned,
      List<Cmta.Case> tested,
      Patients test,
      Progress progress) {
    static Study of(long seed, Progress progress) {
      var random = new SplittableRandom(seed);
      Patients training = Patients.of(random, LEARNED);
      Patients test = Patients.of(random, TESTED);
      TimeBins bins = TimeBins.of(training.times(), training.censored(), BINS);
      if (bins.count() != BINS) {
        throw new IllegalStateException(
            "the event times give %d bins: expected %d".formatted(bins.count(), BINS));
      }
      return new Study(seed, training.cases(bins), test.cases(bins), test, progress);
    }

    double concordance(
        String name,
        Block model,
        Function<List<Cmta.Case>, Tensor> loss,
        ToDoubleFunction<Cmta.Case> risk) {
      var random = new SplittableRandom(seed);
      int perEpoch = LEARNED / BATCH;
      int[][] orders = new int[EPOCHS][];
      Arrays.setAll(orders, epoch -> Digits.shuffled(random, LEARNED));
      Training.of(model, Optimiser.adamW(model.trainable(), RATE, 0))
          .progress((step, of, now) ->
              progress.step(
                  "seed %d, %s".formatted(seed, name), step, of, "loss %.4f".formatted(now)))
          .run(
              EPOCHS * perEpoch,
              step -> {
                int from = step % perEpoch * BATCH;
                int[] rows = Arrays.copyOfRange(orders[step / perEpoch], from, from + BATCH);
                return loss.apply(Arrays.stream(rows).mapToObj(learned::get).toList());
              });
      model.training(false);
      double[] risks = new double[TESTED];
      for (int i = 0; i < TESTED; i++) {
        try (var scope = Scope.withoutGradients()) {
          risks[i] = risk.applyAsDouble(tested.get(i));
        }
      }
      return Concordance.of(test.times(), test.events(), risks).index();
    }

    double fusionAlone() {
      var model = new FusionAlone(seed);
      return concordance("fusion alone", model, model::loss, model::risk);
    }
  }

  @Override
  public Trial run(long seed, Lab lab) {
    Study study = Study.of(seed, lab.progress());
    var model = new Cmta(Initial.seeded(seed), SETTINGS);
    double ours =
        study.concordance(
            "CMTA", model, model::loss, one -> model.risk(one.patches(), one.genes()));
    double theirs = study.fusionAlone();
    return new Trial().paired("concordance", "gain", ours, theirs);
  }
}
