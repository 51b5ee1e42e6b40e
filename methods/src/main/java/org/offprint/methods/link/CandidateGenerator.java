package org.offprint.methods.link;

import java.util.List;

/// Finds concepts for a mention, each once, best first.
public interface CandidateGenerator {
  /// @param most at most so many; a mention that nothing is known of has none
  List<Candidate> candidates(String mention, int most);
}
