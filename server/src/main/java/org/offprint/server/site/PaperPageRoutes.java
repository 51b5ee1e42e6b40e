package org.offprint.server.site;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.PaperLink;
import org.offprint.catalog.paper.PaperReference;
import org.offprint.catalog.paper.Version;
import org.offprint.catalog.result.Claim;
import org.offprint.catalog.result.Formula;
import org.offprint.catalog.result.PaperClaims;
import org.offprint.server.account.Access;
import org.offprint.server.account.Account;
import org.offprint.server.account.Accounts;
import org.offprint.server.account.Role;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.author.Authorship;
import org.offprint.server.board.Boards;
import org.offprint.server.cite.PaperMeta;
import org.offprint.server.cite.Signposting;
import org.offprint.server.db.Database;
import org.offprint.server.fact.OpenAlex;
import org.offprint.server.feed.Days;
import org.offprint.server.ingest.PluginPapers;
import org.offprint.server.link.FoundLink;
import org.offprint.server.link.FoundLinks;
import org.offprint.server.moderation.Moderation;
import org.offprint.server.paper.Papers;
import org.offprint.server.result.Claims;
import org.offprint.server.result.Results;
import org.offprint.server.result.Results.MethodEntry;
import org.offprint.server.result.Verdicts;
import org.offprint.server.run.Runs;
import org.offprint.server.run.StartForm;
import org.offprint.server.search.LuceneIndex;
import org.offprint.server.shelf.Shelves;
import org.offprint.server.site.PaperPage.Check;
import org.offprint.server.site.PaperPage.ClaimLine;
import org.offprint.server.site.PaperPage.Earlier;
import org.offprint.server.site.PaperPage.Fact;
import org.offprint.server.site.PaperPage.FoundHere;
import org.offprint.server.site.PaperPage.Link;
import org.offprint.server.site.PaperPage.Measurement;
import org.offprint.server.submit.AddedLinks;
import org.offprint.server.submit.Submissions;
import org.offprint.server.talk.Talk;
import org.offprint.server.vote.Votes;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.Pages;
import org.offprint.server.web.PublicAddress;
import org.offprint.server.web.Viewer;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/// A paper's page, under any form of its identifier.
@Controller
final class PaperPageRoutes {
  private static final int MOST_AUTHORS = 60;
  private static final int SIMILAR = 6;

  private final Papers papers;
  private final Days days;
  private final Results results;
  private final LuceneIndex index;
  private final Rows rows;
  private final PublicAddress address;
  private final Runs runs;
  private final Access access;
  private final Answers answers;
  private final FoundLinks foundLinks;
  private final Votes votes;
  private final Submissions submissions;
  private final Shelves shelves;
  private final Authorship authorship;
  private final Accounts accounts;
  private final InstantSource clock;
  private final Talk talk;
  private final Moderation moderation;
  private final Database database;

  PaperPageRoutes(
      Papers papers,
      Days days,
      Results results,
      LuceneIndex index,
      Rows rows,
      PublicAddress address,
      Runs runs,
      Access access,
      Answers answers,
      FoundLinks foundLinks,
      Votes votes,
      Submissions submissions,
      Shelves shelves,
      Authorship authorship,
      Accounts accounts,
      InstantSource clock,
      Talk talk,
      Moderation moderation,
      Database database) {
    this.papers = papers;
    this.days = days;
    this.results = results;
    this.index = index;
    this.rows = rows;
    this.address = address;
    this.runs = runs;
    this.access = access;
    this.answers = answers;
    this.foundLinks = foundLinks;
    this.votes = votes;
    this.submissions = submissions;
    this.shelves = shelves;
    this.authorship = authorship;
    this.accounts = accounts;
    this.clock = clock;
    this.talk = talk;
    this.moderation = moderation;
    this.database = database;
  }

  @GetMapping("/papers/{*id}")
  ResponseEntity<byte[]> paper(HttpServletRequest request, @PathVariable String id) {
    String asked = id.substring(1);
    PaperReference reference =
        PaperReference.parse(asked)
            .orElseThrow(() ->
                Failure.notFound(
                    "'%s' is not the identifier of a paper: expected an arXiv one like 2411.09009 or cs/0112017, or a DOI."
                        .formatted(asked),
                    Addresses.search(asked)));
    PaperId canonical = reference.id();
    if (!canonical.value().equals(asked)) {
      return ResponseEntity.status(HttpStatus.MOVED_PERMANENTLY)
          .location(URI.create(Addresses.paper(canonical)))
          .build();
    }
    Optional<StartForm> start =
        access
            .session(request, Role.curator)
            .map(Session::proof)
            .flatMap(proof -> runs.form(canonical.value(), proof));
    Optional<Viewer> viewer = Viewer.current();
    if (viewer.isPresent()) { // theirs alone, so it passes by the rendered answers
      Map<String, Object> model = new HashMap<>();
      model.put("page", page(canonical));
      model.put("actions", actions(canonical, viewer.get()));
      model.put("talk", talk.ofPaper(canonical));
      start.ifPresent(form -> model.put("start", form));
      return Pages.html(answers.render("paper", model));
    }
    return answers.withHeaders(
        request,
        "text/html;charset=utf-8",
        () -> {
          PaperPage page = page(canonical);
          return new Answers.Content(
              answers.render("paper", Map.of("page", page, "talk", talk.ofPaper(canonical))),
              Map.of("Link", Signposting.header(page.paper(), address)),
              canonical.value());
        });
  }

