package org.offprint.methods.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// Candidates by the n-grams of characters that a mention shares with the aliases: needs no training and no model, and crosses languages as far as
/// their words look alike.
///
///     tf  = how often an n-gram is in the text;  idf = ln((1 + n) / (1 + df)) + 1 over the n aliases
///     v   = tf · idf at Euclidean length 1;  score(alias) = v(mention) · v(alias);  score(concept) = max over its aliases
///
/// Range: 0 to 1. Only concepts that share an n-gram with the mention are candidates: an empty mention, or one of which no n-gram is known, has
/// none, which a linker reads as "not in the terminology". Of equal scores the smaller concept identifier comes first.
/// Source: Borchert et al., xMEN, 2023, arXiv:2310.11275, candidate generation; equal to scikit-learn's TfidfVectorizer with analyzer char_wb.
/// Differs from the source: searches exactly, by a list of aliases for each n-gram, where the authors use an approximate index. Their index leaves
/// out n-grams of fewer than 10 aliases; the least number is a parameter here, 1 by default.
/// Throws: IllegalArgumentException if there is no alias, or a number cannot be.
@Source(paper = "arXiv:2310.11275", equation = "candidate generation")
public final class TfIdfIndex implements CandidateGenerator {
  private final List<Alias> aliases;
  private final CharacterGrams grams;
  private final List<String> vocabulary;
  private final Map<String, Integer> places = new HashMap<>();
  private final double[] idf;
  private final List<List<Entry>> entries = new ArrayList<>();

  /// An alias that has an n-gram, and the weight it has there.
  private record Entry(int alias, double weight) {}

  private TfIdfIndex(List<Alias> aliases, CharacterGrams grams, int leastAliases) {
    Shapes.require("the number of aliases", aliases.size(), !aliases.isEmpty(), "1 or more");
    Shapes.require("leastAliases", leastAliases, leastAliases >= 1, "1 or more");
    this.aliases = List.copyOf(aliases);
    this.grams = grams;
    var having = new TreeMap<String, Integer>();
    for (Alias alias : aliases) {
      new HashSet<>(grams.of(alias.name())).forEach(gram -> having.merge(gram, 1, Integer::sum));
    }
    having.values().removeIf(count -> count < leastAliases);
    vocabulary = List.copyOf(having.keySet());
    idf = new double[vocabulary.size()];
    for (int i = 0; i < idf.length; i++) {
      String gram = vocabulary.get(i);
      places.put(gram, i);
      idf[i] = Math.log((1.0 + aliases.size()) / (1 + having.getOrDefault(gram, 0))) + 1;
      entries.add(new ArrayList<>());
    }
    for (int i = 0; i < aliases.size(); i++) {
      int alias = i;
      vector(aliases.get(i).name())
          .forEach((gram, weight) -> entries.get(gram).add(new Entry(alias, weight)));
    }
  }

  /// 3-grams, all of them.
  public static TfIdfIndex of(List<Alias> aliases) {
    return new TfIdfIndex(aliases, new CharacterGrams(3), 1);
  }

  /// @param leastAliases an n-gram in fewer aliases is left out: 10 in the authors' index
  public static TfIdfIndex of(List<Alias> aliases, CharacterGrams grams, int leastAliases) {
    return new TfIdfIndex(aliases, grams, leastAliases);
  }

  /// The n-grams, sorted.
  public List<String> vocabulary() {
    return vocabulary;
  }

  /// Beside the vocabulary.
  public double[] idf() {
    return idf.clone();
  }

  /// The cosine of a mention with every alias, in the order of the aliases.
  public double[] scores(String mention) {
    double[] scores = new double[aliases.size()];
    vector(mention)
        .forEach((gram, weight) ->
            entries.get(gram).forEach(entry -> scores[entry.alias()] += weight * entry.weight()));
    return scores;
  }

  @Override
  public List<Candidate> candidates(String mention, int most) {
    double[] scores = scores(mention);
    Map<String, Double> best = new HashMap<>();
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] > 0) {
        best.merge(aliases.get(i).concept(), scores[i], Math::max);
      }
    }
    return Candidate.best(
        best.entrySet().stream().map(e -> new Candidate(e.getKey(), e.getValue())).toList(), most);
  }

  /// The weights of the known n-grams, in the order of the vocabulary, at length 1.
  private Map<Integer, Double> vector(String text) {
    var weights = new TreeMap<Integer, Double>();
    for (String gram : grams.of(text)) {
      Integer place = places.get(gram);
      if (place != null) {
        weights.merge(place, idf[place], Double::sum);
      }
    }
    double length =
        Math.sqrt(weights.values().stream().mapToDouble(weight -> weight * weight).sum());
    weights.replaceAll((place, weight) -> weight / length);
    return weights;
  }
}
