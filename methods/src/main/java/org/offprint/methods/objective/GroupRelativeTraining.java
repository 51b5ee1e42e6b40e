package org.offprint.methods.objective;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import org.offprint.methods.tensor.Optimiser;
import org.offprint.methods.tensor.Scope;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.train.Training;

/// The loop that every objective of this package plugs into: sample a group of answers to each of some questions, let a rule reward
/// them, take each reward relative to its group, and move the policy by a few updates.
///
///     for each rollout: prompts × group answers from π_old = π;  A_i = (r_i − mean) / (std + ε) within each group
///       for each of updates: the next part of the groups, loss = objective(π, π_old, A), one step of the optimiser
///
/// Shapes: prompts and answers are token arrays; see {@link Policy}.
/// Range: rewards are the caller's.
/// Source: Shao et al., DeepSeekMath, arXiv:2402.03300, algorithm 1.
/// Differs from the source: the reference policy stays the one that is given, where the paper replaces it now and then. Groups whose
///   rewards are all equal have advantage 0; `skipEven` leaves them out, as trainers since DAPO do.
/// Throws: IllegalArgumentException if a setting is out of range, or a reward gives another number of rewards than answers;
///   IllegalStateException if a loss or logit is not finite.
@Source(paper = "arXiv:2402.03300", equation = "algorithm 1")
public final class GroupRelativeTraining {
  /// @param prompts questions a rollout
  /// @param group answers to each
  /// @param updates steps of the optimiser a rollout
  /// @param parts into how many parts the groups are divided; each update sees the next one
  /// @param longestGradient its length is limited to this; infinity for no limit
  public record Settings(
      int prompts, int group, int updates, int parts, double longestGradient, boolean skipEven) {
    public Settings {
      Shapes.require("prompts", prompts, prompts >= 1, "1 or more");
      Shapes.require("group", group, group >= 1, "1 or more, and 2 to compare anything");
      Shapes.require("updates", updates, updates >= 1, "1 or more");
      Shapes.require("parts", parts, parts >= 1 && parts <= prompts, "1 to the number of prompts");
      Shapes.require("longestGradient", longestGradient, longestGradient > 0, "a number > 0");
    }

    /// Two updates on all groups of each rollout, the gradient limited to length 1.
    public static Settings of(int prompts, int group) {
      return new Settings(prompts, group, 2, 1, 1, false);
    }

    public Settings withUpdates(int updates, int parts) {
      return new Settings(prompts, group, updates, parts, longestGradient, skipEven);
    }
  }

  /// How a rollout went, before its updates.
  ///
  /// @param entropy the mean over all sampled tokens, in nats
  /// @param even the share of groups whose rewards were all equal
  public record Report(int rollout, double reward, double entropy, double length, double even) {}

  private final Policy policy;
  private final Sampler sampler;
  private final Function<RandomGenerator, long[]> questions;
  private final GroupReward reward;
  private final PolicyObjective objective;
  private final Settings settings;
  private final RandomGenerator random;
  private GroupAdvantage advantage = GroupAdvantage.standard();
  private @Nullable Policy reference;
  private @Nullable Function<Answer, double[]> klWeights;
  private Consumer<Report> progress = report -> {};
  private List<Group> rollout = List.of();

  private record Group(long[] prompt, List<Answer> answers, double[] advantages, boolean even) {}

  /// @param questions draws the prompt of a question
  public GroupRelativeTraining(
      Policy policy,
      Sampler sampler,
      Function<RandomGenerator, long[]> questions,
      GroupReward reward,
      PolicyObjective objective,
      Settings settings,
      RandomGenerator random) {
    this.policy = policy;
    this.sampler = sampler;
    this.questions = questions;
    this.reward = reward;
    this.objective = objective;
    this.settings = settings;
    this.random = random;
  }

  /// The policy to stay near, for objectives with a KL penalty; a frozen copy of the first one.
  ///
  /// @param weights what each token's penalty is multiplied by; null for 1
  public GroupRelativeTraining reference(
      Policy reference, @Nullable Function<Answer, double[]> weights) {
    this.reference = reference;
    klWeights = weights;
    return this;
  }

  public GroupRelativeTraining advantage(GroupAdvantage advantage) {
    this.advantage = advantage;
    return this;
  }

  public GroupRelativeTraining progress(Consumer<Report> progress) {
    this.progress = progress;
    return this;
  }

  /// @return what became of the training's last step
  public Training.Fit run(int rollouts, Optimiser optimiser) {
    Training training = Training.of(policy.model(), optimiser);
    if (Double.isFinite(settings.longestGradient())) {
      training.clip(settings.longestGradient());
    }
    return training.run(
        rollouts * settings.updates(),
        step -> {
          int update = step % settings.updates();
          if (update == 0) {
            rollout = sample(step / settings.updates());
          }
          return objective.loss(batch(part(update % settings.parts())));
        });
  }

