package org.offprint.lab.plugin;

import java.util.List;
import org.offprint.lab.task.Experiment;
import org.offprint.methods.golden.Node;

/// The code of a paper that a jar brings: its golden check and its tasks. What the paper is, its
/// methods, its claims and its golden values are files below `META-INF/offprint/` of the same jar,
/// so that a server shows them without running any of this.
///
/// Found through `META-INF/services/org.offprint.lab.plugin.PaperPlugin`, one a jar, so it is
/// public and has a constructor without parameters.
public interface PaperPlugin {
  /// Recomputes the golden values of the jar: reads inputs and expects outputs. A number of the
  /// file that nobody touches fails it.
  ///
  /// @throws IllegalArgumentException if the file holds something that is not understood
  void check(Node golden);

  /// What the golden values do not cover and what of the paper is left out, with the reason; empty
  /// where nothing is.
  default String limits() {
    return "";
  }

  /// Its tasks; each is about a method of the jar and a claim of its claims.
  List<Experiment> experiments();
}
