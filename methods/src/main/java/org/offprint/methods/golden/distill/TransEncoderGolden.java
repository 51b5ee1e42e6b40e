package org.offprint.methods.golden.distill;

import java.util.List;
import java.util.Map;
import org.offprint.methods.distill.TransEncoder;
import org.offprint.methods.distill.TransEncoder.Development;
import org.offprint.methods.distill.TransEncoder.Pair;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.model.BiEncoder;
import org.offprint.methods.model.CrossEncoder;
import org.offprint.methods.model.Encoder;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Trans-Encoder: both kinds of labels, both losses with gradients, mutual labels, what a negative
/// label does, and Spearman's correlation.
final class TransEncoderGolden implements Golden {
  /// The reference differentiated the cosine loss by finite differences.
  private static final double DIFFERENCES = 1e-7;

  @Override
  public Entry entry() {
    return new Entry(
        31,
        "2109.13059",
        "trans-encoder",
        List.of(TransEncoder.class, BiEncoder.class, CrossEncoder.class, Encoder.class),
        "The values cover labels and losses, not a trained model. The paper begins from pre-trained transformers; these encoders begin from seeded parameters"
            + " or from what is loaded, and its gains are not to be expected then.");
  }

  @Override
  public void check(Node file) {
    Node label = file.at("bi_label");
    Tensor u = label.at("u").tensor();
    Tensor v = label.at("v").tensor();
    label.at("cosine").expect(BiEncoder.cosine(u, v));

    Node cross = file.at("cross_loss");
    Tensor z = cross.at("logit").tensor();
    Tensor y = startingWith("soft_label", cross).tensor();
    cross.at("bce_with_logits").expect(CrossEncoder.losses(z, y));
    cross.at("mean").expect(CrossEncoder.losses(z, y).mean());
    cross.at("grad_of_mean_wrt_logit").expect(Slopes.of(x -> CrossEncoder.losses(x, y).mean(), z));
    Node pseudo = file.at("cross_pseudo_label");
    pseudo.at("sigmoid").expect(pseudo.at("logit").tensor().sigmoid());

    Node bi = file.at("bi_loss");
    Tensor target = bi.at("target").tensor();
    bi.at("mse").expect(BiEncoder.loss(BiEncoder.cosine(u, v), target));
    bi.at("grad_wrt_u")
        .expectWithin(
            DIFFERENCES, Slopes.of(x -> BiEncoder.loss(BiEncoder.cosine(x, v), target), u));

    Node mutual = file.at("mutual");
    mutual.at("bi_1").expect(BiEncoder.cosine(u, v));
    mutual
        .at("mean")
        .expect(
            TransEncoder.mean(List.of(mutual.at("bi_1").numbers(), mutual.at("bi_2").numbers())));

    Node negative = file.at("negative_label_is_unbounded");
    Tensor far = negative.at("logit").tensor();
    Tensor below = Tensor.full(negative.at("soft_label").number(), Type.FLOAT64, far.shape());
    negative.at("loss").expect(CrossEncoder.losses(far, below));

    Node spearman = file.at("spearman");
    double[] gold = spearman.at("gold").numbers();
    double[] scores = spearman.at("score").numbers();
    List<Pair> pairs = java.util.Collections.nCopies(gold.length, new Pair(List.of(0), List.of(0)));
    startingWith("rho", spearman)
        .expect(TransEncoder.spearman(new Development(pairs, gold), scores));
  }

  private static Node startingWith(String start, Node node) {
    return node.entries().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(start))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "%s has no key that starts with '%s'".formatted(node, start)));
  }
}
