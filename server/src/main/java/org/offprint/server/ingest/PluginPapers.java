package org.offprint.server.ingest;

import java.util.List;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperLink;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.catalog.plugin.PaperFacts;
import org.offprint.catalog.plugin.PluginJar;
import org.offprint.server.paper.Papers;
import org.offprint.server.paper.Papers.Offered;

/// The papers that plug-ins bring. What a plug-in says of its paper gives way to every other
/// source, as the bundled edition does. A paper stays when its plug-in goes: somebody may have read
/// it.
public final class PluginPapers {
  /// The name of this source, in the origin of what it says.
  public static final String SOURCE = "plug-in";

  private final Papers papers;

  public PluginPapers(Papers papers) {
    this.papers = papers;
  }

  /// Stores what has changed; nothing where all is as it was.
  public void save(List<PluginJar> plugins) {
    papers.save(plugins.stream().map(plugin -> new Offered(paper(plugin), null)).toList());
  }

  private static Paper paper(PluginJar plugin) {
    PaperFacts facts = plugin.paper();
    Draft draft = new Draft(facts.id()).title(facts.title());
    facts.authors().forEach(draft::author);
    draft.published = facts.published() == null ? null : SaidDate.of(facts.published());
    draft.primaryCategory(facts.primaryCategory());
    facts.categories().forEach(draft::category);
    draft.summary = facts.summary();
    facts.code().forEach(url -> draft.link(PaperLink.Kind.code, url, SOURCE));
    facts.keywords().forEach(draft::keyword);
    return draft.paper(SOURCE, Origin.Rank.bundled, "");
  }
}
