package org.offprint.server.site;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.offprint.server.shelf.Shelves.Shelf;

/// What somebody who is signed in can do with a paper.
///
/// @param shelves all lists of theirs
/// @param holding those that the paper is on
/// @param author whether they have written it
/// @param curates whether they make the day's edition
public record PaperActions(
    String paper,
    String proof,
    List<Shelf> shelves,
    List<Shelf> holding,
    boolean author,
    boolean curates,
    LocalDate today) {
  /// The identifier as the value of a parameter in an address: DOIs hold signs that mean something
  /// there.
  public String paperParameter() {
    return URLEncoder.encode(paper, StandardCharsets.UTF_8);
  }
}
