package org.offprint.server.author;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.author.Authorship.Claim;
import org.offprint.server.talk.Marks;

/// Marks the authors of a paper in its discussion.
public final class AuthorMarks implements Marks {
  private final Authorship authorship;

  public AuthorMarks(Authorship authorship) {
    this.authorship = authorship;
  }

  @Override
  public Map<Long, Set<Mark>> of(PaperId paper, Collection<Long> accounts) {
    return authors(paper).stream()
        .filter(accounts::contains)
        .collect(Collectors.toMap(account -> account, account -> Set.of(Mark.author)));
  }

  @Override
  public List<Long> authors(PaperId paper) {
    return authorship.authorsOf(paper).stream().map(Claim::account).toList();
  }
}
