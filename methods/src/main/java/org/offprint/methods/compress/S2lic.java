package org.offprint.methods.compress;

import java.util.ArrayList;
import java.util.List;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.compress.Checkerboard.Half;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;

/// A learned image codec after S2LIC: transforms of convolutions and Swin V2 groups, and a latent
/// coded in channel slices, each from attention over the slices before it.
///
///     g_a: enhancement, conv 5/2, then a residual Swin group and conv 3/2 for each depth;  g_s mirrored
///     c_k = [channel attention, deformable attention](slices before k), nothing for k = 0
///     (μ, s) of anchors = EP_a([c_k, hyper]),  of the others = EP_o([c_k, hyper])
///     ŷ_k += ½ tanh(LRP([means of hyper, slices before, ŷ_k so far]))
///     loss = λ 255² MSE + bpp
///
/// Shapes: pictures (N, 3, H, W) in [0, 1]; latent (N, M, H', W') on a grid 2^(1 + depths) coarser.
/// Range: bits ≥ 0; the decoded picture is clipped to [0, 1]. A small codec that is trained for
/// minutes is no match for JPEG.
/// Source: S2LIC, arXiv:2403.14471; data flow of its published code/s2lic.py.
/// Differs from the source: the repository lacks the enhancement, the residual Swin group, the
/// channel attention and the deformable attention, so that these four are our reading, built on the
/// published Swin V2 and deformable attention: this is a codec after S2LIC and not S2LIC. In the
/// published file the second half of a slice does not see the first one (UNCERTAIN whether the
/// paper means it so); `anchorContext` lets it. In training, bits are estimated under uniform
/// noise, as in the library that the file builds on.
/// Throws: IllegalArgumentException if a setting or a shape does not fit; {@link CorruptBytes} from
/// decode.
@Source(paper = "arXiv:2403.14471", equation = "figures 2 to 4, code/s2lic.py")
public final class S2lic extends SliceCodec {
  private final DenseEnhancement enhancement;
  private final DenseEnhancement restoration;
  private final Conv in;
  private final List<ResidualSwin> groups;
  private final List<Conv> narrowing;
  private final List<Doubling> widening;
  private final List<ResidualSwin> mirrored;
  private final Doubling out;
  private final List<ChannelAttention> channelContexts;
  private final List<DeformableAttention> placeContexts;
  private final List<Entropy> anchorParameters;
  private final List<Entropy> otherParameters;
  private final List<Entropy> anchorResiduals;
  private final List<Entropy> otherResiduals;
  private final boolean anchorContext;

  /// @param channels N, of the transforms and of z
  /// @param latentChannels M
  /// @param slices of the latent
  /// @param depths of the Swin groups, one a group
  /// @param heads of the Swin groups
  /// @param window of the Swin groups, in places
  /// @param lambda of the loss
  /// @param anchorContext whether the second half of a slice is predicted from the first too
  public record Settings(
      long channels,
      long latentChannels,
      int slices,
      List<Integer> depths,
      List<Integer> heads,
      int window,
      double lambda,
      boolean anchorContext) {
    public Settings {
      depths = List.copyOf(depths);
      heads = List.copyOf(heads);
      if (depths.isEmpty() || depths.size() != heads.size()) {
        throw new IllegalArgumentException(
            "%d depths and %d heads; expected one of each a group, and a group at least."
                .formatted(depths.size(), heads.size()));
      }
      Shapes.require("window", window, window >= 2, "2 or more places");
      Shapes.require("lambda", lambda, lambda > 0, "a number above 0");
    }

    /// N = 192, M = 320, 10 slices, depths 1, 2, 3, heads 4, 8, 16, windows of 8, λ = 0.0130.
    public static Settings standard() {
      return new Settings(192, 320, 10, List.of(1, 2, 3), List.of(4, 8, 16), 8, 0.0130, false);
    }

    Layout layout() {
      long downscale = 2L << depths.size();
      long windows = (long) window << depths.size(); // the coarsest group's windows, in pixels
      long multiple = 4 * downscale;
      while (multiple % windows != 0) {
        multiple += 4 * downscale;
      }
      return new Layout(channels, latentChannels, slices, downscale, multiple, lambda);
    }
  }

