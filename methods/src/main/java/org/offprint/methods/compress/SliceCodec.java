package org.offprint.methods.compress;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.compress.Checkerboard.Half;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// The frame of a codec whose latent is coded in channel slices, each in two checkerboard halves:
///
///     y = g_a(x);  z = h_a(y);  ẑ = round(z − m) + m;  hyper = h_s(ẑ)
///     for each slice k: (μ, s) of the anchors from hyper and the slices before, ŷ = round(y − μ) + μ,
///       ŷ += ½ tanh(LRP); then the same for the other half, which may look at the anchors
///     x̂ = g_s(ŷ);   loss = λ 255² MSE + (bits of ŷ + bits of ẑ) / pixels
///
/// In training noise stands for rounding where bits are estimated, and rounding passes gradients
/// straight through where the picture is made. Encoder and decoder run the same loop: what differs
/// is whether a symbol is written or read.
///
/// A subclass brings the transforms g and the context of a slice. Pictures are (N, 3, H, W) in
/// [0, 1] of any height and width from 1; they are padded by their last row and column.
///
/// Beware: a decoder must compute means and scales to the last bit as the encoder did. That holds on
/// one machine with one version of libtorch; elsewhere decoding may fail, which is noticed.
public abstract class SliceCodec extends Block {
  private final Layout layout;
  private final RandomGenerator random;
  private final RateDistortion loss;
  private final GaussianConditional gaussian = GaussianConditional.standard();
  private final FactorisedPrior prior;
  private final HyperTransform hyperTransform;
  private final Type type;

  /// @param hyperChannels N, of z
  /// @param latentChannels M, of y; a multiple of slices
  /// @param slices of the latent
  /// @param downscale height of a padded picture over that of y
  /// @param multiple to which height and width are padded, itself one of 4 downscale
  /// @param lambda weight of the distortion
  record Layout(
      long hyperChannels,
      long latentChannels,
      int slices,
      long downscale,
      long multiple,
      double lambda) {
    Layout {
      Shapes.require("hyperChannels", hyperChannels, hyperChannels >= 1, "1 or more");
      Shapes.require("slices", slices, slices >= 1, "1 or more");
      Shapes.require(
          "latentChannels",
          latentChannels,
          latentChannels >= slices && latentChannels % slices == 0,
          "a multiple of the %d slices".formatted(slices));
    }

    long sliceChannels() {
      return latentChannels / slices;
    }
  }

  SliceCodec(Initial initial, Layout layout) {
    this.layout = layout;
    random = initial.random();
    type = initial.type();
    loss = new RateDistortion(layout.lambda());
    prior = block("prior", new FactorisedPrior(initial, layout.hyperChannels()));
    hyperTransform =
        block(
            "hyper", new HyperTransform(initial, layout.latentChannels(), layout.hyperChannels()));
  }

  /// What a context predicts of half a slice; places of the other half are not looked at.
  ///
  /// @param both means and scales, (N, 2C, h, w)
  record Prediction(Tensor both) {
    Tensor means() {
      return both.narrow(1, 0, both.size(1) / 2);
    }

    Tensor scales() {
      return both.narrow(1, both.size(1) / 2, both.size(1) / 2);
    }

    Prediction squeezed(Checkerboard board, Half half) {
      return new Prediction(board.squeeze(both, half));
    }
  }

  /// g_a: a padded picture to y.
  abstract Tensor analyse(Tensor x);

  /// g_s: ŷ to a padded picture.
  abstract Tensor synthesise(Tensor latent);

  /// What slice k is predicted from.
  ///
  /// @param previous the decoded slices before k
  abstract Tensor context(int k, Tensor hyper, List<Tensor> previous);

  abstract Prediction anchors(int k, Tensor context);

  /// @param context what {@link #context} made of hyper and the slices before
  /// @param anchors the decoded anchors of slice k, 0 at the other places
  abstract Prediction others(
      int k, Tensor context, Tensor hyper, List<Tensor> previous, Tensor anchors);

  /// What rounding lost, guessed; before the ½ tanh.
  ///
  /// @param slice what of slice k is decoded, 0 elsewhere
  abstract Tensor residual(int k, Half half, Tensor hyper, List<Tensor> previous, Tensor slice);

  /// What becomes of half a slice once its means and scales are predicted; all are squeezed.
  interface Pass {
    /// @return ŷ
    Tensor take(int k, Half half, Tensor means, Tensor scales);
  }

  Tensor latent(Tensor hyper, Checkerboard board, Pass pass) {
    List<Tensor> previous = new ArrayList<>();
    for (int k = 0; k < layout.slices(); k++) {
      Tensor context = context(k, hyper, previous);
      Tensor anchors = taken(k, Half.ANCHOR, anchors(k, context), board, pass);
      anchors = corrected(k, Half.ANCHOR, hyper, previous, anchors, board);
      Prediction predicted = others(k, context, hyper, previous, anchors);
      Tensor slice = anchors.add(taken(k, Half.OTHER, predicted, board, pass));
      previous.add(corrected(k, Half.OTHER, hyper, previous, slice, board));
    }
    return Tensor.concat(1, previous.toArray(Tensor[]::new));
  }

