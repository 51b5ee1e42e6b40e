package org.offprint.methods.golden.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.estimate.DcPdd;
import org.offprint.methods.estimate.MeanLogProb;
import org.offprint.methods.estimate.MembershipScore;
import org.offprint.methods.estimate.MinK;
import org.offprint.methods.estimate.ScoredTokens;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.numeric.Roc;

/// All scores of all documents from their logits. Keys such as `dcpdd a=0.5` and `min20_prob` say
/// the settings.
final class DcPddGolden implements Golden {
  private static final Pattern DCPDD =
      Pattern.compile("dcpdd a=([-\\d.eE+]+)( no first-occurrence filter)?");
  private static final Pattern MIN_K = Pattern.compile("min(\\d+)(pp|_prob|)");
  private static final Pattern CLIPPED = Pattern.compile("clipped_terms_a(\\d)(\\d*)");

  @Override
  public Entry entry() {
    return new Entry(
        11,
        "2409.14781",
        "dc-pdd",
        List.of(
            DcPdd.class,
            MembershipScore.class,
            MinK.class,
            MeanLogProb.class,
            ScoredTokens.class,
            Roc.class),
        "The paper's benchmarks need large language models; they separate members by date, so their scores partly measure topic.");
  }

  @Override
  public void check(Node file) {
    DcPdd scorer = DcPdd.of(file.at("reference_counts").longs());
    file.at("vocabulary").expect(scorer.frequencies().length);
    file.at("smoothed_frequencies").expect(scorer.frequencies());
    List<Node> documents = file.at("documents").list();
    List<Node> scores = file.at("scores").list();
    var texts = new ArrayList<ScoredTokens>();
    boolean[] member = new boolean[documents.size()];
    for (int i = 0; i < documents.size(); i++) {
      Node document = documents.get(i);
      ScoredTokens text =
          ScoredTokens.of(document.at("logits").tensor(), document.at("ids").longs());
      document.at("token_log_probs").expect(text.logProbs());
      member[i] = document.at("member").truths()[0];
      texts.add(text);
      scores.get(i).entries().forEach((key, node) -> score(scorer, key, node, text));
    }
    file.at("auc")
        .entries()
        .forEach((key, node) -> {
          MembershipScore score = named(scorer, key);
          node.expect(Roc.area(texts.stream().mapToDouble(score::of).toArray(), member));
        });
    Node example = file.at("auc_example");
    example
        .at("auc")
        .expect(Roc.area(example.at("scores").numbers(), example.at("labels").truths()));
    Node zlib = file.at("zlib_example");
    zlib.at("bytes").expect(MeanLogProb.compressedBytes(zlib.at("text").text()));
  }

  private static void score(DcPdd scorer, String key, Node node, ScoredTokens text) {
    Matcher clipped = CLIPPED.matcher(key);
    if (clipped.matches()) { // a05 is 0.5
      double limit = Double.parseDouble(clipped.group(1) + "." + clipped.group(2) + "0");
      node.expect(scorer.withLimit(limit).terms(text));
      return;
    }
    switch (key) {
      case "first_occurrence_index" -> node.expect(scorer.counted(text));
      case "loss_mean" -> node.expect(-MeanLogProb.standard().of(text));
      case "perplexity" -> node.expect(MeanLogProb.standard().perplexity(text));
      case "minkpp_z" -> node.expect(MinK.standardised(text));
      case "minkpp_mu" -> node.expect(text.means());
      case "minkpp_var" -> node.expect(text.variances());
      default -> node.expect(named(scorer, key).of(text));
    }
  }

  private static MembershipScore named(DcPdd scorer, String key) {
    Matcher dcpdd = DCPDD.matcher(key);
    if (dcpdd.matches()) {
      DcPdd limited = scorer.withLimit(Double.parseDouble(dcpdd.group(1)));
      return dcpdd.group(2) == null ? limited : limited.ofAllOccurrences();
    }
    Matcher minK = MIN_K.matcher(key);
    if (minK.matches()) {
      return new MinK(Integer.parseInt(minK.group(1)) / 100.0, minK.group(2).equals("pp"));
    }
    if (key.equals("loss")) {
      return MeanLogProb.standard();
    }
    throw new IllegalArgumentException("the score '%s' is not known".formatted(key));
  }
}
