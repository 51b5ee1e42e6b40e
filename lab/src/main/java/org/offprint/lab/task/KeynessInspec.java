package org.offprint.lab.task;

import java.util.SequencedMap;
import org.offprint.catalog.result.Condition;
import org.offprint.catalog.result.Task;
import org.offprint.lab.data.Keyphrases;

/// Do learned keyness patterns find keywords of abstracts better than TF-IDF?
public final class KeynessInspec implements Experiment {
  private static final int TEST = 200;

  private static final Task TASK =
      Task.named("keyness-inspec", "Keywords of abstracts, learned from abstracts of the same kind")
          .dataset("Inspec, 2,000 abstracts with keywords", Keyphrases.INSPEC)
          .split("400 abstracts for reference, 200 for training, 200 for the test, by the seed")
          .baseline("TF-IDF over the same candidates and the same reference")
          .protocol(
              KeynessTraining.PROTOCOL
                  + "The test is on 200 abstracts of Inspec that are in neither part. The paper compares with supervised methods; the baseline here learns nothing, which is easier to beat.")
          .seeds(4)
          .metrics(KeynessTraining.METRICS)
          .agreesWhen(Condition.above("f-difference", 0))
          .claim(Claims.of("2409.18724", 1));

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
    KeynessTraining training = KeynessTraining.of(seed, lab);
    return training.score(training.rest().subList(0, TEST));
  }
}