  private static Tensor taken(
      int k, Half half, Prediction predicted, Checkerboard board, Pass pass) {
    Prediction own = predicted.squeezed(board, half);
    return board.unsqueeze(pass.take(k, half, own.means(), own.scales()), half);
  }

  private Tensor corrected(
      int k, Half half, Tensor hyper, List<Tensor> previous, Tensor slice, Checkerboard board) {
    Tensor guess = residual(k, half, hyper, previous, slice).tanh().mul(0.5);
    return slice.add(guess.mul(board.mask(half, type)));
  }

  List<Tensor> slices(Tensor y) {
    List<Tensor> slices = new ArrayList<>();
    for (int k = 0; k < layout.slices(); k++) {
      slices.add(y.narrow(1, k * layout.sliceChannels(), layout.sliceChannels()));
    }
    return slices;
  }

  static Checkerboard board(Tensor y) {
    return new Checkerboard(Math.toIntExact(y.size(2)), Math.toIntExact(y.size(3)));
  }

  // Training and measuring

  /// What the model makes of pictures.
  ///
  /// @param decoded the pictures after coding, (N, 3, H, W); not clipped to [0, 1]
  /// @param bits of the latent, estimated
  /// @param hyperBits of ẑ, estimated
  /// @param bitsPerPixel both together over the pixels of the batch
  public record Estimate(
      Tensor decoded,
      Tensor bits,
      Tensor hyperBits,
      Tensor bitsPerPixel,
      Tensor meanSquare,
      Tensor loss) {}

  /// In training mode with noise instead of rounding for the bits, else as the coder would do it.
  public Estimate estimate(Tensor pictures) {
    Tensor y = analyse(padded(pictures));
    return estimate(pictures, y, hyperTransform.analyse(y), training() ? random : null);
  }

  private Estimate estimate(Tensor pictures, Tensor y, Tensor z, @Nullable RandomGenerator noise) {
    Tensor rounded = prior.quantise(z);
    Tensor seen = noise == null ? rounded : Quantiser.noisy(noise, z);
    Tensor hyperBits = GaussianConditional.bits(prior.likelihood(seen));
    var pass = new Estimating(slices(y), board(y), noise);
    Tensor latent = latent(hyperTransform.synthesise(rounded), board(y), pass);
    return measured(pictures, latent, pass.bits(), hyperBits);
  }

  private Estimate measured(Tensor pictures, Tensor latent, Tensor bits, Tensor hyperBits) {
    Tensor decoded = cropped(synthesise(latent), pictures.size(2), pictures.size(3));
    double pixels = pictures.size(0) * pictures.size(2) * pictures.size(3);
    Tensor bitsPerPixel = bits.add(hyperBits).div(pixels);
    Tensor meanSquare = RateDistortion.meanSquare(pictures, decoded);
    return new Estimate(
        decoded, bits, hyperBits, bitsPerPixel, meanSquare, loss.apply(meanSquare, bitsPerPixel));
  }

  private final class Estimating implements Pass {
    private final List<Tensor> y;
    private final Checkerboard board;
    private final @Nullable RandomGenerator noise;
    private final List<Tensor> bits = new ArrayList<>();

    Estimating(List<Tensor> y, Checkerboard board, @Nullable RandomGenerator noise) {
      this.y = y;
      this.board = board;
      this.noise = noise;
    }

    @Override
    public Tensor take(int k, Half half, Tensor means, Tensor scales) {
      Tensor own = board.squeeze(y.get(k), half);
      Tensor rounded = Quantiser.rounded(own, means);
      Tensor seen = noise == null ? rounded : Quantiser.noisy(noise, own);
      bits.add(GaussianConditional.bits(gaussian.likelihood(seen, means, scales)));
      return rounded;
    }

    Tensor bits() {
      return Tensor.stack(0, bits.toArray(Tensor[]::new)).sum();
    }
  }

  /// λ 255² MSE + bits per pixel, and what moves the prior's medians.
  public Tensor loss(Tensor pictures) {
    return estimate(pictures).loss().add(prior.medianLoss());
  }

  // Refining

  /// The loss where soft samples stand for rounding.
  ///
  /// @param sample a tensor of numbers to numbers between the whole ones around them
  Tensor softLoss(Tensor picture, Latents latents, UnaryOperator<Tensor> sample) {
    Tensor y = latents.y();
    Tensor m = prior.medians();
    Tensor z = sample.apply(latents.z().sub(m)).add(m);
    Tensor hyperBits = GaussianConditional.bits(prior.likelihood(z));
    List<Tensor> parts = slices(y);
    List<Tensor> bits = new ArrayList<>();
    Checkerboard board = board(y);
    Tensor latent =
        latent(
            hyperTransform.synthesise(z),
            board,
            (k, half, means, scales) -> {
              Tensor own = board.squeeze(parts.get(k), half);
              Tensor soft = sample.apply(own.sub(means)).add(means);
              bits.add(GaussianConditional.bits(gaussian.likelihood(soft, means, scales)));
              return soft;
            });
    Tensor all = Tensor.stack(0, bits.toArray(Tensor[]::new)).sum();
    return measured(picture.unsqueeze(0), latent, all, hyperBits).loss();
  }

