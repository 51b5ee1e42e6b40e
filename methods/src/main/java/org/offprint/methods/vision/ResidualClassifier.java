package org.offprint.methods.vision;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.BatchNorm;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Conv2d;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.tensor.Tensor;

/// A small residual network for pictures of a few hundred pixels, in which the channel attention and the activation are choices: what
/// the two are compared in.
///
///     stem: act(bn(conv₃ₓ₃ x));  block: act(attend(bn(conv₃ₓ₃ act(bn(conv₃ₓ₃ x)))) + shortcut x);  logits = W mean_hw + b
///
/// Shapes: images (B, channels, H, W) floating, H and W ≥ 1; labels (B) int64; logits (B, classes).
/// Range: any logits. The loss is cross-entropy in nats; NaN of an empty batch.
/// Source: He et al., Deep Residual Learning for Image Recognition, CVPR 2016, arXiv:1512.03385, equation 2.
/// Differs from the source: one block a width, of which all but the first halve the picture; no pooling after the stem.
/// Throws: IllegalArgumentException if images have another rank or other channels, or a label is no class.
@Source(paper = "arXiv:1512.03385", equation = "2")
public final class ResidualClassifier extends Block implements ImageClassifier {
  /// What scales the channels of a residual branch.
  public enum Attention {
    NONE,
    /// {@link EfficientChannelAttention} with the paper's kernel size.
    EFFICIENT,
    /// σ(W₂ relu(W₁ g)) with an eighth of the channels between (Hu et al., arXiv:1709.01507).
    SQUEEZE_EXCITE
  }

  /// What follows each batch norm.
  public enum Activation {
    RELU,
    GELU,
    /// {@link CrRelu}, an ε of its own at each place.
    CRRELU
  }

  /// @param widths the channels of each residual block
  public record Settings(
      long channels,
      List<Integer> widths,
      long classes,
      Attention attention,
      Activation activation) {
    public Settings {
      widths = List.copyOf(widths);
      Shapes.require("channels", channels, channels >= 1, "1 or more");
      Shapes.require("classes", classes, classes >= 2, "2 or more");
      if (widths.isEmpty() || widths.stream().anyMatch(width -> width < 1)) {
        throw new IllegalArgumentException(
            "widths %s: expected at least one, each 1 or more".formatted(widths));
      }
    }

    /// Grey pictures of ten kinds, widths 16, 32, 64, efficient attention, ReLU.
    public static Settings standard() {
      return new Settings(1, List.of(16, 32, 64), 10, Attention.EFFICIENT, Activation.RELU);
    }
  }

  private final Stage stem;
  private final List<Residual> residuals;
  private final Linear head;

  public ResidualClassifier(Initial initial, Settings settings) {
    int first = settings.widths().getFirst();
    stem = block("stem", new Stage(initial, settings.channels(), first, 1, settings.activation()));
    var list = new ArrayList<Residual>();
    int width = first;
    for (int next : settings.widths()) {
      list.add(new Residual(initial, width, next, list.isEmpty() ? 1 : 2, settings));
      width = next;
    }
    residuals = blocks("residuals", list);
    head = block("head", new Linear(initial, width, settings.classes()));
  }

  @Override
  public Tensor logits(Tensor images) {
    Shapes.requireRank("images", images, 4, "(B, channels, H, W)");
    Shapes.require("height", images.size(2), images.size(2) >= 1, "1 pixel or more");
    Shapes.require("width", images.size(3), images.size(3) >= 1, "1 pixel or more");
    Tensor x = stem.apply(images);
    for (Residual residual : residuals) {
      x = residual.apply(x);
    }
    Tensor means = x.reshape(x.size(0), x.size(1), x.size(2) * x.size(3)).mean(2, false);
    return head.apply(means);
  }

  /// act(bn(conv₃ₓ₃ x)).
  private static final class Stage extends Block {
    private final Conv2d conv;
    private final BatchNorm norm;
    private final UnaryOperator<Tensor> activation;

    Stage(Initial initial, long in, long out, long stride, Activation kind) {
      conv = block("conv", new Conv2d(initial, in, out, 3, stride, 1, false));
      norm = block("norm", new BatchNorm(initial, out));
      activation =
          switch (kind) {
            case RELU -> Tensor::relu;
            case GELU -> Tensor::gelu;
            case CRRELU -> block("activation", new CrRelu(initial))::apply;
          };
    }

    Tensor apply(Tensor x) {
      return activation.apply(norm.apply(conv.apply(x)));
    }
  }

  private static final class Residual extends Block {
    private final Stage first;
    private final Conv2d conv;
    private final BatchNorm norm;
    private final UnaryOperator<Tensor> attend;
    private final UnaryOperator<Tensor> shortcut;
    private final UnaryOperator<Tensor> activation;

    Residual(Initial initial, long in, long out, long stride, Settings settings) {
      first = block("first", new Stage(initial, in, out, stride, settings.activation()));
      conv = block("conv", new Conv2d(initial, out, out, 3, 1, 1, false));
      norm = block("norm", new BatchNorm(initial, out));
      attend =
          switch (settings.attention()) {
            case NONE -> x -> x;
            case EFFICIENT -> {
              int k = EfficientChannelAttention.kernelSize(out);
              yield block("attention", new EfficientChannelAttention(initial, k))::apply;
            }
            case SQUEEZE_EXCITE -> block("attention", new SqueezeExcite(initial, out))::apply;
          };
      shortcut =
          in == out && stride == 1
              ? x -> x
              : block("shortcut", new Conv2d(initial, in, out, 1, stride, 0, false))::apply;
      activation =
          switch (settings.activation()) {
            case RELU -> Tensor::relu;
            case GELU -> Tensor::gelu;
            case CRRELU -> block("activation", new CrRelu(initial))::apply;
          };
    }

    Tensor apply(Tensor x) {
      Tensor branch = attend.apply(norm.apply(conv.apply(first.apply(x))));
      return activation.apply(branch.add(shortcut.apply(x)));
    }
  }

  private static final class SqueezeExcite extends Block {
    private final Linear squeeze;
    private final Linear excite;

    SqueezeExcite(Initial initial, long channels) {
      long between = Math.max(1, channels / 8);
      squeeze = block("squeeze", new Linear(initial, channels, between));
      excite = block("excite", new Linear(initial, between, channels));
    }

    Tensor apply(Tensor x) {
      Tensor g = x.reshape(x.size(0), x.size(1), x.size(2) * x.size(3)).mean(2, false);
      Tensor a = excite.apply(squeeze.apply(g).relu()).sigmoid();
      return x.mul(a.unsqueeze(-1).unsqueeze(-1));
    }
  }
}
