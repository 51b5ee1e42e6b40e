package org.offprint.methods.vision;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.LayerNorm;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.tensor.Tensor;

/// A vision transformer in stages whose tokens are made by convolutions of several sizes and whose attention alternates between windows and
/// places far apart.
///
///     stem: {@link CrossScaleEmbedding}, then LN;  between stages: LN, then an embedding of twice the width, stride 2
///     stage: {@link CrossScaleBlock}s, the first, third, … over windows of G, the others over every I-th place
///     logits = W mean over places of LN(x) + b
///
/// Shapes: images (B, channels, H, W) floating, H and W multiples of the first stem kernel times 2 to the stages less one; labels
/// (B) int64; logits (B, classes). The bias network lets pictures of other sizes through without new weights.
/// Range: any logits. The loss is cross-entropy in nats; NaN of an empty batch.
/// Source: CrossFormer, Wang et al., ICLR 2022, arXiv:2108.00154, §3; the authors' crossformer.py with the options of CrossFormer++ off.
/// Differs from the source: nothing in the forward pass. Label smoothing, mixup and cutmix of the authors' training are left out.
/// Throws: IllegalArgumentException if images do not fit or a label is no class; from the settings, if they make no model.
@Source(paper = "arXiv:2108.00154", equation = "§3")
public final class CrossFormer extends Block implements ImageClassifier {
  /// @param dim the width of the first stage; each next one has twice as much
  /// @param depths how many blocks each stage has
  /// @param heads of each stage
  /// @param groups G of each stage
  /// @param intervals I of each stage
  /// @param stemKernels the first is the stem's stride
  /// @param mergeKernels between stages, with stride 2
  /// @param dropPath of the last block; it grows from 0 along the blocks
  public record Settings(
      int channels,
      int classes,
      int dim,
      List<Integer> depths,
      List<Integer> heads,
      List<Integer> groups,
      List<Integer> intervals,
      List<Integer> stemKernels,
      List<Integer> mergeKernels,
      double dropPath) {
    public Settings {
      depths = List.copyOf(depths);
      heads = List.copyOf(heads);
      groups = List.copyOf(groups);
      intervals = List.copyOf(intervals);
      stemKernels = List.copyOf(stemKernels);
      mergeKernels = List.copyOf(mergeKernels);
      Shapes.require("channels", channels, channels >= 1, "1 or more");
      Shapes.require("classes", classes, classes >= 2, "2 or more");
      int stages = depths.size();
      if (stages == 0
          || heads.size() != stages
          || groups.size() != stages
          || intervals.size() != stages) {
        throw new IllegalArgumentException(
            "depths %s, heads %s, groups %s, intervals %s: expected one of each a stage"
                .formatted(depths, heads, groups, intervals));
      }
      if (intervals.stream().anyMatch(interval -> interval < 1)) {
        throw new IllegalArgumentException(
            "intervals %s: expected each to be 1 or more".formatted(intervals));
      }
    }

    private static Settings variant(
        int dim, List<Integer> depths, List<Integer> heads, double dropPath) {
      return new Settings(
          3,
          1000,
          dim,
          depths,
          heads,
          List.of(7, 7, 7, 7),
          List.of(8, 4, 2, 1),
          List.of(4, 8, 16, 32),
          List.of(2, 4),
          dropPath);
    }

    /// CrossFormer-T, for 1,000 classes as are all four.
    public static Settings tiny() {
      return variant(64, List.of(1, 1, 8, 6), List.of(2, 4, 8, 16), 0.1);
    }

    public static Settings small() {
      return variant(96, List.of(2, 2, 6, 2), List.of(3, 6, 12, 24), 0.2);
    }

    public static Settings base() {
      return variant(96, List.of(2, 2, 18, 2), List.of(3, 6, 12, 24), 0.3);
    }

    public static Settings large() {
      return variant(128, List.of(2, 2, 18, 2), List.of(4, 8, 16, 32), 0.5);
    }

    /// How many numbers a model with these settings learns, without building it.
    public long parameterCount() {
      long count = embeddingCount(channels, dim, stemKernels) + 2L * dim;
      for (int stage = 0; stage < depths.size(); stage++) {
        long d = (long) dim << stage;
        long p = d / 4 / 4;
        long attention = linear(d, 3 * d) + linear(d, d);
        long bias = linear(2, p) + 6 * p + 2 * linear(p, p) + linear(p, heads.get(stage));
        long block = 4 * d + attention + linear(d, 4 * d) + linear(4 * d, d) + bias;
        count += depths.get(stage) * block;
        if (stage + 1 < depths.size()) {
          count += 2 * d + embeddingCount(d, Math.toIntExact(2 * d), mergeKernels);
        }
      }
      long last = (long) dim << (depths.size() - 1);
      return count + 2 * last + linear(last, classes);
    }

    private static long linear(long in, long out) {
      return in * out + out;
    }

    private static long embeddingCount(long in, int width, List<Integer> kernels) {
      List<Integer> out = CrossScaleEmbedding.channels(width, kernels.size());
      long count = 0;
      for (int i = 0; i < out.size(); i++) {
        count += out.get(i) * (in * kernels.get(i) * kernels.get(i) + 1);
      }
      return count;
    }
  }

