package org.offprint.methods.estimate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.train.Training;

/// Keyword extraction by keyness patterns: candidates of a document, ranked by networks that learned from other documents what makes a term key.
///
///     candidates: phrases of 1 to 3 words without stop words at their ends;  features: the statistics of {@link TermStatistics}, and
///     representativity = cosine of the term's neighbours with the document's TF-IDF vector
///     two models, for words and for phrases, each of B networks on bootstrap samples: resampled positives and 3 times as many unlabelled terms
///
/// Shapes: documents as lists of tokens as written; returns terms with scores, best first.
/// Range: scores 0 to 1.
/// Source: arXiv:2409.18724; only its feature families and the idea of bootstrapped networks are known to us, everything exact is our reading.
/// Differs from the source: the sub-language domain is not a feature; an absent reference leaves the comparisons at 0.
/// Throws: IllegalArgumentException if there is nothing to learn from, or a setting is out of range.
@Source(paper = "arXiv:2409.18724", equation = "extraction (our reading)")
public final class KeynessKeywords {
  /// @param bootstraps B
  /// @param unlabelled how many unlabelled terms a positive one
  public record Settings(
      int bootstraps, int unlabelled, int longest, int steps, double rate, long seed) {
    public Settings {
      Shapes.require("bootstraps", bootstraps, bootstraps >= 1, "at least 1");
      Shapes.require("unlabelled", unlabelled, unlabelled >= 1, "at least 1");
      Shapes.require("longest", longest, longest >= 1, "at least 1 word");
      Shapes.require("steps", steps, steps >= 1, "at least 1");
      Shapes.require("rate", rate, rate > 0, "a rate > 0");
    }

    /// Ten networks, phrases of up to three words, 300 steps.
    public static Settings standard() {
      return new Settings(10, 3, 3, 300, 1e-3, 1);
    }
  }

  /// A document whose keywords are known.
  public record Labelled(List<String> tokens, Set<String> keywords) {}

  /// A candidate and how likely it is a keyword.
  public record Ranked(String term, double score) {}

  private static final Set<String> STOP_WORDS =
      Set.of(
          ("a about after all also an and any are as at be been both but by can could do does each few for from had has have he "
                  + "her his how if in into is it its may more most no nor not of on only or other our out over s same she should so some "
                  + "such t than that the their them then there these they this those to too under up very was we were what when where "
                  + "which while who will with would you your")
              .split(" "));
  private static final int FEATURES = 14;
  private static final int WINDOW = 3;
  private static final int BATCH = 64;
  private static final double PRIOR = 100;

  private final Settings settings;
  private final ReferenceCorpus reference;
  private final KeynessModel words;
  private final KeynessModel phrases;

  private KeynessKeywords(
      Settings settings, ReferenceCorpus reference, KeynessModel words, KeynessModel phrases) {
    this.settings = settings;
    this.reference = reference;
    this.words = words;
    this.phrases = phrases;
  }

  /// Learns from labelled documents, whose keywords are compared in lower case.
  public static KeynessKeywords fit(
      List<Labelled> documents, ReferenceCorpus reference, Settings settings) {
    var random = new SplittableRandom(settings.seed());
    Initial initial = new Initial(random, Type.FLOAT32);
    var fitted =
        new KeynessKeywords(
            settings,
            reference,
            new KeynessModel(initial, FEATURES, settings.bootstraps()),
            new KeynessModel(initial, FEATURES, settings.bootstraps()));
    fitted.train(random, documents, false);
    fitted.train(random, documents, true);
    return fitted;
  }

  private void train(RandomGenerator random, List<Labelled> documents, boolean ofPhrases) {
    var positive = new ArrayList<float[]>();
    var unlabelled = new ArrayList<float[]>();
    for (Labelled document : documents) {
      Set<String> keywords = new HashSet<>(ReferenceCorpus.lower(List.copyOf(document.keywords())));
      Context context = new Context(document.tokens(), reference);
      for (String term : candidates(document.tokens(), settings.longest())) {
        if (term.contains(" ") == ofPhrases) {
          (keywords.contains(term) ? positive : unlabelled).add(context.features(term));
        }
      }
    }
    if (positive.isEmpty() || unlabelled.isEmpty()) {
      if (ofPhrases) {
        return; // no phrases were labelled: they keep the untrained model, near one half
      }
      throw new IllegalArgumentException(
          "%d candidates are keywords and %d are not; expected some of each to learn from."
              .formatted(positive.size(), unlabelled.size()));
    }
    KeynessModel model = ofPhrases ? phrases : words;
    var all = new ArrayList<float[]>(positive);
    all.addAll(unlabelled);
    try (var scope = new Scope()) {
      model.standardise(tensor(all));
    }
    // Every member keeps to its own resampled terms; a step draws a batch from them
    var bootstraps = new ArrayList<List<float[]>>();
    for (int b = 0; b < settings.bootstraps(); b++) {
      var own = new ArrayList<float[]>();
      for (int i = 0; i < positive.size(); i++) {
        own.add(positive.get(random.nextInt(positive.size())));
      }
      for (int i = 0; i < positive.size() * settings.unlabelled(); i++) {
        own.add(unlabelled.get(random.nextInt(unlabelled.size())));
      }
      bootstraps.add(own);
    }
    Training.of(model, Optimiser.adamW(model.trainable(), settings.rate(), 0))
        .run(settings.steps(), step -> model.loss(samples(random, bootstraps, positive.size())));
  }

