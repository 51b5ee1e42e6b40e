package org.offprint.server.mcp;

import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.account.Access;
import org.offprint.server.account.Account;
import org.offprint.server.account.CommentGate;
import org.offprint.server.account.Scope;
import org.offprint.server.account.SubmitGate;
import org.offprint.server.account.VoteGate;
import org.offprint.server.feed.Days;
import org.offprint.server.feed.Days.Entry;
import org.offprint.server.feed.Days.Span;
import org.offprint.server.paper.Papers;
import org.offprint.server.result.Results;
import org.offprint.server.search.LuceneIndex;
import org.offprint.server.search.Order;
import org.offprint.server.search.Query;
import org.offprint.server.web.Calendar;
import org.offprint.server.web.Failure;
import org.offprint.server.web.PublicAddress;

/// The tools, each with its description, its schema and what it does.
final class Tools {
  private static final int MOST = 25;

  /// @param run gives the text of the answer; a {@link Failure} is told to the agent
  record Described(Tool tool, Function<Call, String> run) {}

  private final Papers papers;
  private final Days days;
  private final Results results;
  private final LuceneIndex index;
  private final Access access;
  private final InstantSource clock;
  private final Shown shown;
  private final @Nullable VoteGate votes;
  private final @Nullable CommentGate comments;
  private final @Nullable SubmitGate submissions;

  /// @param votes null where this server has no votes; likewise the next two
  Tools(
      Papers papers,
      Days days,
      Results results,
      LuceneIndex index,
      Access access,
      PublicAddress address,
      InstantSource clock,
      @Nullable VoteGate votes,
      @Nullable CommentGate comments,
      @Nullable SubmitGate submissions) {
    this.papers = papers;
    this.days = days;
    this.results = results;
    this.index = index;
    this.access = access;
    this.clock = clock;
    this.shown = new Shown(address);
    this.votes = votes;
    this.comments = comments;
    this.submissions = submissions;
  }

  List<Described> all() {
    List<Described> all = new ArrayList<>();
    all.add(
        reads(
            "search_papers",
            "Search papers",
            "Searches the papers of this server by words, phrases in quotes, and fields such as au: and cat:. Best matches first.",
            Map.of("query", text("What to look for.", Query.LONGEST), "limit", limit()),
            List.of("query"),
            this::search));
    all.add(
        reads(
            "get_paper",
            "A paper",
            "One paper with its abstract, authors, links and counts.",
            Map.of("id", id()),
            List.of("id"),
            this::paper));
    all.add(
        reads(
            "day",
            "A day's papers",
            "The papers of one day in their order; of the latest day that has any where none is given.",
            Map.of(
                "date",
                Map.of(
                    "type",
                    "string",
                    "pattern",
                    "^\\d{4}-\\d{2}-\\d{2}$",
                    "description",
                    "The day, as 2026-03-05."),
                "limit",
                limit()),
            List.of(),
            this::day));
    all.add(
        reads(
            "trending",
            "Trending papers",
            "The papers that are read and discussed most now. How they are ordered stands on /about/ranking.",
            Map.of("limit", limit()),
            List.of(),
            this::trending));
    all.add(
        reads(
            "similar_papers",
            "Similar papers",
            "Papers whose words are most like those of one paper.",
            Map.of("id", id(), "limit", limit()),
            List.of("id"),
            this::similar));
    all.add(
        reads(
            "verdicts",
            "Does it work?",
            "What was measured here of a paper's claims, run by run, with the verdict and its reason. An empty list means that nothing was run, not that nothing works.",
            Map.of("id", id()),
            List.of("id"),
            this::verdicts));
    addWrites(all);
    return all;
  }

  private void addWrites(List<Described> all) {
    if (votes != null) {
      all.add(
          writes(
              "vote",
              "Vote for a paper",
              "Votes for a paper in the name of whoever made the token, or takes the vote back. Needs a token with the scope vote.",
              Map.of(
                  "id",
                  id(),
                  "on",
                  Map.of(
                      "type",
                      "boolean",
                      "description",
                      "false takes the vote back; true where it is left out.")),
              List.of("id"),
              true,
              call -> vote(call, votes)));
    }
    if (comments != null) {
      all.add(
          writes(
              "comment",
              "Comment on a paper",
              "Writes a comment in Markdown in the name of whoever made the token; everybody sees it. Needs a token with the scope comment.",
              Map.of(
                  "id",
                  id(),
                  "text",
                  text("The comment, in Markdown.", 65_536),
                  "answers",
                  Map.of(
                      "type",
                      "integer",
                      "minimum",
                      1,
                      "description",
                      "The number of the comment that this one answers; none begins a thread.")),
              List.of("id", "text"),
              false,
              call -> comment(call, comments)));
    }
    if (submissions != null) {
      all.add(
          writes(
              "submit_paper",
              "Submit a paper",
              "Submits a paper in the name of whoever made the token, by its arXiv identifier, DOI, address or BibTeX. Needs a token with the scope submit.",
              Map.of("paper", text("The identifier, DOI, address or BibTeX.", 20_000)),
              List.of("paper"),
              true,
              call -> submit(call, submissions)));
    }
  }

  private String search(Call call) {
    String typed = call.text("query", Query.LONGEST);
    var hits = index.search(Query.parse(typed), Order.relevance, 0, call.number("limit", 10, MOST));
    List<Paper> found = papers.byIds(hits.ids());
    return list(
        "%s%d papers match; here are the first %d."
            .formatted(hits.exactTotal() ? "" : "At least ", hits.total(), found.size()),
        found);
  }