  private final CrossScaleEmbedding stem;
  private final LayerNorm stemNorm;
  private final List<Stage> stages;
  private final LayerNorm norm;
  private final Linear head;

  public CrossFormer(Initial initial, Settings settings) {
    int dim = settings.dim();
    int stride = settings.stemKernels().getFirst();
    stem =
        block(
            "stem",
            new CrossScaleEmbedding(
                initial, settings.channels(), dim, settings.stemKernels(), stride));
    stemNorm = block("stem_norm", new LayerNorm(initial, dim));
    var list = new ArrayList<Stage>();
    int blocks = 0;
    for (int stage = 0; stage < settings.depths().size(); stage++) {
      list.add(new Stage(initial, settings, stage, blocks));
      blocks += settings.depths().get(stage);
    }
    stages = blocks("stages", list);
    int last = dim << (list.size() - 1);
    norm = block("norm", new LayerNorm(initial, last));
    head = block("head", CrossScaleBlock.linear(initial, last, settings.classes()));
  }

  @Override
  public Tensor logits(Tensor images) {
    Tensor picture = stem.apply(images);
    Places x = new Places(stemNorm.apply(tokens(picture)), side(picture, 2), side(picture, 3));
    for (Stage stage : stages) {
      x = stage.apply(x);
    }
    return head.apply(norm.apply(x.tokens()).mean(1, false));
  }

  /// (B, C, H, W) to (B, H · W, C).
  public static Tensor tokens(Tensor picture) {
    Shapes.requireRank("picture", picture, 4, "(B, C, H, W)");
    return picture
        .reshape(picture.size(0), picture.size(1), picture.size(2) * picture.size(3))
        .transpose(1, 2);
  }

  private static int side(Tensor picture, int axis) {
    return Math.toIntExact(picture.size(axis));
  }

  private record Places(Tensor tokens, int height, int width) {}

  private static final class Stage extends Block {
    private final List<CrossScaleBlock> blocks;
    private final @Nullable LayerNorm mergeNorm;
    private final @Nullable CrossScaleEmbedding merge;

    Stage(Initial initial, Settings settings, int stage, int before) {
      int dim = settings.dim() << stage;
      int group = settings.groups().get(stage);
      int all = settings.depths().stream().mapToInt(Integer::intValue).sum();
      var list = new ArrayList<CrossScaleBlock>();
      for (int i = 0; i < settings.depths().get(stage); i++) {
        var grouping = new Grouping(group, i % 2 == 0 ? 0 : settings.intervals().get(stage));
        double drop = all == 1 ? 0 : settings.dropPath() * (before + i) / (all - 1);
        list.add(new CrossScaleBlock(initial, dim, settings.heads().get(stage), grouping, drop));
      }
      blocks = blocks("blocks", list);
      boolean last = stage + 1 == settings.depths().size();
      mergeNorm = last ? null : block("merge_norm", new LayerNorm(initial, dim));
      merge =
          last
              ? null
              : block(
                  "merge",
                  new CrossScaleEmbedding(initial, dim, 2 * dim, settings.mergeKernels(), 2));
    }

    Places apply(Places from) {
      Tensor x = from.tokens();
      for (CrossScaleBlock block : blocks) {
        x = block.apply(x, from.height(), from.width());
      }
      if (mergeNorm == null || merge == null) {
        return new Places(x, from.height(), from.width());
      }
      Tensor picture =
          mergeNorm
              .apply(x)
              .transpose(1, 2)
              .reshape(x.size(0), x.size(2), from.height(), from.width());
      Tensor merged = merge.apply(picture);
      return new Places(tokens(merged), side(merged, 2), side(merged, 3));
    }
  }
}
