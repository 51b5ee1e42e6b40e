package org.offprint.methods.golden.scaling;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.scaling.CorpusBleu;
import org.offprint.methods.scaling.DownstreamLossLaw;
import org.offprint.methods.scaling.DownstreamScoreLaw;
import org.offprint.methods.scaling.Robustness;

/// Values and refits of both downstream laws, the Huber cost and corpus BLEU.
final class DownstreamScalingGolden implements Golden {
  private static final String EXTRAPOLATION = "extrapolation_D=";
  private static final double SEARCHED = 1e-6; // the reference is a simplex search

  @Override
  public Entry entry() {
    return new Entry(
        38,
        "2402.04177",
        "downstream-scaling",
        List.of(DownstreamScoreLaw.class, DownstreamLossLaw.class, CorpusBleu.class),
        "The laws, their fits and BLEU; not the paper's training runs. The details of the fit are ours.");
  }

  @Override
  public void check(Node file) {
    double[] tokens = file.at("D").numbers();
    Node score = file.at("log_law");
    var law =
        new DownstreamScoreLaw(
            Math.log(score.at("A").number()),
            score.at("alpha").number(),
            score.at("beta").number());
    double[] scores = all(tokens, law::predict);
    score.at("value").expect(scores);
    DownstreamScoreLaw found = DownstreamScoreLaw.fit(tokens, scores).orElseThrow().law();
    double worst = 0;
    for (int i = 0; i < tokens.length; i++) {
      worst = Math.max(worst, Math.abs(found.predict(tokens[i]) - scores[i]));
    }
    double largest = Arrays.stream(scores).max().orElse(0);
    score.at("refit_prediction_max_abs_error").expectOnScale(1e-3 * largest, worst);
    for (Map.Entry<String, Node> one : score.entries().entrySet()) {
      if (one.getKey().startsWith(EXTRAPOLATION)) {
        double far = Double.parseDouble(one.getKey().substring(EXTRAPOLATION.length()));
        one.getValue().at("true").expect(law.predict(far));
        one.getValue().at("refit").expectWithin(SEARCHED, found.predict(far));
      }
    }
    checkLoss(file.at("power_law"), tokens);

    Node huber = file.at("huber");
    var cost = new Robustness.Huber(huber.at("delta").number());
    huber.at("value").expect(all(huber.at("residual").numbers(), cost::cost));
    checkBleu(file.at("bleu"));
  }

  private static double[] all(double[] at, DoubleUnaryOperator function) {
    return Arrays.stream(at).map(function).toArray();
  }

  private static void checkLoss(Node at, double[] tokens) {
    var law =
        new DownstreamLossLaw(at.at("E").number(), at.at("A").number(), at.at("alpha").number());
    double[] losses = all(tokens, law::predict);
    at.at("value").expect(losses);
    DownstreamLossLaw found = DownstreamLossLaw.fit(tokens, losses).orElseThrow().law();
    Node refit = at.at("refit");
    refit.at("E").expectWithin(SEARCHED, found.E());
    refit.at("A").expectWithin(SEARCHED, found.A());
    refit.at("alpha").expectWithin(SEARCHED, found.alpha());
  }

  private static void checkBleu(Node at) {
    List<List<String>> references = sentences(at.at("ref"));
    at.at("bleu4_no_smoothing").expect(CorpusBleu.of(sentences(at.at("hyp")), references));
    Node longer = at.at("longer_pair");
    longer
        .at("bleu4")
        .expect(CorpusBleu.of(sentences(longer.at("hyp")), sentences(longer.at("ref"))));
    at.at("identical").expect(CorpusBleu.of(references, references));
    List<List<String>> strange =
        references.stream().map(line -> line.stream().map(word -> "no " + word).toList()).toList();
    at.at("no_overlap").expect(CorpusBleu.of(strange, references));
    // The file does not hold the short hypothesis: it is the first four words of the first
    // reference
    List<String> first = references.get(0);
    at.at("short_hypothesis").expect(CorpusBleu.of(List.of(first.subList(0, 4)), List.of(first)));
  }

  private static List<List<String>> sentences(Node lines) {
    return lines.list().stream().map(Node::texts).toList();
  }
}
