package org.offprint.methods.compress;

import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Tensor;

/// What a picture costs and what it lost.
///
///     loss = λ 255² MSE + bpp,     MSE on pictures in [0, 1],     bpp = bits / pixels
///     PSNR = 10 log₁₀(1 / MSE) dB
///
/// Source: S2LIC arXiv:2403.14471 and MLICv2 arXiv:2504.19119, the models trained for MSE.
/// Throws: IllegalArgumentException if λ is not above 0 or the pictures differ in shape.
@Source(paper = "arXiv:2403.14471", equation = "rate-distortion loss")
public record RateDistortion(double lambda) {
  public RateDistortion {
    Shapes.require("lambda", lambda, lambda > 0, "a number above 0");
  }

  public Tensor apply(Tensor meanSquare, Tensor bitsPerPixel) {
    Shapes.requireEqual("bitsPerPixel", bitsPerPixel, "meanSquare", meanSquare);
    return meanSquare.mul(lambda * 255 * 255).add(bitsPerPixel);
  }

  public double apply(double meanSquare, double bitsPerPixel) {
    return lambda * 255 * 255 * meanSquare + bitsPerPixel;
  }

  /// The mean square of the difference of two pictures, a single number.
  public static Tensor meanSquare(Tensor picture, Tensor decoded) {
    Shapes.requireFloating("picture", picture);
    Shapes.requireFloating("decoded", decoded);
    Shapes.requireEqual("decoded", decoded, "picture", picture);
    return picture.sub(decoded).square().mean();
  }

  /// In decibels; infinite where nothing was lost.
  public static double psnr(double meanSquare) {
    return 10 * Math.log10(1 / meanSquare);
  }
}
