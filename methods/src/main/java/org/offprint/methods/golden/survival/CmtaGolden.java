package org.offprint.methods.golden.survival;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.MultiHeadAttention;
import org.offprint.methods.survival.Cmta;
import org.offprint.methods.survival.Concordance;
import org.offprint.methods.survival.CoxRegression;
import org.offprint.methods.survival.DiscreteSurvival;
import org.offprint.methods.survival.KaplanMeier;
import org.offprint.methods.survival.TimeBins;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// CMTA: hazards, likelihood, risk, concordance, bins, both cross-attentions and the alignment.
final class CmtaGolden implements Golden {
  private static final Pattern MEAN = Pattern.compile("nll_alpha(\\d+)_mean");
  private static final Pattern EACH = Pattern.compile("nll_alpha(\\d+)");

  @Override
  public Entry entry() {
    return new Entry(
        18,
        "2309.12855",
        "cmta",
        List.of(
            Cmta.class,
            DiscreteSurvival.class,
            TimeBins.class,
            Concordance.class,
            CoxRegression.class,
            KaplanMeier.class),
        "The golden values cover likelihood, bins, concordance, cross-attention and alignment, not the whole network."
            + " The bilinear fusion is left out. The slides' features are not public, so that no published figure"
            + " was reproduced.");
  }

  @Override
  public void check(Node file) {
    Tensor logits = file.at("logits").tensor();
    Tensor labels = file.at("labels").longTensor();
    boolean[] marks = file.at("censored").truths();
    Tensor censored = Tensor.of(marks, marks.length);
    file.at("hazards").expect(DiscreteSurvival.hazards(logits));
    file.at("survival").expect(DiscreteSurvival.survival(logits));
    for (Map.Entry<String, Node> one : file.entries().entrySet()) {
      Matcher mean = MEAN.matcher(one.getKey());
      Matcher each = EACH.matcher(one.getKey());
      if (mean.matches()) {
        one.getValue().expect(loss(mean.group(1)).mean(logits, labels, censored));
      } else if (each.matches()) {
        one.getValue().expect(loss(each.group(1)).each(logits, labels, censored));
      }
    }
    double[] risk = DiscreteSurvival.risk(logits).toDoubles();
    file.at("risk").expect(risk);

    boolean[] events = new boolean[marks.length];
    for (int i = 0; i < events.length; i++) {
      events[i] = !marks[i];
    }
    Concordance all = Concordance.of(file.at("time").numbers(), events, risk);
    file.at("c_index").expect(all.index());
    counts(file.at("c_index_counts"), all);
    Node tied = file.at("c_index_with_ties");
    Concordance withTies =
        Concordance.of(
            tied.at("time").numbers(), tied.at("event").truths(), tied.at("risk").numbers());
    tied.at("value").expect(withTies.index());
    counts(tied, withTies);

    binning(file.at("binning"));
    attention(file.at("attention"));
    alignment(file.at("alignment"), loss("0").each(logits, labels, censored).select(0, 0));
  }

  /// `0` is 0, `04` is 0.4.
  private static DiscreteSurvival loss(String digits) {
    double alpha = Double.parseDouble(digits.charAt(0) + "." + digits.substring(1) + "0");
    return new DiscreteSurvival(alpha, DiscreteSurvival.standard().epsilon());
  }

  private static void counts(Node node, Concordance found) {
    node.at("concordant").expect(found.concordant());
    node.at("discordant").expect(found.discordant());
    node.at("tied_risk").expect(found.tied());
  }

  private static void binning(Node node) {
    double[] times = node.at("time").numbers();
    int[] expected = node.at("bins").integers();
    int count = (int) node.at("edges").shape()[0] - 1;
    TimeBins bins = TimeBins.of(times, node.at("censored").truths(), count);
    node.at("edges").expect(bins.edges());
    int[] found = new int[expected.length];
    for (int i = 0; i < found.length; i++) {
      found[i] = bins.bin(times[i]);
    }
    node.at("bins").expect(found);
  }

  private static void attention(Node node) {
    Tensor patches = node.at("patch_tokens").tensor().unsqueeze(0);
    Tensor genes = node.at("gene_tokens").tensor().unsqueeze(0);
    MultiHeadAttention ofPatches = loaded(node.at("patch_queries_gene"));
    MultiHeadAttention ofGenes = loaded(node.at("gene_queries_patch"));
    node.at("patch_in_gene").expect(ofPatches.apply(patches, genes, null));
    node.at("patch_in_gene_attention").expect(ofPatches.maps(patches, genes));
    node.at("gene_in_patch").expect(ofGenes.apply(genes, patches, null));
    node.at("gene_in_patch_attention").expect(ofGenes.maps(genes, patches));
  }

  private static MultiHeadAttention loaded(Node node) {
    Tensor weight = node.at("in_w").tensor();
    Tensor bias = node.at("in_b").tensor();
    int d = Math.toIntExact(weight.size(1));
    var attention =
        new MultiHeadAttention(new Initial(new SplittableRandom(0), Type.FLOAT64), d, 1, true);
    var values = new HashMap<String, Tensor>();
    String[] names = {"query", "key", "value"};
    for (int i = 0; i < names.length; i++) {
      values.put(names[i] + ".weight", weight.narrow(0, (long) i * d, d));
      values.put(names[i] + ".bias", bias.narrow(0, (long) i * d, d));
    }
    values.put("out.weight", node.at("out_w").tensor());
    values.put("out.bias", node.at("out_b").tensor());
    attention.load(values);
    return attention;
  }

  private static void alignment(Node node, Tensor ofFirstCase) {
    Tensor l1 =
        Cmta.alignment(
            node.at("P").tensor(),
            node.at("P_hat").tensor(),
            node.at("G").tensor(),
            node.at("G_hat").tensor());
    node.at("l1").expect(l1);
    node.at("survival_part").expect(ofFirstCase);
    node.at("total").expect(ofFirstCase.add(l1.mul(node.at("alpha").number())));
  }
}
