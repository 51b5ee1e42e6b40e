package org.offprint.methods.kernel;

import static org.offprint.methods.kernel.Tile.COLUMNS;
import static org.offprint.methods.kernel.Tile.ROWS;
import static org.offprint.methods.kernel.Tile.S;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.jspecify.annotations.Nullable;

/// The products of a linear head with cross-entropy, float32, one block of logits at a time: algorithms of cut cross-entropy with the loops
/// laid out for the caches of a processor.
///
///     forward:   max_i = max_v a_iv,  logSum_i = ln Σ_v e^(a_iv − max_i)
///     backward:  G = (e^(a − max − logSum) − onehot) g_i,  dE = G C,  dC = Gᵀ E,  db = Σ_i G
///
/// Tokens are taken in chunks that fit the second cache and cut into panels of at most 32, the vocabulary in blocks that the workers share;
/// a panel of tokens times a block of the vocabulary is what the filter may skip. Logits lie transposed, a row a vocabulary item, so that
/// the softmax over the vocabulary is vertical. Beyond inputs and gradients it needs {@link #scratchBytes}.
public final class CutHead {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  /// The most floats of one copy of a chunk of embeddings: half a megabyte.
  private static final int CHUNK_FLOATS = 1 << 17;

  /// Rows are longer than they need be, so that a column of a block does not fall into a few sets
  /// of the cache.
  private static final int SKEW = 16;

  private final MemorySegment embeddings;
  private final MemorySegment classifier;
  private final @Nullable MemorySegment bias;
  private final int[] targets;
  private final int n;
  private final int v;
  private final int d;
  private final float softCap;
  private final int @Nullable [] order;

  private final int vocabularyBlock;
  private final int panelTokens;
  private final int panelsPerChunk;
  private final int chunkColumns;
  private final int stride;
  private final int inner;
  private final int workers;

  /// @param targets one class a token, already checked
  /// @param softCap c of c tanh(z / c), 0 for none
  /// @param order the vocabulary in the order in which blocks are cut from it, null for its own
  public CutHead(
      MemorySegment embeddings,
      MemorySegment classifier,
      @Nullable MemorySegment bias,
      int[] targets,
      int v,
      int d,
      float softCap,
      int @Nullable [] order,
      int tokenBlock,
      int vocabularyBlock) {
    this.embeddings = embeddings;
    this.classifier = classifier;
    this.bias = bias;
    this.targets = targets;
    this.n = targets.length;
    this.v = v;
    this.d = d;
    this.softCap = softCap;
    this.order = order;
    this.vocabularyBlock = vocabularyBlock;
    this.panelTokens = Math.min(tokenBlock, COLUMNS);
    this.inner = up(d, COLUMNS);
    this.stride = inner + SKEW;
    this.panelsPerChunk =
        Math.clamp(
            CHUNK_FLOATS / inner / COLUMNS, 1, Math.max(1, (n + panelTokens - 1) / panelTokens));
    this.chunkColumns = panelsPerChunk * COLUMNS;
    this.workers =
        Math.max(1, Math.min(Workers.COUNT, (v + vocabularyBlock - 1) / vocabularyBlock));
  }

  /// True where the virtual machine was started with the vector module.
  public static boolean available() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  /// What a forward pass leaves: lse_i = max_i + logSum_i, in two parts so that large logits lose
  /// nothing.
  ///
  /// @param meanLogits the mean logit of each vocabulary item over the tokens, null unless asked
  ///   for
  public record Forward(
      float[] max, float[] logSum, float[] targetLogit, float @Nullable [] meanLogits) {}

  public Forward forward(boolean withMeanLogits) {
    var all =
        new Forward(new float[n], new float[n], new float[n], withMeanLogits ? new float[v] : null);
    var chunk = new Chunk(false);
    var states = new ForwardWorker[workers];
    Arrays.setAll(states, worker -> new ForwardWorker());
    for (int first = 0; first < n; first += chunk.capacity()) {
      chunk.load(first);
      Workers.each(workers, worker -> states[worker].run(chunk, worker, all));
      merge(chunk, states, all);
    }
    return all;
  }

