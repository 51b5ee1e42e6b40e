package org.offprint.methods.compress;

import java.util.Arrays;
import java.util.List;
import org.offprint.methods.compress.SliceCodec.Decoded;
import org.offprint.methods.compress.SliceCodec.Encoded;
import org.offprint.methods.compress.SliceCodec.Latents;
import org.offprint.methods.compress.SliceCodec.Layout;
import org.offprint.methods.compress.SliceCodec.Pass;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;

/// Latents to bytes and back, through the loop of {@link SliceCodec} that both directions share.
final class PictureCoder {
  private final SliceCodec codec;
  private final FactorisedPrior prior;
  private final GaussianConditional gaussian;
  private final SymbolSum symbols = new SymbolSum();

  PictureCoder(SliceCodec codec) {
    this.codec = codec;
    prior = codec.prior();
    gaussian = codec.gaussian();
  }

  Encoded encode(Latents latents) {
    try (var scope = Scope.withoutGradients()) {
      if (!latents.y().allFinite() || !latents.z().allFinite()) {
        throw new IllegalArgumentException(
            "the latents are not finite: the picture or the model has NaN, or training diverged.");
      }
      var encoder = new RansEncoder();
      Tensor rounded = putHyper(encoder, latents.z());
      double[] estimated = {GaussianConditional.bits(prior.likelihood(rounded)).value()};
      Checkerboard board = SliceCodec.board(latents.y());
      List<Tensor> slices = codec.slices(latents.y());
      Pass pass =
          (k, half, means, scales) -> {
            Tensor own = board.squeeze(slices.get(k), half);
            Tensor seen = put(encoder, own, means, scales);
            estimated[0] +=
                GaussianConditional.bits(gaussian.likelihood(seen, means, scales)).value();
            return seen;
          };
      Tensor latent = codec.latent(codec.hyper(rounded), board, pass);
      byte[] stream = encoder.finish();
      var coded = new CodedPicture(latents.height(), latents.width(), symbols.value(), stream);
      return new Encoded(
          coded.toBytes(), scope.keep(latent), estimated[0], encoder.bits(), 8L * stream.length);
    }
  }

  private Tensor putHyper(RansEncoder encoder, Tensor z) {
    List<IntegerTable> tables = prior.tables();
    long[] own = z.sub(prior.medians()).round().toLongs();
    int each = own.length / tables.size();
    for (int i = 0; i < own.length; i++) {
      tables.get(i / each).put(encoder, own[i]);
      symbols.add(own[i]);
    }
    return around(own, z.shape(), prior.medians());
  }

  private Tensor put(RansEncoder encoder, Tensor y, Tensor means, Tensor scales) {
    if (!means.allFinite()) {
      throw new IllegalArgumentException(
          "the model predicts means that are not finite: did its training diverge?");
    }
    long[] own = y.sub(means).round().toLongs();
    int[] levels = gaussian.levels(scales.toDoubles());
    for (int i = 0; i < own.length; i++) {
      gaussian.put(encoder, levels[i], own[i]);
      symbols.add(own[i]);
    }
    return around(own, means.shape(), means);
  }

  Decoded decode(byte[] bytes) {
    CodedPicture coded = CodedPicture.of(bytes);
    try (var scope = Scope.withoutGradients()) {
      var decoder = new RansDecoder(coded.stream());
      Layout layout = codec.layout();
      long h = SliceCodec.up(coded.height(), layout.multiple()) / layout.downscale();
      long w = SliceCodec.up(coded.width(), layout.multiple()) / layout.downscale();
      Tensor rounded = getHyper(decoder, 1, layout.hyperChannels(), h / 4, w / 4);
      var board = new Checkerboard(Math.toIntExact(h), Math.toIntExact(w));
      Tensor latent =
          codec.latent(
              codec.hyper(rounded), board, (k, half, means, scales) -> get(decoder, means, scales));
      decoder.finish();
      symbols.require(coded.symbolSum());
      Tensor picture =
          SliceCodec.cropped(codec.synthesise(latent), coded.height(), coded.width()).clamp(0, 1);
      return new Decoded(scope.keep(picture.squeeze(0).copy()), scope.keep(latent));
    }
  }

  private Tensor getHyper(RansDecoder decoder, long... shape) {
    List<IntegerTable> tables = prior.tables();
    int each = Math.toIntExact(shape[2] * shape[3]);
    long[] own = new long[tables.size() * each];
    for (int i = 0; i < own.length; i++) {
      own[i] = tables.get(i / each).get(decoder);
      symbols.add(own[i]);
    }
    return around(own, shape, prior.medians());
  }

  private Tensor get(RansDecoder decoder, Tensor means, Tensor scales) {
    double[] values = scales.toDoubles();
    if (Arrays.stream(values).anyMatch(Double::isNaN)) {
      throw new CorruptBytes(
          "the symbols lead this model to NaN: the bytes were damaged, or another model wrote them.");
    }
    int[] levels = gaussian.levels(values);
    long[] own = new long[levels.length];
    for (int i = 0; i < own.length; i++) {
      own[i] = gaussian.get(decoder, levels[i]);
      symbols.add(own[i]);
    }
    return around(own, means.shape(), means);
  }

  /// The symbols as numbers around their means: the same operations in both directions, so that
  /// both round alike.
  private Tensor around(long[] symbols, long[] shape, Tensor means) {
    return Tensor.of(symbols, shape).to(codec.type()).add(means);
  }
}
