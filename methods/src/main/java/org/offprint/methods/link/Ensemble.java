package org.offprint.methods.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;

/// Several candidate generators as one: each keeps its best above its threshold and multiplies by
/// its weight; a concept that several found keeps the largest score.
///
/// Source: Borchert et al., xMEN, 2023, arXiv:2310.11275, candidate generation. Differs from the
/// source: nothing. Of equal scores the smaller concept identifier comes first. Throws:
/// IllegalArgumentException if there is no member, or a member's numbers cannot be.
@Source(paper = "arXiv:2310.11275", equation = "candidate generation")
public record Ensemble(List<Member> members) implements CandidateGenerator {
  /// @param most how many candidates it may bring
  /// @param threshold its own scores have to be above this
  /// @param weight its scores are multiplied with this
  public record Member(CandidateGenerator generator, int most, double threshold, double weight) {
    public Member {
      Shapes.require("most", most, most >= 0, "0 or more");
      Shapes.require("weight", weight, weight >= 0 && Double.isFinite(weight), "a number ≥ 0");
    }

    private List<Candidate> weighted(List<Candidate> found) {
      return found.stream()
          .limit(most)
          .filter(one -> one.score() > threshold)
          .map(one -> new Candidate(one.concept(), one.score() * weight))
          .toList();
    }
  }

  public Ensemble {
    members = List.copyOf(members);
    Shapes.require("the number of members", members.size(), !members.isEmpty(), "1 or more");
  }

  @Override
  public List<Candidate> candidates(String mention, int most) {
    List<List<Candidate>> lists = new ArrayList<>();
    for (Member member : members) {
      lists.add(member.weighted(member.generator().candidates(mention, member.most())));
    }
    return merge(lists, most);
  }

  /// One list from several: each concept once, with its largest score, best first.
  public static List<Candidate> merge(List<List<Candidate>> lists, int most) {
    Map<String, Double> largest = new HashMap<>();
    for (List<Candidate> list : lists) {
      list.forEach(one -> largest.merge(one.concept(), one.score(), Math::max));
    }
    return Candidate.best(
        largest.entrySet().stream().map(e -> new Candidate(e.getKey(), e.getValue())).toList(),
        most);
  }
}
