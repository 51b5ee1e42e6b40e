package org.offprint.methods.golden.objective;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Filler;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.numeric.Moments;
import org.offprint.methods.objective.FlipFlopConsistency;
import org.offprint.methods.objective.FlipFlopConsistency.Branch;
import org.offprint.methods.objective.FlipFlopConsistency.Terms;
import org.offprint.methods.objective.FlipFlopConsistency.Vote;
import org.offprint.methods.tensor.Tensor;

/// Votes, teachers and weights of every branch, the loss with its terms, and the metrics.
final class FlipFlopGolden implements Golden {
  private static final Pattern FILLED =
      Pattern.compile("qfill\\(\\(([^)]*)\\),\\s*(\\d+),\\s*([-\\d.eE]+)\\)");

  @Override
  public Entry entry() {
    return new Entry(
        23,
        "2510.14242",
        "flip-flop-consistency",
        List.of(FlipFlopConsistency.class),
        "Vote, loss and metrics; not the fine-tuning of a large model. Whether the paper's divergence is the code's is uncertain.");
  }

  @Override
  public void check(Node file) {
    Node settings = file.at("parameters");
    Node loss = file.at("loss");
    var method =
        new FlipFlopConsistency(
            settings.at("top_k").integer(),
            settings.at("tau").number(),
            settings.at("wmin").number(),
            settings.at("wmax").number(),
            settings.at("temp").number(),
            loss.at("cce_weight").number(),
            loss.at("beta_jsd").number(),
            1);
    for (Node one : file.at("control_cases").list()) {
      check(one, method.vote(one.at("ll").matrix()));
    }
    checkLoss(file, loss, method);
    Node metrics = file.at("metrics");
    double[] scores = metrics.at("f1_per_format").numbers();
    metrics.at("mean").expect(Moments.mean(scores));
    metrics.at("std_population").expect(Math.sqrt(Moments.variance(0, scores)));
    metrics.at("std_sample(ddof=1)").expect(Math.sqrt(Moments.variance(1, scores)));
  }

  private static void check(Node one, Vote vote) {
    one.at("pred").expect(vote.predictions());
    one.at("counts").expect(vote.counts());
    one.at("consensus").expect(vote.consensus());
    one.at("branch").expect(name(vote.branch()));
    one.at("teachers").expect(vote.teachers());
    one.at("students").expect(vote.students());
    one.at("weight").expect(vote.weight());
    one.at("median_margin").expect(vote.medianMargin());
    one.at("delta").expectOnScale(1, vote.delta());
    Map<String, Node> margins = one.at("margins").entries();
    List<String> voters = Arrays.stream(vote.voters()).mapToObj(Integer::toString).toList();
    if (!List.copyOf(margins.keySet()).equals(voters)) {
      throw new IllegalArgumentException(
          "%s has margins of %s; computed those of %s".formatted(one, margins.keySet(), voters));
    }
    for (int i = 0; i < voters.size(); i++) {
      one.at("margins").at(voters.get(i)).expectOnScale(1, vote.margins()[i]);
    }
    one.at("observed_agreement").expect(FlipFlopConsistency.agreement(vote.predictions()));
  }

  private static String name(Branch branch) {
    return switch (branch) {
      case NO_MAJORITY -> "no_strict_majority";
      case STRONG -> "unanimous_strong (no split)";
      case TOO_FEW_TEACHERS -> "fewer than two teachers (no split)";
      case SPLIT -> "split";
    };
  }

  /// The loss is that of the case whose teachers and students it names.
  private static void checkLoss(Node file, Node at, FlipFlopConsistency method) {
    int[] teachers = at.at("teachers").integers();
    int[] students = at.at("students").integers();
    Vote vote =
        file.at("control_cases").list().stream()
            .map(one -> method.vote(one.at("ll").matrix()))
            .filter(one -> Arrays.equals(one.teachers(), teachers))
            .filter(one -> Arrays.equals(one.students(), students))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "%s: no case has teachers %s".formatted(at, Arrays.toString(teachers))));
    Tensor logits = logits(at.at("token_logits"));
    Tensor mask = find(at, "mask").truthTensor();
    Tensor tokens = find(at, "answer_tokens").longTensor();
    Terms terms = method.terms(vote, logits, tokens, mask);
    find(at, "cce(").expect(terms.cce());
    at.at("teacher_divergence").expect(terms.divergence());
    at.at("student_to_teacher_kl").expect(terms.flip());
    at.at("total").expect(terms.loss());
    find(at, "divergence_over_all_prompts")
        .expect(method.terms(together(vote), logits, tokens, mask).divergence());
  }

  /// The same renderings, taken as all agreeing.
  private static Vote together(Vote vote) {
    int[] none = {};
    return new Vote(
        Branch.STRONG,
        vote.predictions(),
        vote.counts(),
        vote.consensus(),
        vote.voters(),
        vote.margins(),
        vote.medianMargin(),
        none,
        none,
        0,
        0);
  }

  private static Node find(Node at, String start) {
    return at.entries().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(start))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("%s has no '%s…'".formatted(at, start)));
  }

  /// `qfill((5 prompts, 3 aligned answer positions, 4 vocabulary),1,2.0)`.
  private static Tensor logits(Node node) {
    if (!node.isText()) {
      return node.tensor();
    }
    Matcher form = FILLED.matcher(node.text());
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "%s is '%s'; expected numbers or qfill((5 prompts, …),1,2.0)"
              .formatted(node, node.text()));
    }
    long[] shape =
        Arrays.stream(form.group(1).split(","))
            .map(size -> size.strip().split("\\s+")[0])
            .mapToLong(Long::parseLong)
            .toArray();
    return Filler.fill(Long.parseLong(form.group(2)), Double.parseDouble(form.group(3)), shape);
  }
}
