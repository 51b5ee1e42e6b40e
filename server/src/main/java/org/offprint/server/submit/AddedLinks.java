package org.offprint.server.submit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperLink;
import org.offprint.server.account.Account;
import org.offprint.server.paper.Papers;
import org.offprint.server.paper.Papers.Offered;
import org.offprint.server.web.Failure;
import org.offprint.server.web.RateLimit;

/// Links to code, models and data sets that members add. Each says who added it, by the number of
/// the account: a name may be somebody else's later.
public final class AddedLinks {
  private static final String MEMBER = "member ";
  private static final int MOST = 40;

  private final Papers papers;
  private final RateLimit byPerson = new RateLimit("links", 30, Duration.ofHours(1));

  public AddedLinks(Papers papers) {
    this.papers = papers;
  }

  /// @throws Failure if the paper has as many links as can be, or the person adds too many
  /// @throws IllegalArgumentException if an address is none
  public void add(Account by, Paper of, Map<PaperLink.Kind, String> urls) {
    byPerson.count("" + by.id());
    Paper with = of;
    for (Map.Entry<PaperLink.Kind, String> url : urls.entrySet()) {
      with = with.withLink(new PaperLink(url.getKey(), url.getValue().strip(), MEMBER + by.id()));
    }
    if (with.links().size() > MOST) {
      throw Failure.badRequest(
          "The paper has %d links, which is as many as can be.".formatted(of.links().size()));
    }
    papers.save(List.of(new Offered(with, null)));
  }

  /// The account that added a link; empty where no member did.
  public static Optional<Long> addedBy(PaperLink link) {
    return link.addedBy().matches(MEMBER + "\\d{1,15}")
        ? Optional.of(Long.valueOf(link.addedBy().substring(MEMBER.length())))
        : Optional.empty();
  }
}