  private PaperActions actions(PaperId id, Viewer viewer) {
    return new PaperActions(
        id.value(),
        viewer.proof(),
        shelves.of(viewer.account()),
        shelves.holding(viewer.account(), id),
        authorship
            .of(id, viewer.account())
            .filter(claim -> claim.state() == Authorship.State.approved)
            .isPresent(),
        viewer.curates(),
        clock.instant().atZone(ZoneOffset.UTC).toLocalDate());
  }

  private PaperPage page(PaperId id) {
    Paper paper = papers.find(id).orElseThrow(() -> unknown(id));
    String text = paper.abstractText() != null ? paper.abstractText() : Row.gistOf(paper);
    boolean own = paper.abstractText() == null && paper.summary() != null;
    List<Check> checks = checks(id);
    String plain = Typeset.plain(paper.title());
    return new PaperPage(
        Frame.of(
            plain,
            text == null ? plain : Typeset.cut(Typeset.plain(text), 200),
            Addresses.paper(id)),
        paper,
        Typeset.text(paper.title()),
        authors(paper),
        moreAuthors(paper),
        text == null ? null : Typeset.paragraphs(text),
        own ? summaryName(paper) : paper.abstractText() != null ? "Abstract" : "Summary",
        !own && paper.summary() != null ? Typeset.paragraphs(paper.summary()) : null,
        summaryName(paper),
        facts(paper),
        links(paper),
        foundLinks.ofPaper(paper).stream().map(PaperPageRoutes::found).toList(),
        paper.tally().upvotes(),
        submissions.of(id),
        votes.of(id, Viewer.current().map(Viewer::account).orElse(0L)),
        claims(paper, checks),
        Standing.of(
            results.formulas().ofPaper(id),
            results.ofPaper(id).stream().map(Results.Stored::result).toList()),
        checks,
        checks.stream()
            .map(check -> check.method().needs())
            .filter(java.util.Objects::nonNull)
            .findFirst()
            .orElse(""),
        VersionLine.of(paper, papers.revisions(id)),
        rows.of(
            papers.byIds(index.similar(paper, SIMILAR)).stream()
                .map(other -> new Days.Entry(other, null))
                .toList(),
            0,
            (entry, place) -> "Its words are near to those of this paper.",
            Rows.TITLES),
        PaperMeta.of(paper, address));
  }

  /// Whose words a summary is made of: a plug-in brings its own.
  private static String summaryName(Paper paper) {
    return paper.origin().of("summary").source().equals(PluginPapers.SOURCE)
        ? "Summary by whoever brought the paper here"
        : "Summary by Offprint";
  }

  private Failure unknown(PaperId id) {
    if (papers.hidden(id).isPresent()) {
      return Failure.gone(
          "A curator has hidden the paper %s%s"
              .formatted(
                  id, moderation.whyHidden(id).map(note -> ", because: " + note).orElse(".")),
          List.of(new Failure.Way("/moderation/log", "What moderators did")));
    }
    List<Failure.Way> near = new ArrayList<>();
    papers
        .near(id)
        .forEach(paper ->
            near.add(
                new Failure.Way(
                    Addresses.paper(paper.id()),
                    paper.id() + " " + Typeset.cut(Typeset.plain(paper.title()), 80))));
    near.add(new Failure.Way(Addresses.search(id.value()), "Search for " + id));
    return Failure.notFound(
        id.isArxiv()
            ? "The paper %s is not here. It may be on arXiv, at https://arxiv.org/abs/%s; an import or ingest that holds it brings it here."
                .formatted(id, id)
            : "The paper %s is not here. An import that holds it brings it here.".formatted(id),
        near);
  }

  private static List<Link> authors(Paper paper) {
    return paper.authors().stream()
        .limit(MOST_AUTHORS)
        .map(author ->
            new Link(
                author.name(),
                Addresses.author(author.name()),
                author.affiliation() == null ? "" : author.affiliation()))
        .toList();
  }

