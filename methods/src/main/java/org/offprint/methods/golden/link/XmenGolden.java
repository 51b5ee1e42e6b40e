package org.offprint.methods.golden.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.link.Alias;
import org.offprint.methods.link.Candidate;
import org.offprint.methods.link.EmbeddingIndex;
import org.offprint.methods.link.Ensemble;
import org.offprint.methods.link.Reranking;
import org.offprint.methods.link.TfIdfIndex;
import org.offprint.methods.loss.RankRegularisedLoss;
import org.offprint.methods.tensor.Tensor;

/// xMEN: the n-grams with their weights, scores and ranking of mentions, the re-ranking loss with
/// its gradient, and ensembles.
final class XmenGolden implements Golden {
  private static final double EQUAL = 1e-12;

  @Override
  public Entry entry() {
    return new Entry(
        46,
        "2310.11275",
        "xmen-linking",
        List.of(
            TfIdfIndex.class,
            Ensemble.class,
            EmbeddingIndex.class,
            Reranking.class,
            RankRegularisedLoss.class),
        "SapBERT's weights are not part of this library: EmbeddingIndex takes any encoder. The cross-encoder of the re-ranker is any model with one score a pair, "
            + "trained with RankRegularisedLoss on Reranking's texts and targets; those texts have no golden values.");
  }

  @Override
  public void check(Node file) {
    List<Alias> aliases =
        file.at("aliases").list().stream()
            .map(pair -> new Alias(pair.list().get(0).text(), pair.list().get(1).text()))
            .toList();
    TfIdfIndex index = TfIdfIndex.of(aliases);
    file.at("vocab").expect(index.vocabulary());
    file.at("idf").expect(index.idf());
    for (Node one : file.at("candidates").list()) {
      String query = one.at("query").text();
      one.at("alias_scores").expect(index.scores(query));
      expect(one.at("ranked"), index.candidates(query, Integer.MAX_VALUE));
    }
    checkLoss(file.at("loss"));
    for (Node one : file.at("ensemble").list()) {
      checkEnsemble(one);
    }
  }

  private static void expect(Node ranked, List<Candidate> candidates) {
    List<Node> golden = ranked.list();
    if (golden.size() != candidates.size()) {
      throw new IllegalArgumentException(
          "%s has %d candidates, computed %s".formatted(ranked, golden.size(), candidates));
    }
    List<Candidate> left = new ArrayList<>(candidates);
    for (Node pair : golden) {
      Candidate next = next(left, pair.list().get(0).text());
      left.remove(next);
      pair.list().get(0).expect(next.concept());
      pair.list().get(1).expect(next.score());
    }
  }

  /// The best that is left; of equal ones, whose order is a convention that differs between the
  /// file and the library, the one that the file has here.
  private static Candidate next(List<Candidate> left, String there) {
    Candidate best = left.getFirst();
    return left.stream()
        .filter(one -> one.concept().equals(there) && best.score() - one.score() < EQUAL)
        .findFirst()
        .orElse(best);
  }

  private static void checkLoss(Node node) {
    Tensor logits = node.at("logits").tensor().unsqueeze(0);
    Tensor prior = node.at("prior").tensor().unsqueeze(0);
    Tensor target = node.at("target").tensor().unsqueeze(0);
    double epsilon = node.at("pairwise_distance_eps").number();
    for (Node one : node.at("values").list()) {
      var loss =
          new RankRegularisedLoss(
              one.at("lam").number(), one.at("label_smoothing").number(), epsilon);
      one.at("loss").expect(loss.apply(logits, prior, target));
    }
    Tensor x = logits.copy().requireGradient();
    new RankRegularisedLoss(1, 0, epsilon).apply(x, prior, target).backward();
    Tensor gradient = x.gradient();
    node.at("grad_lam1_smooth0").expect(gradient == null ? new double[0] : gradient.toDoubles());
  }

  /// Members are the entries that are lists of pairs, in the order of the file.
  private static void checkEnsemble(Node node) {
    int[] most = node.at("k").integers();
    double[] weights = node.at("weights").numbers();
    List<Ensemble.Member> members = new ArrayList<>();
    for (Map.Entry<String, Node> one : node.entries().entrySet()) {
      if (!List.of("k", "weights", "top_k", "merged").contains(one.getKey())) {
        List<Candidate> found =
            one.getValue().list().stream()
                .map(pair -> new Candidate(pair.list().get(0).text(), pair.list().get(1).number()))
                .toList();
        int place = members.size();
        members.add(
            new Ensemble.Member(
                (mention, limit) -> found, most[place], Double.NEGATIVE_INFINITY, weights[place]));
      }
    }
    expect(
        node.at("merged"),
        new Ensemble(members).candidates("any mention", node.at("top_k").integer()));
  }
}
