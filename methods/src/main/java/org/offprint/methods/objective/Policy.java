package org.offprint.methods.objective;

import java.util.List;
import org.offprint.methods.layer.Block;
import org.offprint.methods.tensor.Tensor;

/// What the group-relative loop asks of a model: the distribution of each token of an answer, given
/// its prompt and the tokens before it. A tabular policy, a small network and a transformer all
/// fit.
public interface Policy {
  /// The parameters that training moves.
  Block model();

  /// @param prompts one an answer, of any lengths
  /// @param tokens (B, T) int64, the answers; what follows an answer's end may be anything
  /// @return (B, T, V): entry (i, t) holds the logits of the token at place t of answer i, and must
  ///   not depend on the tokens from t on
  Tensor logits(List<long[]> prompts, Tensor tokens);
}