  /// The workers saw different parts of the vocabulary: Σ_w e^(max_w − max) sum_w.
  private void merge(Chunk chunk, ForwardWorker[] states, Forward all) {
    for (int i = 0; i < chunk.tokens; i++) {
      int column = chunk.column(i);
      float max = states[0].max[column];
      for (ForwardWorker state : states) {
        max = Math.max(max, state.max[column]);
      }
      double sum = 0;
      for (ForwardWorker state : states) {
        sum += state.sum[column] * Math.exp((double) state.max[column] - max);
      }
      all.max[chunk.first + i] = max;
      all.logSum[chunk.first + i] = (float) Math.log(sum);
    }
  }

  /// What a backward pass counted.
  public record Skipped(long blocks, long of) {}

  /// Writes all three gradients, whole.
  ///
  /// @param seed one factor a token
  /// @param epsilon blocks whose every |softmax − onehot| is below are skipped; 0 skips none
  public Skipped backward(
      Forward forward,
      float[] seed,
      double epsilon,
      boolean filterEmbeddings,
      boolean filterClassifier,
      MemorySegment dEmbeddings,
      MemorySegment dClassifier,
      @Nullable MemorySegment dBias) {
    if (n == 0) {
      dClassifier.fill((byte) 0);
    }
    if (dBias != null) {
      dBias.fill((byte) 0);
    }
    var chunk = new Chunk(true);
    var states = new BackwardWorker[workers];
    Arrays.setAll(
        states,
        worker ->
            new BackwardWorker(
                (float) epsilon, filterEmbeddings, filterClassifier, dClassifier, dBias));
    for (int first = 0; first < n; first += chunk.capacity()) {
      chunk.load(first);
      chunk.load(forward, seed);
      Workers.each(workers, worker -> states[worker].run(chunk, worker));
      for (int i = 0; i < chunk.tokens; i++) {
        sumRow(states, chunk.column(i) * stride, dEmbeddings, (long) (first + i) * d);
      }
    }
    return new Skipped(
        Arrays.stream(states).mapToLong(state -> state.skipped).sum(),
        Arrays.stream(states).mapToLong(state -> state.blocks).sum());
  }

  private void sumRow(BackwardWorker[] states, int from, MemorySegment to, long at) {
    for (int worker = 1; worker < states.length; worker++) {
      for (int k = 0; k < d; k++) {
        states[0].dEmbeddings[from + k] += states[worker].dEmbeddings[from + k];
      }
    }
    MemorySegment.copy(states[0].dEmbeddings, from, to, FLOAT, at * Float.BYTES, d);
  }

  /// Memory of a forward and backward pass beyond inputs, gradients and one number a token.
  public long scratchBytes() {
    long chunk = (long) chunkColumns * (inner + stride);
    long perWorker =
        (long) up(vocabularyBlock, ROWS) * (2L * stride + 2L * chunkColumns)
            + (long) chunkColumns * stride;
    return Float.BYTES * (chunk + workers * perWorker);
  }

  private static int up(int value, int multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }

  /// Some tokens, in panels: transposed for the logits, and row by row for the gradient of the
  /// classifier.
  private final class Chunk {
    final float[] transposed = new float[chunkColumns * inner];
    final float[] rows;
    final int[] target = new int[chunkColumns];
    final float[] max = new float[chunkColumns];
    final float[] logSum = new float[chunkColumns];
    final float[] seed = new float[chunkColumns];
    int first;
    int tokens;
    int panels;

    Chunk(boolean backward) {
      rows = new float[backward ? chunkColumns * stride : stride];
    }

    int capacity() {
      return panelsPerChunk * panelTokens;
    }

    /// Where token i of the chunk stands: a panel of fewer than 32 tokens leaves the rest of its
    /// columns empty.
    int column(int i) {
      return i / panelTokens * COLUMNS + i % panelTokens;
    }

    void load(int from) {
      first = from;
      tokens = Math.min(capacity(), n - from);
      panels = (tokens + panelTokens - 1) / panelTokens;
      boolean keepRows = rows.length > stride;
      Arrays.fill(transposed, 0);
      Arrays.fill(rows, 0);
      Arrays.fill(target, -1);
      for (int i = 0; i < tokens; i++) {
        int column = column(i);
        int row = keepRows ? column * stride : 0;
        MemorySegment.copy(embeddings, FLOAT, (long) (first + i) * d * Float.BYTES, rows, row, d);
        int to = column / COLUMNS * COLUMNS * inner + column % COLUMNS;
        for (int k = 0; k < d; k++) {
          transposed[to + k * COLUMNS] = rows[row + k];
        }
        target[column] = targets[first + i];
      }
    }

