package org.offprint.methods.golden.estimate;

import java.util.List;
import java.util.OptionalDouble;
import org.offprint.methods.estimate.KeynessKeywords;
import org.offprint.methods.estimate.KeynessModel;
import org.offprint.methods.estimate.KeywordScore;
import org.offprint.methods.estimate.ReferenceCorpus;
import org.offprint.methods.estimate.TermStatistics;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;

/// All statistics of each term, TF-IDF in both forms, and F@k with its empty cases.
final class KeynessGolden implements Golden {
  private static final double MATHS = 100;
  private static final double PRIOR = 100;

  @Override
  public Entry entry() {
    return new Entry(
        50,
        "2409.18724",
        "keyness-keywords",
        List.of(
            KeynessKeywords.class,
            KeynessModel.class,
            TermStatistics.class,
            ReferenceCorpus.class,
            KeywordScore.class),
        "The golden values cover the statistics and F@k. The networks, their sizes, the bootstrap and the candidates are our reading: the paper's are uncertain and no code was found.");
  }

  @Override
  public void check(Node file) {
    List<String> document = file.at("document").texts();
    ReferenceCorpus reference = ReferenceCorpus.of(List.of(file.at("reference").texts()), 3);
    file.at("N_ref").expect(reference.tokens());
    file.at("N_doc").expect(document.size());
    for (Node row : file.at("rows").list()) {
      row(row, TermStatistics.of(row.at("term").text(), document, reference));
    }
    List<List<String>> collection =
        file.at("collection").texts().stream().map(text -> List.of(text.split(" "))).toList();
    ReferenceCorpus all = ReferenceCorpus.of(collection, 3);
    for (Node one : file.at("tfidf").list()) {
      var term = TermStatistics.of(one.at("term").text(), document, reference);
      int having = all.documentsWith(term.term());
      one.at("df").expect(having);
      one.at("smooth").expect(term.smoothTfIdf(all.documents(), having));
      one.at("plain").expect(term.plainTfIdf(all.documents(), having));
    }
    for (Node one : file.at("f_at_k").list()) {
      var score =
          KeywordScore.at(one.at("k").integer(), one.at("pred").texts(), one.at("gold").texts());
      one.at("P").expect(score.precision());
      one.at("R").expect(score.recall());
      one.at("F").expect(score.f());
    }
  }

  private static void row(Node row, TermStatistics term) {
    row.at("tf").expect(term.count());
    row.at("ref_tf").expect(term.referenceCount());
    row.at("first_occurrence_fraction").expect(term.firstFraction());
    row.at("position_score").expect(term.position());
    row.at("casing_score").expect(term.casing());
    row.at("left_diversity").expect(term.leftDiversity());
    row.at("right_diversity").expect(term.rightDiversity());
    row.at("log_likelihood_G2").expect(term.logLikelihood());
    row.at("log_ratio").expect(term.logRatio());
    OptionalDouble percent = term.percentDifference();
    if (row.has("percent_diff")) {
      row.at("percent_diff").expect(percent.orElse(Double.NaN));
    } else if (percent.isPresent()) {
      throw new IllegalArgumentException(
          "%s/percent_diff is null in the file, computed %s".formatted(row, percent.getAsDouble()));
    }
    row.at("simple_maths_k100").expect(term.simpleMaths(MATHS));
    row.at("lexical_specificity").expect(term.lexicalSpecificity());
    row.at("log_odds").expect(term.logOdds(PRIOR));
    row.at("log_odds_z").expect(term.logOddsZ(PRIOR));
  }
}
