package org.offprint.methods.tensor;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// An array of numbers that libtorch owns, and the operations on it. Names and meaning are those of
/// PyTorch's manual; axes may be negative, shapes broadcast. Every operation on floating numbers
/// has a gradient.
///
/// Not safe for use by several threads at once. Memory: see {@link Scope}.
public final class Tensor {
  final org.bytedeco.pytorch.Tensor raw;

  /// The Java-computed operations that this tensor depends on; libtorch's own graph ends at each of
  /// them.
  private final List<Insertion> insertions;

  private Tensor(org.bytedeco.pytorch.Tensor raw, List<Insertion> insertions) {
    this.raw = raw;
    this.insertions = insertions;
  }

  private static Tensor wrap(org.bytedeco.pytorch.Tensor raw) {
    return new Tensor(raw, List.of());
  }

  private Tensor result(org.bytedeco.pytorch.Tensor value, Tensor... others) {
    return new Tensor(value, Insertion.union(insertions, others));
  }

  /// The result of an operation that another class of this package called.
  Tensor part(org.bytedeco.pytorch.Tensor value, Tensor... others) {
    return result(value, others);
  }

  // Making

  private static Tensor empty(Type type, long... shape) {
    return wrap(
        torch.empty(requireShape(shape), new TensorOptions(type.raw), new MemoryFormatOptional()));
  }

  public static Tensor of(float[] values, long... shape) {
    Tensor tensor = empty(Type.FLOAT32, requireCount(values.length, shape));
    MemorySegment.copy(values, 0, tensor.memory(), ValueLayout.JAVA_FLOAT, 0, values.length);
    return tensor;
  }

  public static Tensor of(double[] values, long... shape) {
    Tensor tensor = empty(Type.FLOAT64, requireCount(values.length, shape));
    MemorySegment.copy(values, 0, tensor.memory(), ValueLayout.JAVA_DOUBLE, 0, values.length);
    return tensor;
  }

  public static Tensor of(long[] values, long... shape) {
    Tensor tensor = empty(Type.INT64, requireCount(values.length, shape));
    MemorySegment.copy(values, 0, tensor.memory(), ValueLayout.JAVA_LONG, 0, values.length);
    return tensor;
  }

  /// A single number without dimensions.
  public static Tensor scalar(double value, Type type) {
    return full(value, type);
  }

  /// Memory as it comes, for a kernel that writes every element.
  public static Tensor uninitialised(Type type, long... shape) {
    return empty(type, shape);
  }

  public static Tensor zeros(Type type, long... shape) {
    return wrap(torch.zeros(requireShape(shape), new TensorOptions(type.raw)));
  }

  public static Tensor full(double value, Type type, long... shape) {
    return wrap(torch.full(requireShape(shape), new Scalar(value), new TensorOptions(type.raw)));
  }

  /// The identity matrix.
  public static Tensor eye(long size, Type type) {
    return wrap(torch.eye(size, new TensorOptions(type.raw)));
  }

  /// 0, 1, …, count − 1 as int64.
  public static Tensor range(long count) {
    return wrap(torch.arange(new Scalar(count), new TensorOptions(Type.INT64.raw)));
  }