  private static List<KeynessModel.Sample> samples(
      RandomGenerator random, List<List<float[]>> bootstraps, int positives) {
    var samples = new ArrayList<KeynessModel.Sample>();
    for (List<float[]> own : bootstraps) {
      int rows = Math.min(BATCH, own.size());
      var batch = new ArrayList<float[]>();
      float[] labels = new float[rows];
      for (int i = 0; i < rows; i++) {
        int at = random.nextInt(own.size());
        batch.add(own.get(at));
        labels[i] = at < positives ? 1 : 0;
      }
      samples.add(new KeynessModel.Sample(tensor(batch), Tensor.of(labels, rows)));
    }
    return samples;
  }

  /// All candidates of a document, best first; none for an empty document.
  public List<Ranked> rank(List<String> document) {
    List<String> terms = candidates(document, settings.longest());
    var ranked = new ArrayList<Ranked>();
    Context context = new Context(document, reference);
    for (boolean ofPhrases : new boolean[] {false, true}) {
      List<String> some = terms.stream().filter(term -> term.contains(" ") == ofPhrases).toList();
      if (some.isEmpty()) {
        continue;
      }
      try (var scope = Scope.withoutGradients()) {
        double[] scores =
            (ofPhrases ? phrases : words)
                .scores(tensor(some.stream().map(context::features).toList()))
                .toDoubles();
        for (int i = 0; i < scores.length; i++) {
          ranked.add(new Ranked(some.get(i), scores[i]));
        }
      }
    }
    ranked.sort(Comparator.comparingDouble(Ranked::score).reversed());
    return List.copyOf(ranked);
  }

  /// Phrases of up to `longest` words, lower-cased, without stop words at their ends and without
  /// punctuation, in the order of their first occurrence.
  public static List<String> candidates(List<String> document, int longest) {
    List<String> lower = ReferenceCorpus.lower(document);
    var candidates = new LinkedHashSet<String>();
    for (int from = 0; from < lower.size(); from++) {
      for (int to = from + 1; to <= Math.min(lower.size(), from + longest); to++) {
        String last = lower.get(to - 1);
        if (!isWord(last)) {
          break;
        }
        if (!STOP_WORDS.contains(lower.get(from)) && !STOP_WORDS.contains(last)) {
          candidates.add(String.join(" ", lower.subList(from, to)));
        }
      }
    }
    return List.copyOf(candidates);
  }

  private static boolean isWord(String token) {
    return token.codePoints().anyMatch(Character::isLetter)
        && token.codePoints().noneMatch(Character::isWhitespace);
  }

  /// Both models, for saving: words, then phrases.
  public List<KeynessModel> models() {
    return List.of(words, phrases);
  }

  private static Tensor tensor(List<float[]> rows) {
    float[] values = new float[rows.size() * FEATURES];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, values, i * FEATURES, FEATURES);
    }
    return Tensor.of(values, rows.size(), FEATURES);
  }

  /// A document with what all of its terms share.
  private static final class Context {
    private final List<String> document;
    private final List<String> lower;
    private final ReferenceCorpus reference;
    private final Map<String, Double> topic = new HashMap<>();

    Context(List<String> document, ReferenceCorpus reference) {
      this.document = document;
      this.lower = ReferenceCorpus.lower(document);
      this.reference = reference;
      for (String word : lower) {
        if (isWord(word) && !STOP_WORDS.contains(word)) {
          topic.merge(word, idf(word), Double::sum);
        }
      }
    }

    private double idf(String term) {
      return Math.log((2.0 + reference.documents()) / (1.0 + reference.documentsWith(term))) + 1;
    }

    float[] features(String term) {
      var one = TermStatistics.of(term, document, reference);
      boolean compared = reference.tokens() > 0;
      double[] values = {
        one.words(),
        Math.log(one.count()),
        one.position(),
        one.casing(),
        one.leftDiversity(),
        one.rightDiversity(),
        one.count() * idf(one.term()),
        compared ? Math.signum(one.logRatio()) * Math.sqrt(Math.max(0, one.logLikelihood())) : 0,
        compared ? one.logRatio() : 0,
        compared ? Math.log(one.simpleMaths(100)) : 0,
        compared ? one.lexicalSpecificity() : 0,
        compared ? one.logOddsZ(PRIOR) : 0,
        representativity(one.term()),
        one.term().length()
      };
      float[] features = new float[FEATURES];
      for (int i = 0; i < FEATURES; i++) {
        features[i] = (float) values[i];
      }
      return features;
    }

    /// Our reading: the cosine of the words around the term with the document's TF-IDF vector.
    private double representativity(String term) {
      List<String> words = List.of(term.split(" "));
      Map<String, Double> around = new HashMap<>();
      for (int i = 0; i + words.size() <= lower.size(); i++) {
        if (lower.subList(i, i + words.size()).equals(words)) {
          int from = Math.max(0, i - WINDOW);
          int to = Math.min(lower.size(), i + words.size() + WINDOW);
          for (String neighbour : lower.subList(from, to)) {
            if (topic.containsKey(neighbour)) {
              around.merge(neighbour, 1.0, Double::sum);
            }
          }
        }
      }
      double dot = 0;
      for (Map.Entry<String, Double> one : around.entrySet()) {
        dot += one.getValue() * topic.getOrDefault(one.getKey(), 0.0);
      }
      double lengths = length(around.values()) * length(topic.values());
      return lengths == 0 ? 0 : dot / lengths;
    }

    private static double length(Collection<Double> values) {
      return Math.sqrt(values.stream().mapToDouble(value -> value * value).sum());
    }
  }
}