    /// An empty column has an infinite sum, so that its softmax is 0.
    void load(Forward forward, float[] seeds) {
      Arrays.fill(max, 0);
      Arrays.fill(logSum, Float.POSITIVE_INFINITY);
      Arrays.fill(seed, 0);
      for (int i = 0; i < tokens; i++) {
        max[column(i)] = forward.max[first + i];
        logSum[column(i)] = forward.logSum[first + i];
        seed[column(i)] = seeds[first + i];
      }
    }
  }

  /// What both passes do: take a block of the vocabulary and multiply it with a panel of tokens.
  private abstract class Worker {
    final float[] block = new float[up(vocabularyBlock, ROWS) * stride];
    final int[] item = new int[vocabularyBlock];
    int rows;

    /// The shares are whole blocks, so that their number does not change what the filter sees.
    final int firstOf(int worker) {
      long blocks = (v + vocabularyBlock - 1) / vocabularyBlock;
      return (int) Math.min(v, blocks * worker / workers * vocabularyBlock);
    }

    final void loadBlock(int from, int to) {
      rows = to - from;
      for (int r = 0; r < rows; r++) {
        item[r] = order == null ? from + r : order[from + r];
        MemorySegment.copy(
            classifier, FLOAT, (long) item[r] * d * Float.BYTES, block, r * stride, d);
      }
      Arrays.fill(block, rows * stride, block.length, 0);
    }

    /// logits[r][column] of one panel, rows of `width`, bias and soft cap included.
    final void logits(Chunk chunk, int panel, float[] out, int at, int width) {
      for (int r = 0; r < up(rows, ROWS); r++) {
        Arrays.fill(out, at + r * width, at + r * width + COLUMNS, 0);
      }
      for (int r = 0; r < rows; r += ROWS) {
        Tile.multiply(
            block,
            r * stride,
            stride,
            1,
            chunk.transposed,
            panel * COLUMNS * inner,
            COLUMNS,
            inner,
            out,
            at + r * width,
            width);
      }
      if (bias == null && softCap == 0) {
        return;
      }
      for (int r = 0; r < rows; r++) {
        float shift = bias == null ? 0 : bias.getAtIndex(FLOAT, item[r]);
        for (int c = 0; c < COLUMNS; c += S.length()) {
          FloatVector z = FloatVector.fromArray(S, out, at + r * width + c).add(shift);
          (softCap == 0 ? z : cap(z)).intoArray(out, at + r * width + c);
        }
      }
    }

    /// c tanh(z / c) with tanh |x| = (1 − e^(−2|x|)) / (1 + e^(−2|x|)).
    private FloatVector cap(FloatVector z) {
      FloatVector fade = Tile.exp(z.abs().mul(-2 / softCap));
      FloatVector size = fade.neg().add(1).div(fade.add(1)).mul(softCap);
      return size.blend(size.neg(), z.compare(VectorOperators.LT, 0));
    }
  }

  private final class ForwardWorker extends Worker {
    final float[] max = new float[chunkColumns];
    final float[] sum = new float[chunkColumns];
    private final float[] logits = new float[up(vocabularyBlock, ROWS) * COLUMNS];

    void run(Chunk chunk, int worker, Forward all) {
      Arrays.fill(
          max,
          -Float.MAX_VALUE); // not −∞: −∞ − (−∞) would be NaN where a bias forbids a whole block
      Arrays.fill(sum, 0);
      int end = firstOf(worker + 1);
      for (int from = firstOf(worker); from < end; from += vocabularyBlock) {
        loadBlock(from, Math.min(end, from + vocabularyBlock));
        for (int panel = 0; panel < chunk.panels; panel++) {
          logits(chunk, panel, logits, 0, COLUMNS);
          accumulate(panel * COLUMNS);
          pick(chunk, panel, from, all);
          if (all.meanLogits != null) {
            addMeans(chunk, panel, all.meanLogits);
          }
        }
      }
    }