  /// Independent normal numbers, float32; the same generator state gives the same tensor on every
  /// machine.
  public static Tensor normal(RandomGenerator random, double deviation, long... shape) {
    float[] values = new float[arrayCount(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return of(values, shape);
  }

  /// Independent normal numbers of the wanted floating type; the same generator state gives the
  /// same tensor on every machine.
  public static Tensor normal(RandomGenerator random, double deviation, Type type, long... shape) {
    double[] values = new double[arrayCount(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = deviation * random.nextGaussian();
    }
    return of(values, shape).to(type);
  }

  /// Independent uniform numbers from `least` to `greatest`.
  public static Tensor uniform(
      RandomGenerator random, double least, double greatest, Type type, long... shape) {
    double[] values = new double[arrayCount(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = least + (greatest - least) * random.nextDouble();
    }
    return of(values, shape).to(type);
  }

  public static Tensor ones(Type type, long... shape) {
    return full(1, type, shape);
  }

  /// A matrix from its rows, all of one length.
  public static Tensor of(double[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    double[] values = new double[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      requireCount(rows[i].length, columns);
      System.arraycopy(rows[i], 0, values, i * columns, columns);
    }
    return of(values, rows.length, columns);
  }

  /// True and false as a bool tensor.
  public static Tensor of(boolean[] values, long... shape) {
    Tensor tensor = empty(Type.BOOL, requireCount(values.length, shape));
    MemorySegment memory = tensor.memory();
    for (int i = 0; i < values.length; i++) {
      memory.set(ValueLayout.JAVA_BYTE, i, (byte) (values[i] ? 1 : 0));
    }
    return tensor;
  }

  public static Tensor concat(int axis, Tensor... parts) {
    return parts[0].result(torch.cat(vector(List.of(parts)), axis), parts);
  }

  public static Tensor stack(int axis, Tensor... parts) {
    return parts[0].result(torch.stack(vector(List.of(parts)), axis), parts);
  }

  static TensorVector vector(List<Tensor> tensors) {
    return new TensorVector(
        tensors.stream().map(tensor -> tensor.raw).toArray(org.bytedeco.pytorch.Tensor[]::new));
  }

  /// How many elements; a shape that no tensor can have is refused here, for all makers.
  private static long count(long... shape) {
    long count = 1;
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException(
            "shape %s has a negative size: expected 0 or more in every dimension"
                .formatted(Arrays.toString(shape)));
      }
      if (size > 0 && count > Integer.MAX_VALUE * 8L / size) {
        throw new IllegalArgumentException(
            "shape %s has too many elements: expected at most %d"
                .formatted(Arrays.toString(shape), Integer.MAX_VALUE * 8L));
      }
      count *= size;
    }
    return count;
  }

  /// The number of elements of a tensor that is filled from a Java array.
  private static int arrayCount(long... shape) {
    long count = count(shape);
    if (count > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "shape %s has too many elements for random values: expected at most %d"
              .formatted(Arrays.toString(shape), Integer.MAX_VALUE - 8));
    }
    return (int) count;
  }

  private static long[] requireShape(long... shape) {
    count(shape);
    return shape;
  }

  private static long[] requireCount(int length, long... shape) {
    if (count(shape) != length) {
      throw new IllegalArgumentException(
          "%d values do not fill shape %s: expected %d"
              .formatted(length, Arrays.toString(shape), count(shape)));
    }
    return shape;
  }

  /// How many threads libtorch's operations use. One is right for small models and where processor
  /// time is measured: its threads wait by spinning, which costs as much as working.
  public static void useThreads(int threads) {
    torch.set_num_threads(threads);
  }

  /// The version of libtorch and of its binding: `2.10.0-1.5.13`.
  public static String libraryVersion() {
    try {
      return Objects.requireNonNullElse(Loader.getVersion("org.bytedeco", "pytorch"), "unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  // Looking

  public long[] shape() {
    long[] shape = new long[rank()];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = raw.size(axis);
    }
    return shape;
  }

  public long size(int axis) {
    return raw.size(axis);
  }

  public int rank() {
    return Math.toIntExact(raw.dim());
  }

  public long count() {
    return raw.numel();
  }

  public Type type() {
    return Type.of(raw.scalar_type());
  }

  /// The only element, as a double.
  public double value() {
    if (count() != 1) {
      throw new IllegalArgumentException(
          "a tensor of shape %s has no single value: reduce it first"
              .formatted(Arrays.toString(shape())));
    }
    return toDoubles()[0];
  }

  /// All elements in row order.
  public double[] toDoubles() {
    return to(Type.FLOAT64).memory().toArray(ValueLayout.JAVA_DOUBLE);
  }

  /// All elements in row order.
  public float[] toFloats() {
    return to(Type.FLOAT32).memory().toArray(ValueLayout.JAVA_FLOAT);
  }

  /// All elements in row order.
  public long[] toLongs() {
    return to(Type.INT64).memory().toArray(ValueLayout.JAVA_LONG);
  }

  /// The elements where they lie, in row order, for a kernel: no copy where the tensor is
  /// contiguous already. Valid until the tensor is freed.
  public MemorySegment memory() {
    if (count() == 0) {
      return MemorySegment.NULL; // libtorch gives an empty tensor no address
    }
    org.bytedeco.pytorch.Tensor flat = raw.is_contiguous() ? raw : refuseStrided();
    return MemorySegment.ofAddress(flat.data_ptr().address()).reinterpret(count() * type().bytes());
  }

  private org.bytedeco.pytorch.Tensor refuseStrided() {
    throw new IllegalStateException(
        "a view of shape %s is not contiguous: call contiguous() before memory()"
            .formatted(Arrays.toString(shape())));
  }

  /// Frees this handle now, before its scope closes: for the one tensor that would fill the memory.
  /// What a backward pass needs stays until that has run.
  public void release() {
    raw.close();
  }

  // Shape

  public Tensor to(Type type) {
    return result(raw.to(type.raw).contiguous());
  }

  public Tensor contiguous() {
    return result(raw.contiguous());
  }

  public Tensor reshape(long... shape) {
    return result(raw.reshape(shape));
  }

  public Tensor transpose(int one, int other) {
    return result(raw.transpose(one, other));
  }

  public Tensor permute(long... axes) {
    return result(raw.permute(axes));
  }

  public Tensor expand(long... shape) {
    return result(raw.expand(shape));
  }

  public Tensor unsqueeze(int axis) {
    return result(raw.unsqueeze(axis));
  }

  public Tensor squeeze(int axis) {
    return result(raw.squeeze(axis));
  }

  /// A view of `length` entries of one axis from `start` on.
  public Tensor narrow(int axis, long start, long length) {
    return result(raw.narrow(axis, start, length));
  }

  /// A view of one entry of one axis, without that axis.
  public Tensor select(int axis, long index) {
    return result(raw.select(axis, index));
  }

  /// The entries of one axis in reverse order.
  public Tensor flip(int axis) {
    return result(raw.flip(axis));
  }

  /// The entries of one axis moved on by `by` places, those that leave at the end coming in at the
  /// start.
  public Tensor roll(long by, int axis) {
    return result(torch.roll(raw, new long[] {by}, axis));
  }

  /// Rows added around, widths as (before, after) of the last axis, then of the one before it, ….
  public Tensor pad(double value, long... widths) {
    return result(torch.constant_pad_nd(raw, widths, new Scalar(value)));
  }

  /// All windows of one axis, `step` apart; the window's entries become a new last axis.
  public Tensor windows(int axis, long size, long step) {
    return result(raw.unfold(axis, size, step));
  }

  /// The whole tensor repeated along each axis.
  public Tensor repeat(long... times) {
    return result(raw.repeat(times));
  }

  /// Each entry of one axis repeated `times` times in a row.
  public Tensor repeatInterleave(long times, int axis) {
    return result(torch.repeat_interleave(raw, times, new LongOptional(axis), new LongOptional()));
  }

  /// The entries on and below a diagonal of the last two axes, 0 elsewhere; 0 is the main diagonal.
  public Tensor lowerTriangle(long diagonal) {
    return result(torch.tril(raw, diagonal));
  }

  /// The entries on and above a diagonal of the last two axes, 0 elsewhere; 0 is the main diagonal.
  public Tensor upperTriangle(long diagonal) {
    return result(torch.triu(raw, diagonal));
  }

  /// The main diagonal of the last two axes as a last axis.
  public Tensor diagonal() {
    return result(torch.diagonal(raw, 0, -2, -1));
  }

  // Arithmetic

  public Tensor add(Tensor other) {
    return result(raw.add(other.raw), other);
  }

  public Tensor add(double number) {
    return result(raw.add(new Scalar(number)));
  }

  public Tensor sub(Tensor other) {
    return result(raw.sub(other.raw), other);
  }

  public Tensor sub(double number) {
    return result(raw.sub(new Scalar(number)));
  }

  public Tensor mul(Tensor other) {
    return result(raw.mul(other.raw), other);
  }

  public Tensor mul(double number) {
    return result(raw.mul(new Scalar(number)));
  }

  public Tensor div(Tensor other) {
    return result(raw.div(other.raw), other);
  }

  public Tensor div(double number) {
    return result(raw.div(new Scalar(number)));
  }

  public Tensor pow(Tensor other) {
    return result(raw.pow(other.raw), other);
  }

  public Tensor pow(double number) {
    return result(raw.pow(new Scalar(number)));
  }

  public Tensor maximum(Tensor other) {
    return result(raw.maximum(other.raw), other);
  }

  public Tensor minimum(Tensor other) {
    return result(raw.minimum(other.raw), other);
  }

  /// ln(eᵃ + eᵇ), without overflow.
  public Tensor logAddExp(Tensor other) {
    return result(raw.logaddexp(other.raw), other);
  }

  public Tensor neg() {
    return result(raw.neg());
  }

  public Tensor abs() {
    return result(raw.abs());
  }

  public Tensor exp() {
    return result(raw.exp());
  }

  public Tensor log() {
    return result(raw.log());
  }

  public Tensor log1p() {
    return result(raw.log1p());
  }

  public Tensor expm1() {
    return result(raw.expm1());
  }

  public Tensor sqrt() {
    return result(raw.sqrt());
  }

  public Tensor square() {
    return result(raw.square());
  }

  public Tensor tanh() {
    return result(raw.tanh());
  }

  public Tensor sigmoid() {
    return result(raw.sigmoid());
  }

  public Tensor relu() {
    return result(raw.relu());
  }

  /// The Gaussian error linear unit, exact.
  public Tensor gelu() {
    return result(torch.gelu(raw));
  }

  /// ln(1 + eˣ), without overflow.
  public Tensor softplus() {
    return result(torch.softplus(raw));
  }

  public Tensor reciprocal() {
    return result(raw.reciprocal());
  }

  /// 1 / √x.
  public Tensor rsqrt() {
    return result(raw.rsqrt());
  }

  public Tensor sin() {
    return result(raw.sin());
  }

  public Tensor cos() {
    return result(raw.cos());
  }

  public Tensor erf() {
    return result(torch.erf(raw));
  }

  /// 1 − erf(x), exact where erf is nearly 1.
  public Tensor erfc() {
    return result(torch.erfc(raw));
  }

  /// The inverse of tanh; infinite at ±1.
  public Tensor atanh() {
    return result(raw.atanh());
  }

  /// ln Γ(x).
  public Tensor logGamma() {
    return result(torch.lgamma(raw));
  }

  public Tensor sign() {
    return result(raw.sign());
  }

  /// To the nearest whole number, halves to the even one; its gradient is 0.
  public Tensor round() {
    return result(raw.round());
  }

  public Tensor floor() {
    return result(raw.floor());
  }

  public Tensor ceil() {
    return result(raw.ceil());
  }

  /// ln σ(x), without overflow.
  public Tensor logSigmoid() {
    return result(torch.log_sigmoid(raw));
  }

  /// x σ(x).
  public Tensor silu() {
    return result(torch.silu(raw));
  }

  /// x where positive, else eˣ − 1.
  public Tensor elu() {
    return result(torch.elu(raw));
  }

  /// x where positive, else slope · x.
  public Tensor leakyRelu(double slope) {
    return result(torch.leaky_relu(raw, new Scalar(slope)));
  }

  public Tensor clampMin(double least) {
    return result(raw.clamp_min(new Scalar(least)));
  }

  public Tensor clampMax(double greatest) {
    return result(raw.clamp_max(new Scalar(greatest)));
  }

  public Tensor clamp(double least, double greatest) {
    return result(
        raw.clamp(new ScalarOptional(new Scalar(least)), new ScalarOptional(new Scalar(greatest))));
  }

  public Tensor matmul(Tensor other) {
    return result(raw.matmul(other.raw), other);
  }

  /// Each row shifted and scaled to mean 0 and variance 1 over the last axis, then times gain plus
  /// bias; ε = 1e-5.
  public Tensor layerNorm(Tensor gain, Tensor bias) {
    return layerNorm(gain, bias, 1e-5);
  }

  public Tensor layerNorm(Tensor gain, Tensor bias, double epsilon) {
    return result(
        torch.layer_norm(
            raw,
            new long[] {size(-1)},
            new TensorOptional(gain.raw),
            new TensorOptional(bias.raw),
            epsilon,
            true),
        gain,
        bias);
  }

  /// softmax(q kᵀ / √d) v where this is q, over the last two axes; causal: no position sees a later
  /// one.
  public Tensor attend(Tensor keys, Tensor values, boolean causal) {
    return result(
        torch.scaled_dot_product_attention(
            raw,
            keys.raw,
            values.raw,
            new TensorOptional(),
            0.0,
            causal,
            new DoubleOptional(),
            false),
        keys,
        values);
  }

  /// softmax(q kᵀ / √d + mask) v where this is q; a bool mask is true where a key is seen, a
  /// floating one is added.
  public Tensor attend(Tensor keys, Tensor values, Tensor mask) {
    return result(
        torch.scaled_dot_product_attention(
            raw,
            keys.raw,
            values.raw,
            new TensorOptional(mask.raw),
            0.0,
            false,
            new DoubleOptional(),
            false),
        keys,
        values,
        mask);
  }

  /// Einstein's summation: `einsum("bij,bjk->bik", a, b)`.
  public static Tensor einsum(String equation, Tensor... parts) {
    return parts[0].result(torch.einsum(equation, vector(List.of(parts))), parts);
  }

  /// Distances ‖x − y‖₂ of every row of this (…, N, D) to every row of the other (…, M, D).
  public Tensor distances(Tensor other) {
    return result(torch.cdist(raw, other.raw), other);
  }

  /// Cross-entropy of logits (N, V) with labels (N), by libtorch's own operation.
  ///
  /// @param reduction 0 for one value an entry, 1 for the mean over entries that count, 2 for the
  ///   sum
  public Tensor crossEntropy(Tensor labels, long ignoreIndex, int reduction) {
    return result(
        torch.cross_entropy_loss(
            raw, labels.raw, new TensorOptional(), reduction, ignoreIndex, 0.0),
        labels);
  }

  /// −y ln σ(x) − (1 − y) ln σ(−x) of each entry, where this holds x and the other y.
  public Tensor binaryCrossEntropy(Tensor labels) {
    return result(
        torch.binary_cross_entropy_with_logits(
            raw, labels.raw, new TensorOptional(), new TensorOptional(), 0),
        labels);
  }

  // Reductions

  public Tensor sum() {
    return result(raw.sum());
  }

  public Tensor mean() {
    return result(raw.mean());
  }

  public Tensor sum(int axis, boolean keepAxis) {
    return result(raw.sum(new long[] {axis}, keepAxis, new ScalarTypeOptional()));
  }

  public Tensor mean(int axis, boolean keepAxis) {
    return result(raw.mean(new long[] {axis}, keepAxis, new ScalarTypeOptional()));
  }

  /// The population variance: divided by the count, not by the count less one.
  public Tensor variance(int axis, boolean keepAxis) {
    return result(raw.var(new long[] {axis}, false, keepAxis));
  }

  public Tensor max() {
    return result(raw.max());
  }

  public Tensor max(int axis, boolean keepAxis) {
    return result(torch.amax(raw, new long[] {axis}, keepAxis));
  }

  public Tensor min() {
    return result(raw.min());
  }

  public Tensor min(int axis, boolean keepAxis) {
    return result(torch.amin(raw, new long[] {axis}, keepAxis));
  }

  public Tensor product(int axis, boolean keepAxis) {
    return result(torch.prod(raw, axis, keepAxis, new ScalarTypeOptional()));
  }

  /// The Euclidean length along one axis.
  public Tensor norm(int axis, boolean keepAxis) {
    return result(
        torch.norm(raw, new ScalarOptional(new Scalar(2.0)), new long[] {axis}, keepAxis));
  }

  /// The quantile along one axis, linear between order statistics; NaN where any entry is NaN.
  public Tensor quantile(double share, int axis) {
    return result(torch.quantile(raw, share, new LongOptional(axis), false, "linear"));
  }

  /// Whether every entry of a bool tensor is true, as a single bool.
  public Tensor all() {
    return result(raw.all());
  }

  /// Whether some entry of a bool tensor is true, as a single bool.
  public Tensor any() {
    return result(raw.any());
  }

  /// Whether some entry of a bool tensor along one axis is true.
  public Tensor any(int axis) {
    return result(raw.any(axis));
  }

  public Tensor argmax(int axis) {
    return result(raw.argmax(new LongOptional(axis), false));
  }

  /// The order that sorts one axis ascending; equal elements keep their order.
  public Tensor argsort(int axis) {
    return result(raw.argsort(true, axis, false));
  }

  /// The order that sorts one axis descending; equal elements keep their order.
  public Tensor argsortDescending(int axis) {
    return result(raw.argsort(true, axis, true));
  }

  /// The k largest entries of one axis, largest first, and where they are.
  public TopK topK(long k, int axis) {
    var found = torch.topk(raw, k, axis, true, true);
    return new TopK(result(found.get0()), wrap(found.get1()));
  }

  /// @param indices int64
  public record TopK(Tensor values, Tensor indices) {}

  public Tensor cumulativeSum(int axis) {
    return result(raw.cumsum(axis));
  }

  public Tensor cumulativeProduct(int axis) {
    return result(torch.cumprod(raw, axis));
  }

  /// ln Σ_(j ≤ i) e^(x_j), without overflow.
  public Tensor logCumulativeSumExp(int axis) {
    return result(torch.logcumsumexp(raw, axis));
  }

  public Tensor logSumExp(int axis, boolean keepAxis) {
    return result(raw.logsumexp(new long[] {axis}, keepAxis));
  }

  public Tensor softmax(int axis) {
    return result(raw.softmax(axis));
  }

  public Tensor logSoftmax(int axis) {
    return result(raw.log_softmax(axis));
  }

  // Choosing

  /// Along one axis, the entries that an int64 tensor of the same rank names.
  public Tensor gather(int axis, Tensor index) {
    return result(raw.gather(axis, index.raw), index);
  }

  /// The entries of one axis that an int64 vector names.
  public Tensor indexSelect(int axis, Tensor index) {
    return result(raw.index_select(axis, index.raw), index);
  }

  /// The rows of this table that int64 tokens of any shape name.
  public Tensor embed(Tensor tokens) {
    return result(torch.embedding(raw, tokens.raw), tokens);
  }

  /// This with the rows of `source` added at the places that an int64 vector names.
  public Tensor indexAdd(int axis, Tensor index, Tensor source) {
    return result(raw.index_add(axis, index.raw, source.raw), index, source);
  }

  /// This with the entries of `source` written along one axis where an int64 tensor of source's
  /// shape says.
  public Tensor scatter(int axis, Tensor index, Tensor source) {
    return result(torch.scatter(raw, axis, index.raw, source.raw), index, source);
  }

  /// This with the entries of `source` added along one axis where an int64 tensor of source's shape
  /// says.
  public Tensor scatterAdd(int axis, Tensor index, Tensor source) {
    return result(torch.scatter_add(raw, axis, index.raw, source.raw), index, source);
  }

  /// This, raised to the largest of the entries of `source` that an int64 tensor of source's shape
  /// sends to each place.
  public Tensor scatterMax(int axis, Tensor index, Tensor source) {
    return result(
        torch.scatter_reduce(raw, axis, index.raw, source.raw, "amax", true), index, source);
  }

  /// int64 classes as rows of zeros with a one.
  public Tensor oneHot(long classes) {
    return wrap(torch.one_hot(raw, classes));
  }

  /// Where this bool tensor is true the one, elsewhere the other.
  public Tensor where(Tensor one, Tensor other) {
    return result(torch.where(raw, one.raw, other.raw), one, other);
  }

  public Tensor maskedFill(Tensor mask, double value) {
    return result(raw.masked_fill(mask.raw, new Scalar(value)), mask);
  }

  /// The positions where a bool vector is true, as int64.
  public Tensor positions() {
    return result(raw.nonzero().reshape(-1));
  }

  public Tensor isEqual(double number) {
    return result(raw.eq(new Scalar(number)));
  }

  public Tensor isNotEqual(double number) {
    return result(raw.ne(new Scalar(number)));
  }

  public Tensor isLess(double number) {
    return result(raw.lt(new Scalar(number)));
  }

  public Tensor isGreater(double number) {
    return result(raw.gt(new Scalar(number)));
  }

  public Tensor isEqual(Tensor other) {
    return wrap(raw.eq(other.raw));
  }

  public Tensor isNotEqual(Tensor other) {
    return wrap(raw.ne(other.raw));
  }

  public Tensor isLess(Tensor other) {
    return wrap(raw.lt(other.raw));
  }

  public Tensor isGreater(Tensor other) {
    return wrap(raw.gt(other.raw));
  }

  public Tensor isAtMost(Tensor other) {
    return wrap(raw.le(other.raw));
  }

  public Tensor isAtLeast(Tensor other) {
    return wrap(raw.ge(other.raw));
  }

  public Tensor isAtMost(double number) {
    return wrap(raw.le(new Scalar(number)));
  }

  public Tensor isAtLeast(double number) {
    return wrap(raw.ge(new Scalar(number)));
  }

  public Tensor and(Tensor other) {
    return wrap(torch.logical_and(raw, other.raw));
  }

  public Tensor or(Tensor other) {
    return wrap(torch.logical_or(raw, other.raw));
  }

  public Tensor not() {
    return wrap(torch.logical_not(raw));
  }

  public Tensor isNan() {
    return wrap(torch.isnan(raw));
  }

  public boolean allFinite() {
    return torch.isfinite(raw).all().item().toBool();
  }

  // Gradients

  /// Asks for gradients with respect to this tensor, which must not be a result of operations.
  public Tensor requireGradient() {
    raw.requires_grad_(true);
    return this;
  }

  /// No gradient flows to this tensor from now on.
  public Tensor freeze() {
    raw.requires_grad_(false);
    return this;
  }

  public boolean requiresGradient() {
    return raw.requires_grad();
  }

  /// The same numbers, cut off from the graph.
  public Tensor detach() {
    return wrap(raw.detach());
  }

  /// The same numbers in memory of their own, cut off from the graph.
  public Tensor copy() {
    return wrap(raw.detach().clone());
  }

  /// What the backward passes so far have added up; null before the first.
  public @Nullable Tensor gradient() {
    org.bytedeco.pytorch.Tensor gradient = raw.grad();
    return gradient.defined() ? wrap(gradient) : null;
  }

  public void clearGradient() {
    raw.mutable_grad().put(new org.bytedeco.pytorch.Tensor());
  }

  /// Adds d this / d x to the gradient of every x that requires one; this is a single number.
  public void backward() {
    if (count() != 1) {
      throw new IllegalArgumentException(
          "a tensor of shape %s is not a single number: reduce it, or give backward a seed"
              .formatted(Arrays.toString(shape())));
    }
    backward(full(1, type(), shape()));
  }

  /// Adds Σ seed · d this / d x to the gradient of every x that requires one.
  public void backward(Tensor seed) {
    Insertion.backward(this, seed, insertions);
  }

  /// d this / d x alone, for a search over x: no gradient of anything else is touched, and that of
  /// x is clear afterwards. x requires a gradient; this is a single number, and no operation that
  /// Java computed lies between the two.
  public Tensor gradientOf(Tensor x) {
    if (!insertions.isEmpty()) {
      throw new IllegalStateException(
          "an operation that Java computed lies on the way to x: use backward()");
    }
    if (!requiresGradient()) {
      return zeros(x.type(), x.shape()); // nothing here depends on x
    }
    torch.backward(
        vector(List.of(this)),
        vector(List.of(full(1, type(), shape()))),
        new BoolOptional(false),
        false,
        vector(List.of(x)));
    Tensor gradient = x.gradient();
    Tensor copy = gradient == null ? zeros(x.type(), x.shape()) : gradient.copy();
    x.clearGradient();
    return copy;
  }

  /// A result that Java computed, put into the graph with its own gradient.
  ///
  /// @param value what was computed from the inputs
  /// @param gradient called by the backward pass with Σ over later results; answers one gradient an
  ///   input, null where none flows
  public static Tensor insert(Tensor value, List<Tensor> inputs, Gradient gradient) {
    if (!GradMode.is_enabled() || inputs.stream().noneMatch(Tensor::requiresGradient)) {
      return value.detach();
    }
    Tensor leaf = value.detach().requireGradient();
    return new Tensor(leaf.raw, List.of(new Insertion(leaf, inputs, gradient)));
  }

  /// The backward pass of an operation computed in Java.
  @FunctionalInterface
  public interface Gradient {
    List<@Nullable Tensor> of(Tensor seed);
  }

  List<Insertion> insertions() {
    return insertions;
  }

  /// Runs libtorch's backward pass from several tensors at once, each with its seed.
  static void flow(List<Tensor> from, List<Tensor> seeds, boolean keepGraph) {
    torch.backward(
        vector(from), vector(seeds), new BoolOptional(keepGraph), false, new TensorVector());
  }

  /// Takes over a gradient without copying it, where nothing has been added up yet.
  boolean adoptGradient(Tensor gradient) {
    if (!raw.is_leaf() || raw.grad().defined()) {
      return false;
    }
    raw.mutable_grad().put(gradient.raw);
    return true;
  }

  // In place, for optimisers and kernels; never on a tensor that a backward pass still needs

  public Tensor addInPlace(Tensor other, double factor) {
    raw.add_(other.raw, new Scalar(factor));
    return this;
  }

  /// Adds the rows of `source` at the places that an int64 vector names.
  public Tensor indexAddInPlace(int axis, Tensor index, Tensor source) {
    raw.index_add_(axis, index.raw, source.raw);
    return this;
  }

  public Tensor mulInPlace(double factor) {
    raw.mul_(new Scalar(factor));
    return this;
  }

  public Tensor copyFrom(Tensor other) {
    raw.copy_(other.raw);
    return this;
  }

  @Override
  public String toString() {
    return type() + Arrays.toString(shape());
  }
}
