package org.offprint.server.site;

import java.util.List;
import org.offprint.server.result.Results.MethodEntry;

/// The methods by family, with how far each has come.
///
/// @param families ways to show one family; the first shows all
/// @param rungs ways to show one rung; the first shows all
/// @param groups what is shown
/// @param papers how many papers the methods belong to
public record MethodsPage(
    Frame frame,
    int papers,
    int methods,
    List<Choice> families,
    List<Choice> rungs,
    List<Group> groups) {
  /// A filter that is a link.
  public record Choice(String words, String href, int count, boolean here) {}

  public record Group(String name, List<Line> lines) {}

  /// @param title of the method's paper
  public record Line(MethodEntry method, String title, String paperHref, Standing standing) {}
}
