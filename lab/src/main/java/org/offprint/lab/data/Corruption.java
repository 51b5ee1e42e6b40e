package org.offprint.lab.data;

import java.util.SplittableRandom;

/// What happens to pictures on the way from training to use; pixels from 0 to 1, square pictures
/// row by row.
public enum Corruption {
  /// Gaussian, deviation 0.3.
  NOISE {
    @Override
    float[] of(float[] image, int side, SplittableRandom random) {
      float[] out = image.clone();
      for (int i = 0; i < out.length; i++) {
        out[i] += (float) (0.3 * random.nextGaussian());
      }
      return out;
    }
  },
  /// The mean of 3 × 3 pixels, twice; nothing beyond the edge.
  BLUR {
    @Override
    float[] of(float[] image, int side, SplittableRandom random) {
      return mean(mean(image, side), side);
    }
  },
  /// A quarter of the range, around 0.4.
  CONTRAST {
    @Override
    float[] of(float[] image, int side, SplittableRandom random) {
      float[] out = new float[image.length];
      for (int i = 0; i < out.length; i++) {
        out[i] = 0.4f + (image[i] - 0.4f) / 4;
      }
      return out;
    }
  },
  /// 15 % of the pixels black or white.
  IMPULSE {
    @Override
    float[] of(float[] image, int side, SplittableRandom random) {
      float[] out = image.clone();
      for (int i = 0; i < out.length; i++) {
        if (random.nextDouble() < 0.15) {
          out[i] = random.nextInt(2);
        }
      }
      return out;
    }
  },
  /// The lower half as a negative.
  INVERSION {
    @Override
    float[] of(float[] image, int side, SplittableRandom random) {
      float[] out = image.clone();
      for (int i = side / 2 * side; i < out.length; i++) {
        out[i] = 1 - out[i];
      }
      return out;
    }
  },
  /// Two pixels to the right and two down; black comes in.
  SHIFT {
    @Override
    float[] of(float[] image, int side, SplittableRandom random) {
      float[] out = new float[image.length];
      for (int y = 2; y < side; y++) {
        System.arraycopy(image, (y - 2) * side, out, y * side + 2, side - 2);
      }
      return out;
    }
  };

  abstract float[] of(float[] image, int side, SplittableRandom random);

  /// The same labels under corrupted pictures.
  public Digits of(Digits clean, SplittableRandom random) {
    int side = (int) Math.round(Math.sqrt(clean.width()));
    float[][] pixels = new float[clean.size()][];
    for (int n = 0; n < pixels.length; n++) {
      pixels[n] = of(clean.pixels()[n], side, random);
    }
    return new Digits(pixels, clean.labels());
  }

  private static float[] mean(float[] image, int side) {
    float[] out = new float[image.length];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        float sum = 0;
        for (int v = Math.max(0, y - 1); v <= Math.min(side - 1, y + 1); v++) {
          for (int u = Math.max(0, x - 1); u <= Math.min(side - 1, x + 1); u++) {
            sum += image[v * side + u];
          }
        }
        out[y * side + x] = sum / 9;
      }
    }
    return out;
  }
}