    /// The running log-sum-exp: m' = max(m, max of the block), s' = s e^(m − m') + Σ e^(a − m').
    private void accumulate(int column) {
      for (int c = 0; c < COLUMNS; c += S.length()) {
        FloatVector before = FloatVector.fromArray(S, max, column + c);
        FloatVector top = before;
        for (int r = 0; r < rows; r++) {
          top = top.max(FloatVector.fromArray(S, logits, r * COLUMNS + c));
        }
        FloatVector total =
            FloatVector.fromArray(S, sum, column + c).mul(Tile.exp(before.sub(top)));
        for (int r = 0; r < rows; r++) {
          total = total.add(Tile.exp(FloatVector.fromArray(S, logits, r * COLUMNS + c).sub(top)));
        }
        top.intoArray(max, column + c);
        total.intoArray(sum, column + c);
      }
    }

    private void pick(Chunk chunk, int panel, int from, Forward all) {
      for (int i = panel * panelTokens;
          i < Math.min(chunk.tokens, (panel + 1) * panelTokens);
          i++) {
        int row = rowOf(chunk.target[chunk.column(i)], from);
        if (row >= 0) {
          all.targetLogit[chunk.first + i] = logits[row * COLUMNS + chunk.column(i) % COLUMNS];
        }
      }
    }

    private void addMeans(Chunk chunk, int panel, float[] means) {
      int columns = Math.min(panelTokens, chunk.tokens - panel * panelTokens);
      for (int r = 0; r < rows; r++) {
        float total = 0;
        for (int c = 0; c < columns; c++) {
          total += logits[r * COLUMNS + c];
        }
        means[item[r]] += total / n;
      }
    }

    /// The forward pass takes the vocabulary in its own order.
    private int rowOf(int target, int from) {
      return target >= from && target < from + rows ? target - from : -1;
    }
  }

  private final class BackwardWorker extends Worker {
    final float[] dEmbeddings = new float[chunkColumns * stride];
    private final float[] g = new float[up(vocabularyBlock, ROWS) * chunkColumns];
    private final float[] slope = new float[softCap == 0 ? 0 : g.length];
    private final float[] dBlock = new float[block.length];
    private final boolean[] small = new boolean[panelsPerChunk];
    private final float epsilon;
    private final boolean filterEmbeddings;
    private final boolean filterClassifier;
    private final MemorySegment dClassifier;
    private final @Nullable MemorySegment dBias;
    long skipped;
    long blocks;

    BackwardWorker(
        float epsilon,
        boolean filterEmbeddings,
        boolean filterClassifier,
        MemorySegment dClassifier,
        @Nullable MemorySegment dBias) {
      this.epsilon = epsilon;
      this.filterEmbeddings = filterEmbeddings;
      this.filterClassifier = filterClassifier;
      this.dClassifier = dClassifier;
      this.dBias = dBias;
    }

    void run(Chunk chunk, int worker) {
      Arrays.fill(dEmbeddings, 0);
      int end = firstOf(worker + 1);
      for (int from = firstOf(worker); from < end; from += vocabularyBlock) {
        loadBlock(from, Math.min(end, from + vocabularyBlock));
        for (int panel = 0; panel < chunk.panels; panel++) {
          gradients(chunk, panel);
          if (!(filterEmbeddings && small[panel])) {
            addEmbeddings(panel);
          }
        }
        addClassifier(chunk, chunk.first == 0);
      }
    }

    /// g of one panel, and whether the filter may skip it.
    private void gradients(Chunk chunk, int panel) {
      int at = panel * COLUMNS;
      logits(chunk, panel, g, at, chunkColumns);
      for (int c = 0; c < COLUMNS; c += S.length()) {
        FloatVector max = FloatVector.fromArray(S, chunk.max, at + c);
        FloatVector logSum = FloatVector.fromArray(S, chunk.logSum, at + c);
        for (int r = 0; r < rows; r++) {
          int here = r * chunkColumns + at + c;
          FloatVector a = FloatVector.fromArray(S, g, here);
          if (softCap != 0) {
            FloatVector share = a.div(softCap);
            share.mul(share).neg().add(1).intoArray(slope, here); // d tanh = 1 − tanh²
          }
          Tile.exp(a.sub(max).sub(logSum)).intoArray(g, here);
        }
      }
      subtractOneHot(chunk, at);
      small[panel] = largest(at) < epsilon; // false for NaN, which must surface
      blocks++;
      if (small[panel]) {
        skipped++;
        if (filterEmbeddings && filterClassifier) {
          return;
        }
      }
      for (int c = 0; c < COLUMNS; c += S.length()) {
        FloatVector seed = FloatVector.fromArray(S, chunk.seed, at + c);
        for (int r = 0; r < rows; r++) {
          int here = r * chunkColumns + at + c;
          FloatVector scaled = FloatVector.fromArray(S, g, here).mul(seed);
          (softCap == 0 ? scaled : scaled.mul(FloatVector.fromArray(S, slope, here)))
              .intoArray(g, here);
        }
      }
    }

