package org.offprint.server.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperLink;
import org.offprint.catalog.result.Result;
import org.offprint.server.result.Results.Stored;
import org.offprint.server.web.PublicAddress;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Papers and results as JSON, short enough for an agent to read many of them.
record Shown(PublicAddress address) {
  private static final int FIRST_AUTHORS = 5;
  private static final int BEGINNING = 600;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  String json(Object value) {
    return JSON.writeValueAsString(value);
  }

  /// A paper in a list: the beginning of its abstract.
  Map<String, Object> brief(Paper paper) {
    Map<String, Object> facts = facts(paper, FIRST_AUTHORS);
    String text = text(paper);
    if (text != null) {
      facts.put("summary", text.length() > BEGINNING ? text.substring(0, BEGINNING) + "…" : text);
    }
    return facts;
  }

  /// A paper with all that its page says of it.
  Map<String, Object> whole(Paper paper, @Nullable Listing listing) {
    Map<String, Object> facts = facts(paper, Integer.MAX_VALUE);
    put(facts, "abstract", paper.abstractText());
    put(facts, "inShort", paper.summary());
    put(facts, "summaryByLanguageModel", paper.machineSummary());
    put(facts, "comment", paper.comment());
    put(facts, "doi", paper.doi());
    put(facts, "licence", paper.licence());
    put(facts, "withdrawn", paper.withdrawn() == null ? null : paper.withdrawn().toString());
    put(facts, "keywords", paper.keywords());
    put(facts, "listed", listing == null ? null : listing.day().toString());
    put(facts, "links", paper.links().stream().map(PaperLink::url).toList());
    return facts;
  }

  private Map<String, Object> facts(Paper paper, int most) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("id", paper.id().value());
    facts.put("title", paper.title());
    List<String> authors = paper.authors().stream().limit(most).map(Author::name).toList();
    put(facts, "authors", authors);
    if (paper.authors().size() > authors.size()) {
      facts.put("furtherAuthors", paper.authors().size() - authors.size());
    }
    put(facts, "organisation", paper.organisation() == null ? null : paper.organisation().name());
    put(facts, "categories", paper.categories());
    put(facts, "published", paper.published() == null ? null : paper.published().text());
    put(facts, "upvotes", paper.tally().upvotes());
    put(facts, "comments", paper.tally().comments());
    facts.put("page", address.of("/papers/" + paper.id()));
    return facts;
  }

  private static @Nullable String text(Paper paper) {
    return paper.abstractText() != null ? paper.abstractText() : paper.summary();
  }

  Map<String, Object> result(Stored stored) {
    Result result = stored.result();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("method", result.method().id());
    facts.put("task", result.task().id());
    facts.put("rung", result.rung().words());
    facts.put("outcome", result.verdict().outcome().word());
    facts.put("scale", result.verdict().scale().words());
    put(facts, "reason", result.verdict().reason());
    facts.put("started", result.started().toString());
    facts.put("page", address.of("/runs/" + stored.id()));
    return facts;
  }

  private static void put(Map<String, Object> facts, String key, @Nullable Object value) {
    if (value != null && !(value instanceof List<?> list && list.isEmpty())) {
      facts.put(key, value);
    }
  }
}