  private String paper(Call call) {
    Paper paper = find(call.paper());
    Listing listing = days.listing(paper).orElse(null);
    return Untrusted.marked(
        "The paper " + paper.id() + ".", shown.json(shown.whole(paper, listing)));
  }

  private String day(Call call) {
    String given = call.optionalText("date", 10);
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    LocalDate day =
        given != null
            ? Calendar.day("date", given)
            : days.latest(today.plusDays(1))
                .orElseThrow(() -> Failure.notFound("No day has papers yet."));
    Span span = Span.day(day);
    List<Paper> found = entries(days.of(span, 0, call.number("limit", MOST, MOST)));
    return list(
        "%s has %d papers; here are the first %d.".formatted(day, days.count(span), found.size()),
        found);
  }

  private String trending(Call call) {
    List<Paper> found = entries(days.trending(0, call.number("limit", 10, MOST)));
    return list("The first %d papers by their present heat.".formatted(found.size()), found);
  }

  private String similar(Call call) {
    Paper paper = find(call.paper());
    List<Paper> found = papers.byIds(index.similar(paper, call.number("limit", 10, MOST)));
    return list("Most like %s are:".formatted(paper.id()), found);
  }

  private String verdicts(Call call) {
    Paper paper = find(call.paper());
    var runs = results.ofPaper(paper.id()).stream().map(shown::result).toList();
    return Untrusted.marked(
        runs.isEmpty()
            ? "Nothing of %s was run here; that says nothing about whether it works."
                .formatted(paper.id())
            : "%d runs of %s were measured here.".formatted(runs.size(), paper.id()),
        shown.json(runs));
  }

  private String vote(Call call, VoteGate gate) {
    Account account = access.requireScope(call.request(), Scope.vote).account();
    PaperId paper = find(call.paper()).id();
    VoteGate.Voted voted = gate.vote(account, paper, call.flag("on", true));
    return "%s of %s for %s; it has %d votes of members."
        .formatted(
            voted.on() ? "The vote stands" : "There is no vote",
            account.name(),
            paper,
            voted.total());
  }

  private String comment(Call call, CommentGate gate) {
    Account account = access.requireScope(call.request(), Scope.comment).account();
    PaperId paper = find(call.paper()).id();
    CommentGate.Written written =
        gate.write(account, paper, call.optionalNumber("answers"), call.text("text", 65_536));
    return "Comment %d of %s on %s is written: %s"
        .formatted(written.id(), account.name(), paper, shown.address().of("/papers/" + paper));
  }

  private String submit(Call call, SubmitGate gate) {
    Account account = access.requireScope(call.request(), Scope.submit).account();
    SubmitGate.Submitted submitted = gate.submit(account, call.text("paper", 20_000));
    return "%s %s: %s"
        .formatted(
            submitted.paper(),
            submitted.isNew() ? "is submitted" : "was here before",
            shown.address().of("/papers/" + submitted.paper()));
  }

  private String list(String ours, List<Paper> found) {
    return Untrusted.marked(
        ours
            + (found.isEmpty()
                ? ""
                : " Identifiers: "
                    + found.stream()
                        .map(paper -> paper.id().value())
                        .collect(Collectors.joining(", "))
                    + "."),
        shown.json(found.stream().map(shown::brief).toList()));
  }

  private static List<Paper> entries(List<Entry> entries) {
    return entries.stream().map(Entry::paper).toList();
  }

  private Paper find(PaperId id) {
    return papers
        .find(id)
        .orElseThrow(() -> Failure.notFound("The paper %s is not here.".formatted(id)));
  }

  private static Described reads(
      String name,
      String title,
      String description,
      Map<String, Object> properties,
      List<String> required,
      Function<Call, String> run) {
    return described(
        name,
        description,
        properties,
        required,
        ToolAnnotations.builder()
            .title(title)
            .readOnlyHint(true)
            .destructiveHint(false)
            .idempotentHint(true)
            .openWorldHint(false)
            .build(),
        run);
  }

  private static Described writes(
      String name,
      String title,
      String description,
      Map<String, Object> properties,
      List<String> required,
      boolean idempotent,
      Function<Call, String> run) {
    return described(
        name,
        description,
        properties,
        required,
        ToolAnnotations.builder()
            .title(title)
            .readOnlyHint(false)
            .destructiveHint(false)
            .idempotentHint(idempotent)
            .openWorldHint(false)
            .build(),
        run);
  }

  private static Described described(
      String name,
      String description,
      Map<String, Object> properties,
      List<String> required,
      ToolAnnotations hints,
      Function<Call, String> run) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("required", required);
    schema.put("additionalProperties", false);
    return new Described(
        Tool.builder(name, schema)
            .title(hints.title())
            .description(description)
            .annotations(hints)
            .build(),
        run);
  }

  private static Map<String, Object> text(String description, int most) {
    return Map.of("type", "string", "minLength", 1, "maxLength", most, "description", description);
  }

  private static Map<String, Object> id() {
    return text(
        "The identifier of a paper: an arXiv one such as 2411.09009 or cs/0112017, or a DOI.", 200);
  }

  private static Map<String, Object> limit() {
    return Map.of(
        "type", "integer", "minimum", 1, "maximum", MOST, "description", "How many at most.");
  }
}