  /// The loss that coding these latents would have.
  double roundedLoss(Tensor picture, Latents latents) {
    try (var scope = Scope.withoutGradients()) {
      return estimate(picture.unsqueeze(0), latents.y(), latents.z(), null).loss().value();
    }
  }

  // Coding

  /// A picture's latents before rounding.
  ///
  /// @param y (1, M, h, w)
  /// @param z (1, N, h / 4, w / 4)
  /// @param height of the picture
  /// @param width of the picture
  public record Latents(Tensor y, Tensor z, int height, int width) {}

  /// A coded picture.
  ///
  /// @param bytes header, symbols, check sum
  /// @param latent ŷ as the decoder will have it
  /// @param estimatedBits −log₂ of the likelihoods
  /// @param tableBits −log₂ of the probabilities that the coder acted on
  /// @param codedBits written by the coder, without header and check sum
  public record Encoded(
      byte[] bytes, Tensor latent, double estimatedBits, double tableBits, long codedBits) {}

  /// A decoded picture.
  ///
  /// @param picture (3, H, W) within [0, 1]
  /// @param latent ŷ
  public record Decoded(Tensor picture, Tensor latent) {}

  /// @param picture (3, H, W)
  public Latents latents(Tensor picture) {
    requirePicture(picture);
    try (var scope = Scope.withoutGradients()) {
      Tensor y = analyse(padded(picture.unsqueeze(0)));
      Tensor z = hyperTransform.analyse(y);
      return new Latents(
          scope.keep(y.copy()),
          scope.keep(z.copy()),
          Math.toIntExact(picture.size(1)),
          Math.toIntExact(picture.size(2)));
    }
  }

  /// @param picture (3, H, W)
  public Encoded encode(Tensor picture) {
    return encode(latents(picture));
  }

  /// @throws IllegalArgumentException if a latent is not finite
  public Encoded encode(Latents latents) {
    Shapes.requireRank("y", latents.y(), 4, "(1, M, h, w)");
    Shapes.requireSize("y", latents.y(), 0, 1, "one picture");
    Shapes.requireSize(
        "y", latents.y(), 1, layout.slices() * layout.sliceChannels(), "the channels of the codec");
    Shapes.requireRank("z", latents.z(), 4, "(1, N, h / 4, w / 4)");
    Shapes.requireSize("z", latents.z(), 0, 1, "one picture");
    Shapes.requireSize("z", latents.z(), 1, prior().channels(), "the channels of the prior");
    Shapes.requireType("y", latents.y(), latents.z().type());
    return new PictureCoder(this).encode(latents);
  }

  /// @throws CorruptBytes if the bytes were damaged, or another model or machine wrote them
  public Decoded decode(byte[] bytes) {
    return new PictureCoder(this).decode(bytes);
  }

  Layout layout() {
    return layout;
  }

  FactorisedPrior prior() {
    return prior;
  }

  GaussianConditional gaussian() {
    return gaussian;
  }

  Type type() {
    return type;
  }

  /// h_s.
  Tensor hyper(Tensor rounded) {
    return hyperTransform.synthesise(rounded);
  }

  // Pictures

  private void requirePicture(Tensor picture) {
    Shapes.requireRank("picture", picture, 3, "(3, H, W)");
    Shapes.requireSize("picture", picture, 0, 3, "red, green and blue");
    Shapes.requireType("picture", picture, type);
    if (picture.count() == 0) {
      throw new IllegalArgumentException(
          "the picture has no pixel: expected (3, H, W) with both ≥ 1.");
    }
  }

  static long up(long size, long multiple) {
    return (size + multiple - 1) / multiple * multiple;
  }

  private Tensor padded(Tensor pictures) {
    Shapes.requireRank("pictures", pictures, 4, "(N, 3, H, W)");
    Shapes.requireSize("pictures", pictures, 1, 3, "red, green and blue");
    Shapes.requireType("pictures", pictures, type);
    if (pictures.count() == 0) {
      throw new IllegalArgumentException(
          "pictures has shape %s and so no pixel: expected (N, 3, H, W) with all ≥ 1."
              .formatted(Shapes.text(pictures.shape())));
    }
    return extended(extended(pictures, 2), 3);
  }

  private Tensor extended(Tensor x, int axis) {
    long size = x.size(axis);
    long wanted = up(size, layout.multiple());
    if (wanted == size) {
      return x;
    }
    long[] from = new long[Math.toIntExact(wanted)];
    Arrays.setAll(from, i -> Math.min(i, size - 1));
    return x.indexSelect(axis, Tensor.of(from, from.length));
  }

  static Tensor cropped(Tensor x, long height, long width) {
    return x.narrow(2, 0, height).narrow(3, 0, width);
  }
}
