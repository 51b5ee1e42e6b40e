package org.offprint.lab.task;

/// Told by an experiment how far it is. Whoever listens adds rate and time left.
public interface Progress {
  /// @param what the part that is running: "seed 1, cut"
  /// @param done steps done of `total`
  /// @param state what a reader wants to see change: "loss 5.31"
  void step(String what, int done, int total, String state);

  /// A line worth keeping in the log.
  void say(String line);

  Progress SILENT =
      new Progress() {
        @Override
        public void step(String what, int done, int total, String state) {}

        @Override
        public void say(String line) {}
      };
}
