package org.offprint.methods.ctr;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.ctr.CrossNetwork.Growth;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Embedding;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;

/// A click model of two explicit cross networks, one whose order of interaction doubles with each layer and one where it grows by one, without
/// any hidden layer.
///
///     x_1 = the fields' embeddings, split into heads;  z_E = ECN(x_1), z_L = LCN(x_1), see {@link CrossNetwork}
///     z = (z_E + z_L) / 2;  loss = Tri-BCE(z_E, z_L, labels) + λ/2 Σ embedding², see {@link TriBce}
///
/// Shapes: ids (B, F) int64 in 0 … V − 1; logits (B); labels (B) floating, 0 or 1. F times the embedding of a head must be even.
/// Range: any logits. A deep exponential network makes values explode (order 2^L).
/// Source: FCN (formerly DCNv3), arXiv:2407.13349, §3; the authors' DCNv3.py and ECN.py.
/// Differs from the source: fields that hold several ids, whose embeddings it sums, are left out; the rate that falls on a plateau is for the
/// caller's schedule. Keep id 0 for what was not seen in training. With 0 layers a branch is left out, and the loss of one
/// branch alone is its cross-entropy, as in the authors' ECN.
/// Throws: IllegalArgumentException if ids do not fit, the batch is empty, or a label is neither 0 nor 1; from the settings, if they
/// make no model.
@Source(paper = "arXiv:2407.13349", equation = "§3")
public final class Fcn extends Block implements ClickModel {
  /// @param ids V, over all fields
  /// @param embedding numbers a field and head
  /// @param batchNorm whether each layer normalises its heads first
  /// @param decay λ
  public record Settings(
      int fields,
      int ids,
      int embedding,
      int heads,
      int exponentialLayers,
      int linearLayers,
      boolean batchNorm,
      double exponentialDropout,
      double linearDropout,
      double decay,
      TriBce loss) {
    public Settings {
      Shapes.require("fields", fields, fields >= 1, "1 or more");
      Shapes.require("ids", ids, ids >= 1, "1 or more");
      Shapes.require("heads", heads, heads >= 1, "1 or more");
      Shapes.require(
          "fields · embedding",
          (double) fields * embedding,
          embedding >= 1 && fields * embedding % 2 == 0,
          "an even number, as half of it is masked");
      Shapes.require(
          "layers",
          exponentialLayers + linearLayers,
          exponentialLayers >= 0 && linearLayers >= 0 && exponentialLayers + linearLayers > 0,
          "0 or more of each, and one at least");
      Shapes.require("decay", decay, decay >= 0, "0 or more");
    }

    /// The authors' for Criteo: embedding 16, one head, 3 and 4 layers.
    public static Settings standard(int fields, int ids) {
      return new Settings(fields, ids, 16, 1, 3, 4, false, 0.1, 0.2, 1e-5, TriBce.standard());
    }
  }

  private final Settings settings;
  private final Embedding embedding;
  private final @Nullable CrossNetwork exponential;
  private final @Nullable CrossNetwork linear;

  public Fcn(Initial initial, Settings settings) {
    this.settings = settings;
    long width = (long) settings.heads() * settings.embedding();
    embedding = block("embedding", new Embedding(initial, settings.ids(), width, 1e-4));
    exponential =
        network(
            "exponential",
            initial,
            Growth.EXPONENTIAL,
            settings.exponentialLayers(),
            settings.exponentialDropout());
    linear =
        network(
            "linear", initial, Growth.LINEAR, settings.linearLayers(), settings.linearDropout());
  }

  private @Nullable CrossNetwork network(
      String name, Initial initial, Growth growth, int layers, double dropout) {
    return layers == 0
        ? null
        : block(
            name,
            new CrossNetwork(
                initial,
                growth,
                settings.fields() * settings.embedding(),
                settings.heads(),
                layers,
                settings.batchNorm(),
                dropout,
                1e-5));
  }

  /// Splits each field's vector into heads and each head's into two halves, and lays the first
  /// halves of all fields before the second ones, so that a gate always meets the second halves.
  ///
  /// @param embedded (B, F, heads · D)
  /// @return (B, heads, F · D)
  public static Tensor split(Tensor embedded, int heads) {
    Shapes.requireRank("embedded", embedded, 3, "(B, F, heads · D)");
    long rows = embedded.size(0);
    long fields = embedded.size(1);
    Shapes.require(
        "heads", heads, heads >= 1 && embedded.size(2) % heads == 0, "a divisor of the width");
    long d = embedded.size(2) / heads;
    Tensor byHead = embedded.reshape(rows, fields, heads, d).transpose(1, 2);
    Tensor first = byHead.narrow(3, 0, d / 2).reshape(rows, heads, fields * (d / 2));
    Tensor second = byHead.narrow(3, d / 2, d - d / 2).reshape(rows, heads, fields * (d - d / 2));
    return Tensor.concat(2, first, second);
  }

  private Tensor crossed(Tensor ids) {
    Clicks.requireIds(ids, settings.fields());
    return split(embedding.apply(ids), settings.heads());
  }

  @Override
  public Tensor logits(Tensor ids) {
    Tensor x = crossed(ids);
    if (exponential != null && linear != null) {
      return exponential.logits(x).add(linear.logits(x)).div(2);
    }
    return one().logits(x);
  }

  private CrossNetwork one() {
    return Objects.requireNonNull(
        exponential == null ? linear : exponential, "the settings have a layer at least");
  }

  @Override
  public Tensor loss(Tensor ids, Tensor labels) {
    Tensor x = crossed(ids);
    Tensor loss =
        exponential != null && linear != null
            ? settings.loss().apply(exponential.logits(x), linear.logits(x), labels)
            : Clicks.crossEntropy(one().logits(x), labels);
    return settings.decay() == 0
        ? loss
        : loss.add(embedding.weight().square().sum().mul(settings.decay() / 2));
  }
}
