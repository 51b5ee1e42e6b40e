package org.offprint.lab.data;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.offprint.catalog.result.DataSource;
import org.offprint.lab.task.Lab;
import org.offprint.methods.tensor.Tensor;

/// The 10,000 test images of MNIST, averaged over squares of pixels so that a small network reads
/// them fast, and cut into parts by a seed.
///
/// @param pixels (N, side²), each from 0 to 1
/// @param labels (N) from 0 to 9
public record Digits(float[][] pixels, int[] labels) {
  public static final int CLASSES = 10;
  public static final DataSource IMAGES =
      new DataSource(
          "MNIST, images of the test set",
          "images/mnist/t10k-images-idx3-ubyte",
          "https://storage.googleapis.com/cvdf-datasets/mnist/t10k-images-idx3-ubyte.gz",
          "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
          "CC BY-SA 3.0, as generally stated");
  public static final DataSource LABELS =
      new DataSource(
          "MNIST, labels of the test set",
          "images/mnist/t10k-labels-idx1-ubyte",
          "https://storage.googleapis.com/cvdf-datasets/mnist/t10k-labels-idx1-ubyte.gz",
          "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
          "CC BY-SA 3.0, as generally stated");

  private static final int SIDE = 28;

  /// All of them, in the order of the file.
  ///
  /// @param square how many pixels a side are averaged into one: 2 gives 14 × 14 images, 4 gives 7
  ///   × 7
  public static Digits read(Lab lab, int square) {
    ByteBuffer images = ByteBuffer.wrap(lab.bytes(IMAGES));
    ByteBuffer labels = ByteBuffer.wrap(lab.bytes(LABELS));
    images.position(4);
    int count = images.getInt();
    images.position(16);
    labels.position(8);
    int side = SIDE / square;
    float[][] pixels = new float[count][side * side];
    int[] classes = new int[count];
    byte[] image = new byte[SIDE * SIDE];
    for (int n = 0; n < count; n++) {
      images.get(image);
      for (int y = 0; y < side * square; y++) {
        for (int x = 0; x < side * square; x++) {
          pixels[n][y / square * side + x / square] +=
              (image[y * SIDE + x] & 0xff) / (255f * square * square);
        }
      }
      classes[n] = labels.get();
    }
    return new Digits(pixels, classes);
  }

  /// Parts that share no image, drawn by the seed.
  public Digits[] split(long seed, int... sizes) {
    int[] order = shuffled(new SplittableRandom(seed), labels.length);
    Digits[] parts = new Digits[sizes.length];
    int from = 0;
    for (int part = 0; part < sizes.length; part++) {
      parts[part] = pick(Arrays.copyOfRange(order, from, from + sizes[part]));
      from += sizes[part];
    }
    return parts;
  }

  public Digits pick(int... which) {
    return new Digits(
        Arrays.stream(which).mapToObj(i -> pixels[i]).toArray(float[][]::new),
        Arrays.stream(which).map(i -> labels[i]).toArray());
  }

  /// The same images with a share of the labels replaced by another class, each equally likely.
  public Digits withLabelNoise(double share, SplittableRandom random) {
    int[] noisy = labels.clone();
    for (int i = 0; i < noisy.length; i++) {
      if (random.nextDouble() < share) {
        noisy[i] = (noisy[i] + 1 + random.nextInt(CLASSES - 1)) % CLASSES;
      }
    }
    return new Digits(pixels, noisy);
  }

  /// The same labels with Gaussian noise on every pixel.
  public Digits withPixelNoise(double deviation, SplittableRandom random) {
    float[][] noisy = new float[pixels.length][];
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] = pixels[i].clone();
      for (int j = 0; j < noisy[i].length; j++) {
        noisy[i][j] += (float) (deviation * random.nextGaussian());
      }
    }
    return new Digits(noisy, labels);
  }

  public int size() {
    return labels.length;
  }

  public int width() {
    return pixels[0].length;
  }

  /// (N, side²) float32.
  public Tensor x() {
    float[] flat = new float[size() * width()];
    for (int i = 0; i < size(); i++) {
      System.arraycopy(pixels[i], 0, flat, i * width(), width());
    }
    return Tensor.of(flat, size(), width());
  }

  /// (N) int64.
  public Tensor y() {
    return Tensor.of(Arrays.stream(labels).asLongStream().toArray(), size());
  }

  /// A random order of 0 to n − 1.
  public static int[] shuffled(SplittableRandom random, int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