  private List<Group> sample(int number) {
    List<long[]> prompts =
        Stream.generate(() -> questions.apply(random)).limit(settings.prompts()).toList();
    List<long[]> repeated = new ArrayList<>();
    prompts.forEach(
        prompt -> repeated.addAll(java.util.Collections.nCopies(settings.group(), prompt)));
    List<Answer> answers = sampler.draw(policy, repeated, random);
    var groups = new ArrayList<Group>();
    double total = 0;
    for (int i = 0; i < prompts.size(); i++) {
      List<Answer> group = answers.subList(i * settings.group(), (i + 1) * settings.group());
      double[] rewards = reward.of(prompts.get(i), group);
      if (rewards.length != group.size()) {
        throw new IllegalArgumentException(
            "the reward gave %d numbers for %d answers; expected one each."
                .formatted(rewards.length, group.size()));
      }
      total += Arrays.stream(rewards).sum();
      boolean even = Arrays.stream(rewards).distinct().count() <= 1;
      groups.add(new Group(prompts.get(i), group, advantage.of(rewards), even));
    }
    reward.endOfStep();
    progress.accept(report(number, total / answers.size(), answers, groups));
    List<Group> uneven = groups.stream().filter(group -> !group.even()).toList();
    return settings.skipEven() && uneven.size() >= settings.parts() ? uneven : groups;
  }

  private static Report report(
      int number, double reward, List<Answer> answers, List<Group> groups) {
    double tokens = answers.stream().mapToInt(Answer::length).sum();
    double entropy =
        answers.stream().flatMapToDouble(answer -> Arrays.stream(answer.entropies())).sum();
    double even = groups.stream().filter(Group::even).count() / (double) groups.size();
    return new Report(number, reward, entropy / tokens, tokens / answers.size(), even);
  }

  private List<Group> part(int part) {
    int size = rollout.size();
    return rollout.subList(part * size / settings.parts(), (part + 1) * size / settings.parts());
  }

  private PolicyBatch batch(List<Group> groups) {
    List<long[]> prompts = new ArrayList<>();
    List<Answer> answers = new ArrayList<>();
    List<Double> advantages = new ArrayList<>();
    for (Group group : groups) {
      for (int i = 0; i < group.answers().size(); i++) {
        prompts.add(group.prompt());
        answers.add(group.answers().get(i));
        advantages.add(group.advantages()[i]);
      }
    }
    var rows = new Rows(answers);
    Tensor tokens = rows.tokens();
    Tensor logProbs = logProbs(policy, prompts, tokens);
    Type type = logProbs.type();
    double[] ofAnswers = advantages.stream().mapToDouble(value -> value).toArray();
    PolicyBatch batch =
        PolicyBatch.of(
                logProbs,
                rows.of(Answer::logProbs).to(type),
                Tensor.of(ofAnswers, ofAnswers.length).to(type),
                rows.mask())
            .withEntropies(
                rows.of(Answer::entropies).to(type), rows.of(Answer::discriminatorMeans).to(type));
    if (reference == null) {
      return batch;
    }
    Tensor weights = klWeights == null ? null : rows.of(klWeights).to(type);
    return batch.withReference(referenceLogProbs(reference, prompts, tokens), weights);
  }

  private static Tensor referenceLogProbs(Policy reference, List<long[]> prompts, Tensor tokens) {
    try (var scope = Scope.withoutGradients()) {
      return scope.keep(logProbs(reference, prompts, tokens));
    }
  }

  private static Tensor logProbs(Policy policy, List<long[]> prompts, Tensor tokens) {
    Tensor logits = policy.logits(prompts, tokens);
    return logits.logSoftmax(-1).gather(2, tokens.unsqueeze(2)).squeeze(2);
  }

  /// Answers of different lengths side by side, with 0 behind the shorter ones.
  private record Rows(List<Answer> answers) {
    int longest() {
      return answers.stream().mapToInt(Answer::length).max().orElse(0);
    }

    Tensor tokens() {
      long[] flat =
          answers.stream()
              .flatMapToLong(answer -> Arrays.stream(Arrays.copyOf(answer.tokens(), longest())))
              .toArray();
      return Tensor.of(flat, answers.size(), longest());
    }

    Tensor of(Function<Answer, double[]> values) {
      double[] flat =
          answers.stream()
              .flatMapToDouble(
                  answer -> Arrays.stream(Arrays.copyOf(values.apply(answer), longest())))
              .toArray();
      return Tensor.of(flat, answers.size(), longest());
    }

    Tensor mask() {
      boolean[] flat = new boolean[answers.size() * longest()];
      for (int i = 0; i < answers.size(); i++) {
        int from = i * longest();
        Arrays.fill(flat, from, from + answers.get(i).length(), true);
      }
      return Tensor.of(flat, answers.size(), longest());
    }
  }
}
