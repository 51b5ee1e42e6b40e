package org.offprint.server.site;

import java.util.List;
import org.offprint.server.result.Results.MethodEntry;

/// The methods by family, with how far each has come.
///
/// @param families ways to show one family; the first shows all
/// @param rungs ways to show one rung; the first shows all
/// @param verdicts ways to show one outcome; the first shows all
/// @param against measured claims that disagree or are inconclusive, where nothing is filtered
/// @param groups what is shown
/// @param papers how many papers the methods belong to
public record MethodsPage(
    Frame frame,
    int papers,
    int methods,
    List<Choice> families,
    List<Choice> rungs,
    List<Choice> verdicts,
    List<Against> against,
    List<Group> groups) {
  /// A filter that is a link.
  ///
  /// @param mark the sign of a verdict; empty for all else
  public record Choice(String words, String href, int count, boolean here, String mark) {
    Choice(String words, String href, int count, boolean here) {
      this(words, href, count, here, "");
    }
  }

  /// A claim that did not show here.
  ///
  /// @param claim in the paper's words as we say them
  public record Against(String method, String paperHref, String claim, Evidence run) {}

  public record Group(String name, List<Line> lines) {}

  /// @param title of the method's paper
  public record Line(MethodEntry method, String title, String paperHref, Standing standing) {}
}