    private void subtractOneHot(Chunk chunk, int at) {
      for (int column = at; column < at + COLUMNS; column++) {
        int target = chunk.target[column];
        if (target < 0) {
          continue;
        }
        if (order == null) {
          int row = target - item[0];
          if (row >= 0 && row < rows) {
            g[row * chunkColumns + column] -= 1;
          }
          continue;
        }
        for (int r = 0; r < rows; r++) {
          if (item[r] == target) {
            g[r * chunkColumns + column] -= 1;
          }
        }
      }
    }

    private float largest(int at) {
      if (epsilon <= 0) {
        return Float.POSITIVE_INFINITY;
      }
      FloatVector top = FloatVector.zero(S);
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < COLUMNS; c += S.length()) {
          top = top.max(FloatVector.fromArray(S, g, r * chunkColumns + at + c).abs());
        }
      }
      return top.reduceLanes(VectorOperators.MAX);
    }

    /// dE += G C for one panel.
    private void addEmbeddings(int panel) {
      for (int k = 0; k < inner; k += COLUMNS) {
        for (int t = panel * COLUMNS; t < (panel + 1) * COLUMNS; t += ROWS) {
          Tile.multiply(
              g, t, 1, chunkColumns, block, k, stride, rows, dEmbeddings, t * stride + k, stride);
        }
      }
    }

    /// dC = Gᵀ E for the block, over runs of panels that the filter lets through.
    private void addClassifier(Chunk chunk, boolean firstChunk) {
      boolean any = false;
      Arrays.fill(dBlock, 0);
      for (int from = 0; from < chunk.panels; ) {
        int to = from;
        while (to < chunk.panels && !(filterClassifier && small[to])) {
          to++;
        }
        if (to > from) {
          product(chunk, from * COLUMNS, (to - from) * COLUMNS);
          any = true;
        }
        from = to + 1;
      }
      for (int r = 0; r < rows && (any || firstChunk); r++) {
        write(r, any, firstChunk);
      }
    }

    private void product(Chunk chunk, int column, int columns) {
      for (int k = 0; k < inner; k += COLUMNS) {
        for (int r = 0; r < rows; r += ROWS) {
          Tile.multiply(
              g,
              r * chunkColumns + column,
              chunkColumns,
              1,
              chunk.rows,
              column * stride + k,
              stride,
              columns,
              dBlock,
              r * stride + k,
              stride);
        }
      }
      if (dBias != null) {
        for (int r = 0; r < rows; r++) {
          float total = 0;
          for (int c = column; c < column + columns; c++) {
            total += g[r * chunkColumns + c];
          }
          dBias.setAtIndex(FLOAT, item[r], dBias.getAtIndex(FLOAT, item[r]) + total);
        }
      }
    }

    private void write(int r, boolean any, boolean firstChunk) {
      long at = (long) item[r] * d * Float.BYTES;
      if (firstChunk) {
        if (any) {
          MemorySegment.copy(dBlock, r * stride, dClassifier, FLOAT, at, d);
        } else {
          dClassifier.asSlice(at, (long) d * Float.BYTES).fill((byte) 0);
        }
        return;
      }
      int k = 0;
      for (; k + S.length() <= d; k += S.length()) {
        long here = at + (long) k * Float.BYTES;
        FloatVector.fromMemorySegment(S, dClassifier, here, ByteOrder.nativeOrder())
            .add(FloatVector.fromArray(S, dBlock, r * stride + k))
            .intoMemorySegment(dClassifier, here, ByteOrder.nativeOrder());
      }
      for (; k < d; k++) {
        long here = at + (long) k * Float.BYTES;
        dClassifier.set(FLOAT, here, dClassifier.get(FLOAT, here) + dBlock[r * stride + k]);
      }
    }
  }
}
