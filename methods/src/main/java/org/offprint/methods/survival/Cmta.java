package org.offprint.methods.survival;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Dropout;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.LayerNorm;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.layer.MultiHeadAttention;
import org.offprint.methods.tensor.Convolution;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// CMTA: survival from the patches of a slide and groups of genes, each modality translated into the
/// other.
///
///     P, patches = encoder_P(slide);   G, groups = encoder_G(genes)         P, G class tokens
///     P̂ = decoder_P(attention(patches, groups));   Ĝ = decoder_G(attention(groups, patches))
///     logits = W relu(W₂ relu(W₁ [(P + P̂) / 2 ; (G + Ĝ) / 2]))
///     loss = survival likelihood + weight (mean |P − P̂| + mean |G − Ĝ|),   P and G held there
///
/// An encoder or decoder is a landmark attention layer, for slides depthwise convolutions 7, 5 and 3
/// on the square of patches, a second attention layer and a norm.
///
/// Shapes: a case has patches (n, patchWidth), n ≥ 1, and one vector a gene group; logits (1, K).
/// Range: loss ≥ 0 in nats plus the alignment; risk in [−K, 0].
/// Source: Zhou and Chen, CMTA, ICCV 2023, arXiv:2309.12855, with the authors' published code as read.
/// Differs from the source: full attention up to 500 tokens, where landmarks save nothing; patches
/// are not sampled down to 4,096. Only the fusion by concatenation is here, the bilinear one is not.
/// Throws: IllegalArgumentException if a setting, shape, type or label does not fit.
@Source(paper = "arXiv:2309.12855", equation = "§3, models/cmta/network.py")
public final class Cmta extends Block {
  private final Settings settings;
  private final Linear patchIn;
  private final Linear patchMid;
  private final Dropout patchDrop;
  private final List<Gene> genes;
  private final Path slideEncoder;
  private final Path slideDecoder;
  private final Path geneEncoder;
  private final Path geneDecoder;
  private final MultiHeadAttention patchesAskGenes;
  private final MultiHeadAttention genesAskPatches;
  private final Linear fuseIn;
  private final Linear fuseMid;
  private final Linear hazards;
  private final DiscreteSurvival likelihood = DiscreteSurvival.standard();
  private final Type type;

  /// @param patchWidth of a patch's features
  /// @param geneWidths how many genes each group has
  /// @param hidden of the gene networks
  /// @param width of tokens
  /// @param heads of the attention layers
  /// @param landmarks of the attention layers
  /// @param bins K
  /// @param dropout in [0, 1)
  /// @param alignment weight of the alignment
  public record Settings(
      long patchWidth,
      List<Integer> geneWidths,
      long hidden,
      long width,
      long heads,
      long landmarks,
      int bins,
      double dropout,
      double alignment) {
    public Settings {
      geneWidths = List.copyOf(geneWidths);
      if (geneWidths.isEmpty() || geneWidths.stream().anyMatch(w -> w < 1)) {
        throw new IllegalArgumentException(
            "gene groups of %s genes; expected one group or more, none empty."
                .formatted(geneWidths));
      }
      Shapes.require("bins", bins, bins >= 1, "1 or more");
      Shapes.require("landmarks", landmarks, landmarks >= 1, "1 or more");
      Shapes.require("dropout", dropout, dropout >= 0 && dropout < 1, "a share in [0, 1)");
      Shapes.require("alignment", alignment, alignment >= 0, "a number of 0 or more");
    }

    /// Patches of 1,024 features, 256 wide, 8 heads, 128 landmarks, 4 bins, dropout 0.25, weight 1.
    public static Settings standard(List<Integer> geneWidths) {
      return new Settings(1024, geneWidths, 1024, 256, 8, 128, 4, 0.25, 1);
    }
  }

  public Cmta(Initial initial, Settings settings) {
    this.settings = settings;
    type = initial.type();
    long width = settings.width();
    patchIn = block("patch.0", new Linear(initial, settings.patchWidth(), width));
    patchMid = block("patch.1", new Linear(initial, width, width));
    patchDrop = block("patch.drop", new Dropout(initial, settings.dropout()));
    List<Gene> groups = new ArrayList<>();
    for (int size : settings.geneWidths()) {
      groups.add(new Gene(initial, size, settings));
    }
    genes = blocks("gene", groups);
    slideEncoder = block("slide.encoder", new Path(initial, settings, true));
    slideDecoder = block("slide.decoder", new Path(initial, settings, true));
    geneEncoder = block("genes.encoder", new Path(initial, settings, false));
    geneDecoder = block("genes.decoder", new Path(initial, settings, false));
    int w = Math.toIntExact(width);
    patchesAskGenes = block("patches_ask_genes", new MultiHeadAttention(initial, w, 1, true));
    genesAskPatches = block("genes_ask_patches", new MultiHeadAttention(initial, w, 1, true));
    fuseIn = block("fuse.0", new Linear(initial, 2 * width, width));
    fuseMid = block("fuse.1", new Linear(initial, width, width));
    hazards = block("hazards", new Linear(initial, width, settings.bins()));
  }