  public S2lic(Initial initial, Settings settings) {
    super(initial, settings.layout());
    anchorContext = settings.anchorContext();
    long n = settings.channels();
    long m = settings.latentChannels();
    long c = m / settings.slices();
    int last = settings.depths().size() - 1;
    enhancement = block("enhance", new DenseEnhancement(initial, 3, Math.min(32, n)));
    restoration = block("restore", new DenseEnhancement(initial, 3, Math.min(32, n)));
    in = block("analyse.in", Conv.halving(initial, 3, n, 5));
    List<ResidualSwin> down = new ArrayList<>();
    List<Conv> narrow = new ArrayList<>();
    List<Doubling> wide = new ArrayList<>();
    List<ResidualSwin> up = new ArrayList<>();
    for (int i = 0; i <= last; i++) {
      int j = last - i;
      down.add(swin(initial, n, settings, i));
      narrow.add(Conv.halving(initial, n, i == last ? m : n, 3));
      wide.add(new Doubling(initial, i == 0 ? m : n, n, 3));
      up.add(swin(initial, n, settings, j));
    }
    groups = blocks("analyse.swin", down);
    narrowing = blocks("analyse.conv", narrow);
    widening = blocks("synthesise.conv", wide);
    mirrored = blocks("synthesise.swin", up);
    out = block("synthesise.out", new Doubling(initial, n, 3, 5));

    List<ChannelAttention> channel = new ArrayList<>();
    List<DeformableAttention> place = new ArrayList<>();
    List<Entropy> anchors = new ArrayList<>();
    List<Entropy> others = new ArrayList<>();
    List<Entropy> anchorGuess = new ArrayList<>();
    List<Entropy> otherGuess = new ArrayList<>();
    for (int k = 0; k < settings.slices(); k++) {
      long context = k == 0 ? 0 : 4 * c;
      if (k > 0) {
        channel.add(new ChannelAttention(initial, k * c, 2 * c, 2 * c));
        place.add(new DeformableAttention(initial, k * c, 2 * c, 2, 2 * c));
      }
      long seen = context + 2 * m;
      anchors.add(new Entropy(initial, seen, 2 * c));
      others.add(new Entropy(initial, anchorContext ? seen + c : seen, 2 * c));
      anchorGuess.add(new Entropy(initial, m + (k + 1) * c, c));
      otherGuess.add(new Entropy(initial, m + (k + 1) * c, c));
    }
    channelContexts = blocks("context.channel", channel);
    placeContexts = blocks("context.place", place);
    anchorParameters = blocks("parameters.anchor", anchors);
    otherParameters = blocks("parameters.other", others);
    anchorResiduals = blocks("residual.anchor", anchorGuess);
    otherResiduals = blocks("residual.other", otherGuess);
  }

  private static ResidualSwin swin(Initial initial, long width, Settings settings, int group) {
    return new ResidualSwin(
        initial,
        width,
        settings.depths().get(group),
        settings.heads().get(group),
        settings.window(),
        Math.min(512, 8 * width));
  }

  /// Two convolutions with a width in between.
  private static final class Entropy extends Block {
    private final Conv in;
    private final Conv out;

    Entropy(Initial initial, long channels, long outChannels) {
      long between = (channels + outChannels) / 2;
      in = block("in", Conv.of(initial, channels, between, 3));
      out = block("out", Conv.of(initial, between, outChannels, 3));
    }

    Tensor apply(Tensor x) {
      return out.apply(in.apply(x).gelu());
    }
  }

  @Override
  Tensor analyse(Tensor x) {
    Tensor h = in.apply(enhancement.apply(x));
    for (int i = 0; i < groups.size(); i++) {
      h = narrowing.get(i).apply(groups.get(i).apply(h));
    }
    return h;
  }

  @Override
  Tensor synthesise(Tensor latent) {
    Tensor h = latent;
    for (int i = 0; i < widening.size(); i++) {
      h = mirrored.get(i).apply(widening.get(i).apply(h));
    }
    return restoration.apply(out.apply(h));
  }

  @Override
  Tensor context(int k, Tensor hyper, List<Tensor> previous) {
    if (k == 0) {
      return hyper;
    }
    Tensor before = Tensor.concat(1, previous.toArray(Tensor[]::new));
    return Tensor.concat(
        1, channelContexts.get(k - 1).apply(before), placeContexts.get(k - 1).apply(before), hyper);
  }

  @Override
  Prediction anchors(int k, Tensor context) {
    return new Prediction(anchorParameters.get(k).apply(context));
  }

  @Override
  Prediction others(int k, Tensor context, Tensor hyper, List<Tensor> previous, Tensor anchors) {
    Tensor seen = anchorContext ? Tensor.concat(1, context, anchors) : context;
    return new Prediction(otherParameters.get(k).apply(seen));
  }

  @Override
  Tensor residual(int k, Half half, Tensor hyper, List<Tensor> previous, Tensor slice) {
    List<Tensor> seen = new ArrayList<>();
    seen.add(hyper.narrow(1, 0, hyper.size(1) / 2));
    seen.addAll(previous);
    seen.add(slice);
    Entropy guess = (half == Half.ANCHOR ? anchorResiduals : otherResiduals).get(k);
    return guess.apply(Tensor.concat(1, seen.toArray(Tensor[]::new)));
  }
}