  private static String moreAuthors(Paper paper) {
    Integer known = paper.knownAuthorCount();
    if (known == null) {
      return "";
    }
    int shown = Math.min(paper.authors().size(), MOST_AUTHORS);
    int rest = Math.max(known, paper.authors().size()) - shown;
    return shown == 0
        ? Words.count(rest, "author", "authors") + ", whose names are not known here"
        : rest == 0 ? "" : "and " + Words.count(rest, "other", "others");
  }

  private List<Fact> facts(Paper paper) {
    List<Fact> facts = new ArrayList<>();
    if (paper.updated() != null
        && (paper.published() == null || !paper.updated().day().equals(paper.published().day()))) {
      facts.add(date("Updated", paper.updated()));
    }
    if (paper.withdrawn() != null) {
      facts.add(
          new Fact(
              "Withdrawn",
              Words.date(org.offprint.catalog.paper.SaidDate.of(paper.withdrawn())),
              "",
              paper.withdrawn().toString()));
    }
    Optional<Listing> listing = days.listing(paper);
    listing.ifPresent(on ->
        facts.add(
            on.edition().equals(Listing.DAILY)
                ? new Fact(
                    "Listed", Words.date(on.day()), Addresses.day(on.day()), on.day().toString())
                : new Fact(
                    "Edition",
                    "No. " + on.position() + " of the " + on.edition() + " edition",
                    "/editions/" + on.edition(),
                    "")));
    if (!paper.versions().isEmpty()) {
      Version last = paper.versions().getLast();
      facts.add(
          new Fact(
              "Versions",
              Words.number(paper.versions().size())
                  + (last.submitted() == null
                      ? ""
                      : ", the last of "
                          + Words.date(org.offprint.catalog.paper.SaidDate.of(last.submitted()))),
              paper.versions().size() > 1 ? "#versions" : "",
              ""));
    }
    if (paper.organisation() != null) {
      facts.add(
          new Fact(
              "Organisation",
              paper.organisation().name(),
              Addresses.organisation(paper.organisation().slug()),
              ""));
    }
    if (paper.id().isArxiv()) {
      facts.add(
          new Fact("arXiv", paper.id().value(), "https://arxiv.org/abs/" + paper.id().value(), ""));
    }
    if (paper.doi() != null) {
      facts.add(new Fact("DOI", paper.doi(), "https://doi.org/" + paper.doi(), ""));
    }
    if (paper.journalReference() != null) {
      facts.add(new Fact("Appeared in", paper.journalReference(), "", ""));
    }
    if (paper.comment() != null) {
      facts.add(new Fact("Authors' comment", paper.comment(), "", ""));
    }
    OpenAlex.of(database, paper.id())
        .ifPresent(fact ->
            facts.add(
                new Fact(
                    "Cited by",
                    "%s, says %s on %s"
                        .formatted(
                            Words.count(fact.citations(), "work", "works"),
                            fact.source(),
                            Words.date(fact.asOf().atZone(ZoneOffset.UTC).toLocalDate())),
                    fact.work(),
                    "")));
    Integer comments = paper.tally().said().comments();
    if (comments != null) {
      facts.add(
          new Fact(
              "Discussion", Words.count(comments, "comment", "comments") + " elsewhere", "", ""));
    }
    return facts;
  }

  private static Fact date(String term, org.offprint.catalog.paper.SaidDate date) {
    return new Fact(term, Words.date(date), "", date.text());
  }

  private List<Link> links(Paper paper) {
    List<Link> links = new ArrayList<>();
    if (paper.id().isArxiv()) {
      links.add(Link.to("PDF at arXiv", "https://arxiv.org/pdf/" + paper.id().value()));
      links.add(Link.to("Abstract at arXiv", "https://arxiv.org/abs/" + paper.id().value()));
    } else if (paper.id().isDoi()) {
      links.add(Link.to("Publisher", "https://doi.org/" + paper.id().value()));
    }
    for (PaperLink link : paper.links()) {
      String host = bare(link.url());
      String by =
          AddedLinks.addedBy(link)
              .flatMap(accounts::byId)
              .filter(account -> account.state() != Account.State.deleted)
              .map(account -> ", added by " + account.name())
              .orElse("");
      links.add(new Link(words(link.kind()), link.url(), host + by));
    }
    return links;
  }

  private static String words(PaperLink.Kind kind) {
    return switch (kind) {
      case code -> "Code";
      case project -> "Project page";
      case model -> "Model";
      case dataset -> "Data set";
      case media -> "Media";
    };
  }

  private static FoundHere found(FoundLink link) {
    String where =
        switch (link.place()) {
          case ABSTRACT -> "found in the abstract";
          case COMMENT -> "found in the authors' comment";
        };
    @Nullable Instant checked = link.checked();
    String when = checked == null ? "" : Words.date(checked.atZone(ZoneOffset.UTC).toLocalDate());
    String state =
        link.state() == null
            ? ""
            : switch (link.state()) {
              case ok -> "; there on " + when;
              case moved ->
                  "; on %s it led to %s".formatted(when, bare(String.valueOf(link.movedTo())));
              case gone -> "; gone on " + when;
              case unclear -> "; no clear answer on " + when;
            };
    return new FoundHere(words(link.kind()), link.url(), bare(link.url()), where + state);
  }

