package org.offprint.methods.estimate;

import java.util.List;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Correctness-aware calibrator: predicts a temperature for each sample from how its top classes fare on transformed copies of the input. What the
/// model answers does not change, only how sure it is.
///
///     top = the k largest classes of z, descending;  feature = softmax(view) at top, of each view, concatenated (V k)
///     T = clip(W₂ relu(W₁ feature + b₁) + b₂, 0.1, 10);  calibrated logits = z / T
///
/// Shapes: logits (N, K) floating, views V × (N, K), labels (N) int64; temperatures (N); the loss is a scalar.
/// Range: T from 0.1 to 10; where T is at its limit no gradient flows.
/// Source: arXiv:2404.13016; k = 4, three views (rotated, greyscale, colour-jittered) and 5 hidden units as in the authors' released code, which
/// trains by Adam at 10⁻⁴ in batches of 1,000 for 10 epochs on a validation set.
/// Differs from the source: b₂ starts at 1, so that T begins near no change; the second branch of the code, which predicts correctness and
/// receives no loss, is left out.
/// Throws: IllegalArgumentException if shapes or types do not fit, the views are not as many as were set, or there are fewer than k classes.
@Source(paper = "arXiv:2404.13016", equation = "calibrator")
public final class CorrectnessAwareCalibrator extends Block {
  /// @param top k, how many classes are read
  /// @param views V, how many transformed copies of each input
  public record Settings(int top, int views, int hidden, double least, double greatest) {
    public Settings {
      Shapes.require("top", top, top >= 1, "at least 1 class");
      Shapes.require("views", views, views >= 1, "at least 1 view");
      Shapes.require("hidden", hidden, hidden >= 1, "at least 1 unit");
      if (!(least > 0 && greatest > least)) {
        throw new IllegalArgumentException(
            "temperatures from %s to %s; expected 0 < least < greatest."
                .formatted(least, greatest));
      }
    }

    /// The authors' values.
    public static Settings standard() {
      return new Settings(4, 3, 5, 0.1, 10);
    }
  }

  private final Settings settings;
  private final Linear first;
  private final Linear second;

  public CorrectnessAwareCalibrator(Initial initial, Settings settings) {
    this.settings = settings;
    first =
        block(
            "first",
            new Linear(initial, (long) settings.top() * settings.views(), settings.hidden()));
    second = block("second", new Linear(initial, settings.hidden(), 1));
    Tensor bias = second.bias();
    if (bias != null) {
      try (var scope = Scope.withoutGradients()) {
        bias.copyFrom(initial.ones(1));
      }
    }
  }

  /// The `top` largest classes of each row, descending; equal logits by the lower class.
  public static Tensor top(Tensor logits, int top) {
    Shapes.requireRank("logits", logits, 2, "(N, K)");
    Shapes.requireFloating("logits", logits);
    Shapes.require("top", top, top >= 1, "1 or more");
    if (logits.size(1) < top) {
      throw new IllegalArgumentException(
          "logits has shape %s; expected at least %d classes, as many as are read."
              .formatted(Shapes.text(logits.shape()), top));
    }
    return logits.argsortDescending(1).narrow(1, 0, top).contiguous();
  }

  /// (N, V k): of each view its softmax at the top classes of the logits.
  public static Tensor features(Tensor logits, List<Tensor> views, int top) {
    Tensor classes = top(logits, top);
    Shapes.require("the number of views", views.size(), !views.isEmpty(), "1 or more");
    Tensor[] parts = new Tensor[views.size()];
    for (int v = 0; v < parts.length; v++) {
      Shapes.requireFloating("views[" + v + "]", views.get(v));
      Shapes.requireEqual("views[" + v + "]", views.get(v), "logits", logits);
      parts[v] = views.get(v).softmax(1).gather(1, classes);
    }
    return Tensor.concat(1, parts);
  }

  /// T of each sample.
  public Tensor temperature(Tensor logits, List<Tensor> views) {
    if (views.size() != settings.views()) {
      throw new IllegalArgumentException(
          "there are %d views; expected %d.".formatted(views.size(), settings.views()));
    }
    Tensor h = first.apply(features(logits, views, settings.top())).relu();
    return second.apply(h).clamp(settings.least(), settings.greatest()).squeeze(1);
  }

  /// z / T: the same order of classes in every row.
  public Tensor calibrate(Tensor logits, List<Tensor> views) {
    return logits.div(temperature(logits, views).unsqueeze(1));
  }

  public Tensor loss(Tensor logits, List<Tensor> views, Tensor labels, CorrectnessAwareLoss loss) {
    CorrectnessAwareLoss.requireLogits(logits, labels);
    return loss.apply(logits, temperature(logits, views), labels);
  }
}
