package org.offprint.lab.task;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.offprint.catalog.result.Direction;
import org.offprint.catalog.result.Metric;
import org.offprint.lab.data.Digits;
import org.offprint.lab.data.Keyphrases;
import org.offprint.lab.data.Keyphrases.Document;
import org.offprint.methods.estimate.KeynessKeywords;
import org.offprint.methods.estimate.KeywordScore;
import org.offprint.methods.estimate.ReferenceCorpus;
import org.offprint.methods.estimate.TermStatistics;

/// What the two keyword tasks share: keyness patterns learned from abstracts of Inspec, TF-IDF over
/// the same candidates, and the score of the first ten.
///
/// @param rest abstracts of Inspec that neither the reference nor the training has seen
record KeynessTraining(KeynessKeywords learned, ReferenceCorpus reference, List<Document> rest) {
  static final String PROTOCOL =
      """
      Of Inspec, 400 abstracts are the reference that terms are counted in, and 200 others are learned from. Candidates are phrases of 1 to 3
      words without punctuation or a stop word at their ends. Learned: 14 features of a term, 4 networks each for words and for phrases, each on
      a bootstrap sample of keywords and 3 times as many other candidates, 150 steps of Adam at 0.003 in batches of 64. TF-IDF ranks the same
      candidates by count × (ln((1 + n) / (1 + df)) + 1) with the same reference. Both are cut at ten. A hit is a phrase equal in lower case,
      tokens apart, without stemming; keywords that do not occur in the text count as missed. F is averaged over documents. Networks, features
      and candidates are our reading of the paper, whose details are not known to us, so the level of F cannot be compared with its own.
      """;
  static final Metric[] METRICS = {
    Metric.difference(
        "f-difference", "F of the first ten, less that of TF-IDF", "1", Direction.HIGHER),
    Metric.share("f", "F of the first ten", Direction.HIGHER),
    Metric.share("precision", "precision of the first ten", Direction.HIGHER),
    Metric.share("recall", "recall of the first ten", Direction.HIGHER)
  };

  private static final int REFERENCE = 400;
  private static final int TRAINING = 200;
  private static final int LONGEST = 3;
  private static final int FIRST = 10;
  private static final int BOOTSTRAPS = 4;
  private static final int STEPS = 150;
  private static final double RATE = 3e-3;

  static SequencedMap<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("reference", Integer.toString(REFERENCE));
    settings.put("training", Integer.toString(TRAINING));
    settings.put("bootstraps", Integer.toString(BOOTSTRAPS));
    settings.put("steps", Integer.toString(STEPS));
    settings.put("rate", Double.toString(RATE));
    settings.put("longest", LONGEST + " words");
    return settings;
  }

  static KeynessTraining of(long seed, Lab lab) {
    var random = new SplittableRandom(seed);
    List<Document> all = Keyphrases.read(lab, Keyphrases.INSPEC);
    List<Document> documents =
        Arrays.stream(Digits.shuffled(random, all.size())).mapToObj(all::get).toList();
    ReferenceCorpus reference =
        ReferenceCorpus.of(
            documents.subList(0, REFERENCE).stream().map(Document::tokens).toList(), LONGEST);
    KeynessKeywords learned =
        KeynessKeywords.fit(
            documents.subList(REFERENCE, REFERENCE + TRAINING).stream()
                .map(one -> new KeynessKeywords.Labelled(one.tokens(), one.keywords()))
                .toList(),
            reference,
            new KeynessKeywords.Settings(BOOTSTRAPS, 3, LONGEST, STEPS, RATE, random.nextLong()));
    lab.say("seed %d: learned from %d documents", seed, TRAINING);
    return new KeynessTraining(
        learned, reference, documents.subList(REFERENCE + TRAINING, documents.size()));
  }

  Trial score(List<Document> documents) {
    double[] ours =
        mean(
            documents,
            tokens -> learned.rank(tokens).stream().map(KeynessKeywords.Ranked::term).toList());
    double[] theirs = mean(documents, this::byTfIdf);
    return new Trial()
        .paired("f", "f-difference", ours[0], theirs[0])
        .both("precision", ours[1], theirs[1])
        .both("recall", ours[2], theirs[2]);
  }

  private List<String> byTfIdf(List<String> tokens) {
    return KeynessKeywords.candidates(tokens, LONGEST).stream()
        .map(term -> new KeynessKeywords.Ranked(term, tfIdf(term, tokens)))
        .sorted(Comparator.comparingDouble(KeynessKeywords.Ranked::score).reversed())
        .map(KeynessKeywords.Ranked::term)
        .toList();
  }

  private double tfIdf(String term, List<String> tokens) {
    return TermStatistics.of(term, tokens, reference)
        .smoothTfIdf(reference.documents(), reference.documentsWith(term));
  }

  /// F, precision and recall, each the mean over documents.
  private static double[] mean(
      List<Document> documents, Function<List<String>, List<String>> extractor) {
    double[] mean = new double[3];
    for (Document document : documents) {
      KeywordScore score =
          KeywordScore.at(FIRST, extractor.apply(document.tokens()), document.keywords());
      mean[0] += score.f() / documents.size();
      mean[1] += score.precision() / documents.size();
      mean[2] += score.recall() / documents.size();
    }
    return mean;
  }
}
