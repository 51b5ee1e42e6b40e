package org.offprint.methods.golden.distill;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.distill.AdrMse;
import org.offprint.methods.distill.AdrMse.Discount;
import org.offprint.methods.distill.InfoNce;
import org.offprint.methods.distill.ListwiseKl;
import org.offprint.methods.distill.MarginMse;
import org.offprint.methods.distill.PairwiseHinge;
import org.offprint.methods.distill.PointwiseCrossEntropy;
import org.offprint.methods.distill.PointwiseMse;
import org.offprint.methods.distill.RankNet;
import org.offprint.methods.distill.RankingLoss;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// The objectives of the cross-encoder comparison: values and gradients of each, hard and soft
/// ranks.
final class CrossEncoderDistillationGolden implements Golden {
  private static final Pattern HINGE = Pattern.compile("hinge_pairwise_margin([\\d.]+)");
  private static final Pattern ADR = Pattern.compile("adr_mse_(log2|reciprocal|none)_T([\\d.]+)");
  private static final Pattern KL = Pattern.compile("kl_listwise_tau([\\d.]+)_times_tau\\1");
  private static final Pattern SOFT_RANKS = Pattern.compile("approx_ranks_T([\\d.]+)");
  private static final Map<String, Discount> DISCOUNTS =
      Map.of("log2", Discount.LOG2, "reciprocal", Discount.RECIPROCAL, "none", Discount.NONE);

  @Override
  public Entry entry() {
    return new Entry(
        41,
        "2603.03010",
        "cross-encoder-distillation",
        List.of(
            MarginMse.class,
            InfoNce.class,
            RankNet.class,
            AdrMse.class,
            PointwiseCrossEntropy.class,
            PairwiseHinge.class,
            ListwiseKl.class,
            PointwiseMse.class),
        "The study's pipeline (teachers, mined negatives, grid-searched rates) is not part of the library. ListwiseKl and PointwiseMse are not among its"
            + " objectives; they are here to compare with.");
  }

  @Override
  public void check(Node file) {
    Tensor student = file.at("student").tensor();
    Tensor teacher = file.at("teacher").tensor();
    int positive = file.at("positive_column").integer();
    Tensor relevance =
        Tensor.range(student.size(1))
            .isEqual(positive)
            .to(Type.FLOAT64)
            .unsqueeze(0)
            .expand(student.shape())
            .contiguous();

    AdrMse adr = AdrMse.standard();
    file.at("teacher_ranks_ties_by_index").expect(adr.ranks(teacher, null));
    file.at("ranknet_pair_count").expect(RankNet.standard().pairs(teacher, null));
    file.entries()
        .forEach((key, node) -> {
          Matcher ranks = SOFT_RANKS.matcher(key);
          if (ranks.matches()) {
            AdrMse at = new AdrMse(Double.parseDouble(ranks.group(1)), Discount.NONE);
            node.expect(at.softRanks(student, null));
          }
        });
    file.at("losses")
        .entries()
        .forEach((key, node) -> {
          RankingLoss loss = lossOf(key, positive);
          Tensor target = learnsFromLabels(loss) ? relevance : teacher;
          node.at("loss").expect(loss.apply(student, target, null));
          node.at("grad").expect(Slopes.of(s -> loss.apply(s, target, null), student));
        });
  }

  private static boolean learnsFromLabels(RankingLoss loss) {
    return loss instanceof PointwiseCrossEntropy
        || loss instanceof PairwiseHinge
        || loss instanceof InfoNce;
  }

  private static RankingLoss lossOf(String key, int positive) {
    Matcher hinge = HINGE.matcher(key);
    if (hinge.matches()) {
      return new PairwiseHinge(Double.parseDouble(hinge.group(1)));
    }
    Matcher adr = ADR.matcher(key);
    if (adr.matches()) {
      return new AdrMse(
          Double.parseDouble(adr.group(2)), DISCOUNTS.getOrDefault(adr.group(1), Discount.NONE));
    }
    Matcher kl = KL.matcher(key);
    if (kl.matches()) {
      return new ListwiseKl(Double.parseDouble(kl.group(1)));
    }
    return switch (key) {
      case "bce_pointwise" -> PointwiseCrossEntropy.standard();
      case "margin_mse_pos_vs_each_neg" -> new MarginMse(positive);
      case "infonce_listwise" -> InfoNce.standard();
      case "distill_ranknet" -> RankNet.standard();
      case "mse_pointwise" -> PointwiseMse.standard();
      default ->
          throw new IllegalArgumentException("'%s' is no objective known here".formatted(key));
    };
  }
}
