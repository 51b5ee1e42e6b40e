package org.offprint.methods.link;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.offprint.methods.Shapes;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Candidates by the cosine of sentence embeddings, concept score = max over its aliases: the place
/// that SapBERT has in xMEN. Any encoder of texts may stand there. Build it outside every {@link
/// Scope}, or the table is freed with that.
public final class EmbeddingIndex implements CandidateGenerator {
  private final List<Alias> aliases;
  private final Function<List<String>, Tensor> encoder;
  private final Tensor table;

  /// @param encoder N texts to (N, D); SapBERT's is the hidden state of the first token
  public EmbeddingIndex(List<Alias> aliases, Function<List<String>, Tensor> encoder) {
    Shapes.require("the number of aliases", aliases.size(), !aliases.isEmpty(), "1 or more");
    this.aliases = List.copyOf(aliases);
    this.encoder = encoder;
    try (var scope = Scope.withoutGradients()) {
      table = scope.keep(unit(aliases.stream().map(Alias::name).toList()));
    }
  }

  private Tensor unit(List<String> texts) {
    Tensor rows = encoder.apply(texts);
    Shapes.requireRank("the encoder's answer", rows, 2, "(N, D)");
    Shapes.requireSize("the encoder's answer", rows, 0, texts.size(), "there are texts");
    return rows.detach().to(Type.FLOAT64).div(rows.norm(-1, true).clampMin(1e-12));
  }

  @Override
  public List<Candidate> candidates(String mention, int most) {
    Map<String, Double> best = new HashMap<>();
    try (var scope = Scope.withoutGradients()) {
      double[] scores = table.matmul(unit(List.of(mention)).transpose(0, 1)).toDoubles();
      for (int i = 0; i < scores.length; i++) {
        best.merge(aliases.get(i).concept(), scores[i], Math::max);
      }
    }
    return Candidate.best(
        best.entrySet().stream().map(e -> new Candidate(e.getKey(), e.getValue())).toList(), most);
  }
}