  /// Two self-normalising layers: one gene group to one token.
  private static final class Gene extends Block {
    private final Linear in;
    private final Linear out;
    private final AlphaDropout drop;

    Gene(Initial initial, long size, Settings settings) {
      in = block("in", new Linear(initial, size, settings.hidden()));
      out = block("out", new Linear(initial, settings.hidden(), settings.width()));
      drop = block("drop", new AlphaDropout(initial, settings.dropout()));
    }

    Tensor apply(Tensor group) {
      return drop.apply(out.apply(drop.apply(in.apply(group).elu())).elu());
    }
  }

  /// An encoder or decoder: tokens to a class token and as many tokens.
  private static final class Path extends Block {
    private static final int INVERSE_STEPS = 6;
    private static final long EXACT_UP_TO = 500;
    private static final int[] KERNELS = {7, 5, 3};

    private final Tensor classToken;
    private final LayerNorm firstNorm;
    private final NystromAttention first;
    private final LayerNorm secondNorm;
    private final NystromAttention second;
    private final LayerNorm last;
    private final List<Tensor> kernels = new ArrayList<>();
    private final List<Tensor> biases = new ArrayList<>();

    Path(Initial initial, Settings settings, boolean onGrid) {
      long width = settings.width();
      classToken = parameter("class", initial.normal(1e-6, 1, 1, width));
      firstNorm = block("norm.0", new LayerNorm(initial, width));
      first = block("attention.0", attention(initial, settings));
      secondNorm = block("norm.1", new LayerNorm(initial, width));
      second = block("attention.1", attention(initial, settings));
      last = block("norm.2", new LayerNorm(initial, width));
      for (int size : onGrid ? KERNELS : new int[0]) {
        kernels.add(parameter("grid." + size, initial.uniform(1.0 / size, width, 1, size, size)));
        biases.add(parameter("grid_bias." + size, initial.uniform(1.0 / size, width)));
      }
    }

    private static NystromAttention attention(Initial initial, Settings settings) {
      return new NystromAttention(
          initial,
          settings.width(),
          settings.heads(),
          settings.landmarks(),
          INVERSE_STEPS,
          EXACT_UP_TO);
    }

    /// @param tokens (1, n, width)
    /// @return (1, 1 + n, width), the class token first; n grows to a square on a grid
    Tensor apply(Tensor tokens) {
      Tensor filled = kernels.isEmpty() ? tokens : squared(tokens);
      Tensor h = Tensor.concat(1, classToken, filled);
      h = h.add(first.apply(firstNorm.apply(h)));
      if (!kernels.isEmpty()) {
        h = Tensor.concat(1, h.narrow(1, 0, 1), onGrid(h.narrow(1, 1, filled.size(1))));
      }
      h = h.add(second.apply(secondNorm.apply(h)));
      return last.apply(h);
    }

    /// The first tokens once more, until they fill a square.
    private static Tensor squared(Tensor tokens) {
      long n = tokens.size(1);
      long side = (long) Math.ceil(Math.sqrt(n));
      long[] from = new long[Math.toIntExact(side * side)];
      Arrays.setAll(from, i -> i % n);
      return from.length == n ? tokens : tokens.indexSelect(1, Tensor.of(from, from.length));
    }

    private Tensor onGrid(Tensor tokens) {
      long side = Math.round(Math.sqrt(tokens.size(1)));
      Tensor grid = tokens.transpose(1, 2).reshape(1, tokens.size(2), side, side);
      Tensor sum = grid;
      for (int i = 0; i < kernels.size(); i++) {
        sum =
            sum.add(
                Convolution.conv2d(
                    grid, kernels.get(i), biases.get(i), 1, KERNELS[i] / 2, grid.size(1)));
      }
      return sum.reshape(1, tokens.size(2), -1).transpose(1, 2);
    }
  }

  /// What was seen of a patient.
  ///
  /// @param patches (n, patchWidth)
  /// @param genes a vector for each group
  /// @param bin of the event, or of when the patient was last seen
  public record Case(Tensor patches, List<Tensor> genes, int bin, boolean censored) {
    public Case {
      genes = List.copyOf(genes);
    }
  }