  private static String bare(String url) {
    return url.replaceFirst("^https?://(www\\.)?", "").replaceFirst("/+$", "");
  }

  /// Those of the paper's file, then those that only a run states: the file may have changed since.
  private List<ClaimLine> claims(Paper paper, List<Check> checks) {
    List<Evidence> runs =
        checks.stream().flatMap(check -> check.tasks().stream()).map(Measurement::run).toList();
    List<Claim> claims = new ArrayList<>(results.claims().ofPaper(paper.id()));
    for (Evidence run : runs) {
      Claim claim = run.result().task().claim();
      if (claims.stream().noneMatch(known -> PaperClaims.same(known, claim))) {
        claims.add(claim);
      }
    }
    return claims.stream()
        .map(claim ->
            new ClaimLine(
                claim,
                Claims.standsIn(paper.abstractText(), claim)
                    ? claim.howRead() + "; its numbers stand in the abstract above"
                    : claim.howRead(),
                runs.stream()
                    .filter(run ->
                        run.standing().measured()
                            && PaperClaims.same(run.result().task().claim(), claim))
                    .toList()))
        .toList();
  }

  private List<Check> checks(PaperId id) {
    Map<String, List<Results.Stored>> runs = new LinkedHashMap<>();
    for (Results.Stored stored : results.ofPaper(id)) {
      runs.computeIfAbsent(stored.result().method().id(), key -> new ArrayList<>()).add(stored);
    }
    List<Claim> claims = results.claims().ofPaper(id);
    List<Check> checks = new ArrayList<>();
    for (MethodEntry method : results.methodsOf(id)) {
      List<Results.Stored> all = runs.getOrDefault(method.id(), List.of());
      @Nullable Formula formula = results.formulas().ofMethod(method.id()).orElse(null);
      Standing standing =
          Standing.of(
              formula == null ? List.of() : List.of(formula),
              all.stream().map(Results.Stored::result).toList());
      checks.add(
          new Check(method, standing, since(standing, all), formula, measurements(all, claims)));
    }
    checks.sort(Comparator.comparing((Check check) -> check.standing().rung()).reversed());
    return leading(checks);
  }

  /// The first run that is evidence for the rung.
  private static @Nullable Evidence since(Standing standing, List<Results.Stored> runs) {
    return runs.stream()
        .filter(run -> run.result().rung().compareTo(standing.rung()) >= 0)
        .min(Comparator.comparing(run -> run.result().started()))
        .map(Evidence::of)
        .orElse(null);
  }

  /// In the order of the claims.
  private static List<Measurement> measurements(List<Results.Stored> runs, List<Claim> claims) {
    Map<String, List<Results.Stored>> ofTask = new LinkedHashMap<>();
    runs.stream()
        .sorted(Comparator.comparing(Results.Stored::result, Verdicts.COUNTS_FIRST))
        .forEach(run ->
            ofTask.computeIfAbsent(run.result().task().id(), key -> new ArrayList<>()).add(run));
    return ofTask.values().stream()
        .map(all ->
            new Measurement(
                Evidence.of(all.getFirst()),
                all.stream().skip(1).map(run -> earlier(run, all.getFirst())).toList(),
                false,
                false))
        .sorted(
            Comparator.comparing(
                    (Measurement one) -> place(one.run().result().task().claim(), claims))
                .thenComparing(one -> one.run().result().task().id()))
        .toList();
  }

  private static Earlier earlier(Results.Stored run, Results.Stored counts) {
    return new Earlier(
        Evidence.of(run),
        Boards.comparable(run.result().task(), counts.result().task())
            ? ""
            : "by another protocol");
  }

  private static int place(Claim claim, List<Claim> claims) {
    for (int i = 0; i < claims.size(); i++) {
      if (PaperClaims.same(claims.get(i), claim)) {
        return i;
      }
    }
    return claims.size();
  }

  /// Opens the chart of the first task of each claim.
  private static List<Check> leading(List<Check> checks) {
    List<Claim> seen = new ArrayList<>();
    return checks.stream()
        .map(check ->
            new Check(
                check.method(),
                check.standing(),
                check.since(),
                check.formula(),
                check.tasks().stream()
                    .map(task -> {
                      Claim claim = task.run().result().task().claim();
                      boolean lead =
                          seen.stream().noneMatch(known -> PaperClaims.same(known, claim));
                      boolean first = seen.isEmpty();
                      if (lead) {
                        seen.add(claim);
                      }
                      return new Measurement(task.run(), task.earlier(), lead, first);
                    })
                    .toList()))
        .toList();
  }
}
