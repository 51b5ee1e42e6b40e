package org.offprint.methods;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.hipparchus.analysis.differentiation.Gradient;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.estimate.KeynessKeywords;
import org.offprint.methods.forecast.EntroPe;
import org.offprint.methods.forecast.EntropyModel;
import org.offprint.methods.forecast.EntropyPatcher;
import org.offprint.methods.forecast.MeanScaleQuantiser;
import org.offprint.methods.language.SkillPack;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.loss.FeatureClassifier;
import org.offprint.methods.loss.RobustMeanTeacher;
import org.offprint.methods.model.Decoder;
import org.offprint.methods.model.DecoderLayer;
import org.offprint.methods.scaling.Fitted;
import org.offprint.methods.scaling.PowerLaw;
import org.offprint.methods.survival.CoxRegression;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.train.Checkpoint;
import org.offprint.methods.train.Training;
import org.offprint.methods.vision.CrossScaleBlock;
import org.offprint.methods.vision.Grouping;

/// Small right ones of what chance does not make: its parts have to fit each other.
final class Examples {
  private static final Map<Class<?>, Supplier<Object>> ALL =
      Map.ofEntries(
          Map.entry(EntroPe.class, Examples::entroPe),
          Map.entry(RobustMeanTeacher.class, Examples::robustMeanTeacher),
          Map.entry(
              CrossScaleBlock.class,
              () -> new CrossScaleBlock(Initial.seeded(1), 16, 2, new Grouping(2, 0), 0)),
          Map.entry(DecoderLayer.class, Examples::decoderLayer),
          Map.entry(
              Fitted.class,
              () ->
                  PowerLaw.fit(
                      new double[] {1e4, 1e5, 1e6, 1e7, 1e8}, new double[] {5, 4, 3.4, 3, 2.8})),
          Map.entry(
              CoxRegression.class,
              () ->
                  CoxRegression.fit(
                      new double[][] {{0}, {1}, {0}, {1}},
                      new double[] {1, 2, 3, 4},
                      new boolean[] {true, true, false, true},
                      0.1)),
          Map.entry(
              SkillPack.QuantisedGroup.class,
              () ->
                  SkillPack.quantise(
                          Tensor.normal(new SplittableRandom(1), 1, 4, 3),
                          new SkillPack.Rule.LowRank(List.of(new SkillPack.Group(8, 0, 2))))
                      .getFirst()),
          Map.entry(
              KeynessKeywords.Settings.class,
              () -> new KeynessKeywords.Settings(1, 1, 2, 2, 1e-3, 1)),
          Map.entry(Training.class, Examples::training),
          Map.entry(
              Checkpoint.class,
              () -> Checkpoint.of(new Linear(Initial.seeded(1), 3, 4), new Grouping(2, 0))),
          Map.entry(Block.class, () -> new Linear(Initial.seeded(1), 3, 4)),
          Map.entry(Record.class, () -> new Grouping(2, 0)),
          Map.entry(Class.class, () -> Grouping.class),
          Map.entry(Gradient.class, () -> Gradient.constant(2, 0.5)));

  private Examples() {}

  /// One of a class, or null where chance makes them.
  static @Nullable Object of(Class<?> type) {
    Supplier<Object> example = ALL.get(type);
    return example == null ? null : example.get();
  }

  private static EntroPe entroPe() {
    var patcher = new EntropyPatcher(new EntropyPatcher.Threshold.Quantile(0.6, false), 4);
    return new EntroPe(
        Initial.seeded(1),
        new EntroPe.Settings(6, 3, 2, 4, 2, 4, 1, 96, 0, true, patcher),
        new MeanScaleQuantiser(-2, 2, 12, 4, 0),
        new EntropyModel(Initial.seeded(2), new EntropyModel.Settings(12, 1, 1, 4, 6, 0)));
  }

  /// A classifier of one layer for features and one for classes.
  private static final class Classifier extends Block implements FeatureClassifier {
    private final Linear hidden;
    private final Linear out;

    Classifier(Initial initial) {
      hidden = block("hidden", new Linear(initial, 3, 4));
      out = block("out", new Linear(initial, 4, 3));
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

  private static RobustMeanTeacher<?> robustMeanTeacher() {
    return new RobustMeanTeacher<>(
        Initial.seeded(1),
        new RobustMeanTeacher.Settings(4, 3, 5, 0.1, 0.9, 1, 1, 1),
        Classifier::new);
  }

  private static DecoderLayer decoderLayer() {
    return new Decoder(Initial.seeded(1), new Decoder.Settings(5, 4, 8, 1, 2, 1, 8, 10_000, 0))
        .layers()
        .getFirst();
  }

  private static Training training() {
    var model = new Linear(Initial.seeded(1), 3, 4);
    return Training.of(model, Optimiser.adamW(model.trainable(), 1e-3, 0));
  }
}