  /// What the model makes of a case.
  ///
  /// @param logits (1, K)
  /// @param slide P, (1, width)
  /// @param slideFromGenes P̂
  /// @param genes G
  /// @param genesFromSlide Ĝ
  public record Output(
      Tensor logits, Tensor slide, Tensor slideFromGenes, Tensor genes, Tensor genesFromSlide) {
    /// mean |P − P̂| + mean |G − Ĝ|; P and G are constants here.
    public Tensor alignment() {
      return Cmta.alignment(slide, slideFromGenes, genes, genesFromSlide);
    }
  }

  /// mean |P − P̂| + mean |G − Ĝ|; no gradient flows to P and G.
  public static Tensor alignment(
      Tensor slide, Tensor slideFromGenes, Tensor genes, Tensor genesFromSlide) {
    Shapes.requireFloating("slide", slide);
    Shapes.requireFloating("slideFromGenes", slideFromGenes);
    Shapes.requireFloating("genes", genes);
    Shapes.requireFloating("genesFromSlide", genesFromSlide);
    Shapes.requireEqual("slideFromGenes", slideFromGenes, "slide", slide);
    Shapes.requireEqual("genesFromSlide", genesFromSlide, "genes", genes);
    Tensor ofSlide = slide.detach().sub(slideFromGenes).abs().mean();
    return ofSlide.add(genes.detach().sub(genesFromSlide).abs().mean());
  }

  public Output apply(Tensor patches, List<Tensor> geneGroups) {
    requireInputs(patches, geneGroups);
    Tensor tokens = patchDrop.apply(patchIn.apply(patches.unsqueeze(0)).relu());
    tokens = patchDrop.apply(patchMid.apply(tokens).relu());
    Tensor[] groups = new Tensor[genes.size()];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = genes.get(i).apply(geneGroups.get(i).unsqueeze(0));
    }
    Tensor slide = slideEncoder.apply(tokens);
    Tensor gene = geneEncoder.apply(Tensor.stack(1, groups));
    Tensor patchTokens = slide.narrow(1, 1, slide.size(1) - 1);
    Tensor geneTokens = gene.narrow(1, 1, gene.size(1) - 1);
    Tensor slideAgain = slideDecoder.apply(patchesAskGenes.apply(patchTokens, geneTokens, null));
    Tensor geneAgain = geneDecoder.apply(genesAskPatches.apply(geneTokens, patchTokens, null));
    Tensor p = slide.select(1, 0);
    Tensor pHat = slideAgain.select(1, 0);
    Tensor g = gene.select(1, 0);
    Tensor gHat = geneAgain.select(1, 0);
    Tensor both = Tensor.concat(1, p.add(pHat).div(2), g.add(gHat).div(2));
    Tensor fused = fuseMid.apply(fuseIn.apply(both).relu()).relu();
    return new Output(hazards.apply(fused), p, pHat, g, gHat);
  }

  private void requireInputs(Tensor patches, List<Tensor> geneGroups) {
    Shapes.requireRank("patches", patches, 2, "(n, features)");
    Shapes.requireSize("patches", patches, 1, settings.patchWidth(), "the patches' features");
    Shapes.requireType("patches", patches, type);
    if (patches.size(0) == 0) {
      throw new IllegalArgumentException("the case has no patch: expected one or more.");
    }
    if (geneGroups.size() != genes.size()) {
      throw new IllegalArgumentException(
          "%d gene groups; expected %d.".formatted(geneGroups.size(), genes.size()));
    }
    for (int i = 0; i < geneGroups.size(); i++) {
      String name = "genes[" + i + "]";
      Shapes.requireRank(name, geneGroups.get(i), 1, "(genes)");
      Shapes.requireSize(
          name, geneGroups.get(i), 0, settings.geneWidths().get(i), "the genes of that group");
      Shapes.requireType(name, geneGroups.get(i), type);
    }
  }

  /// The mean loss of cases, each passed alone as in the paper.
  public Tensor loss(List<Case> cases) {
    if (cases.isEmpty()) {
      throw new IllegalArgumentException("there is no case: expected one or more.");
    }
    List<Tensor> losses = new ArrayList<>();
    for (Case one : cases) {
      Output out = apply(one.patches(), one.genes());
      Tensor ofOne =
          likelihood.mean(
              out.logits(),
              Tensor.of(new long[] {one.bin()}, 1),
              Tensor.of(new boolean[] {one.censored()}, 1));
      losses.add(ofOne.add(out.alignment().mul(settings.alignment())));
    }
    return Tensor.stack(0, losses.toArray(Tensor[]::new)).mean();
  }

  /// Larger where an event is expected earlier.
  public double risk(Tensor patches, List<Tensor> geneGroups) {
    return DiscreteSurvival.risk(apply(patches, geneGroups).logits()).value();
  }
}
