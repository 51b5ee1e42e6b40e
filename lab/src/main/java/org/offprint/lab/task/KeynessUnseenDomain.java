package org.offprint.lab.task;

import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Digits;
import org.offprint.lab.data.Keyphrases;
import org.offprint.lab.data.Keyphrases.Document;

/// Do keyness patterns learned from abstracts carry over to paragraphs of another collection?
public final class KeynessUnseenDomain implements Experiment {
  private static final int TEST = 200;

  private static final Task TASK =
      Task.named("keyness-unseen-domain", "Keywords of articles, learned from abstracts")
          .dataset(
              "Inspec for training, SemEval-2017 for the test",
              Keyphrases.INSPEC,
              Keyphrases.SEMEVAL_2017)
          .split(
              "400 abstracts for reference, 200 for training, 200 paragraphs of SemEval-2017 for the test, by the seed")
          .baseline("TF-IDF over the same candidates and the same reference")
          .protocol(
              KeynessTraining.PROTOCOL
                  + "The test is on 200 of the 493 paragraphs of SemEval-2017, of which nothing is seen before.")
          .seeds(4)
          .metrics(KeynessTraining.METRICS)
          .agreesWhen(Condition.above("f-difference", 0))
          .claim(Claims.of("2409.18724", 2));

  @Override
  public String method() {
    return "keyness-keywords";
  }

  @Override
  public Task task() {
    return TASK;
  }

  @Override
  public SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = KeynessTraining.settings();
    settings.put("test", Integer.toString(TEST));
    return settings;
  }

  @Override
  public Trial run(long seed, Lab lab) {
    List<Document> all = Keyphrases.read(lab, Keyphrases.SEMEVAL_2017);
    List<Document> some =
        Arrays.stream(Digits.shuffled(new SplittableRandom(seed), all.size()))
            .limit(TEST)
            .mapToObj(all::get)
            .toList();
    return KeynessTraining.of(seed, lab).score(some);
  }
}
