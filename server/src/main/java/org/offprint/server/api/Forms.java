package org.offprint.server.api;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Organisation;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperLink;
import org.offprint.catalog.paper.Tally;
import org.offprint.catalog.result.Formula;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.Rung;
import org.offprint.server.api.Shapes.AuthorShape;
import org.offprint.server.api.Shapes.CountsShape;
import org.offprint.server.api.Shapes.EntryShape;
import org.offprint.server.api.Shapes.FormulaShape;
import org.offprint.server.api.Shapes.LinkShape;
import org.offprint.server.api.Shapes.ListingShape;
import org.offprint.server.api.Shapes.MethodShape;
import org.offprint.server.api.Shapes.OrganisationShape;
import org.offprint.server.api.Shapes.PaperShape;
import org.offprint.server.api.Shapes.ResultShape;
import org.offprint.server.api.Shapes.ScoreShape;
import org.offprint.server.api.Shapes.VersionShape;
import org.offprint.server.feed.Days.Entry;
import org.offprint.server.feed.Trending;
import org.offprint.server.link.FoundLink;
import org.offprint.server.result.Results.MethodEntry;
import org.offprint.server.result.Results.Stored;
import org.offprint.server.web.PublicAddress;

/// What the store knows, in the shapes of the API.
record Forms(PublicAddress address) {
  PaperShape paper(Paper paper) {
    Tally tally = paper.tally();
    return new PaperShape(
        paper.id().value(),
        address.of("/papers/" + paper.id()),
        paper.title(),
        paper.abstractText(),
        paper.summary(),
        paper.machineSummary(),
        paper.authors().stream()
            .map(author -> new AuthorShape(author.name(), author.orcid(), author.affiliation()))
            .toList(),
        paper.knownAuthorCount(),
        organisation(paper.organisation()),
        paper.primaryCategory(),
        paper.categories(),
        paper.published() == null ? null : paper.published().text(),
        paper.updated() == null ? null : paper.updated().text(),
        paper.withdrawn(),
        paper.versions().stream()
            .map(version -> new VersionShape(version.number(), version.submitted()))
            .toList(),
        paper.doi(),
        paper.journalReference(),
        paper.comment(),
        paper.licence(),
        paper.links(),
        paper.keywords(),
        new CountsShape(tally.upvotes(), tally.comments(), tally.codeStars(), tally.asOf()));
  }

  static LinkShape link(PaperLink link) {
    return new LinkShape(link.kind().name(), link.url(), link.addedBy(), null, null, null, null);
  }

  static LinkShape link(FoundLink link) {
    return new LinkShape(
        link.kind().name(),
        link.url(),
        null,
        link.place().word(),
        link.state() == null ? null : link.state().name(),
        link.checked(),
        link.movedTo());
  }

  EntryShape entry(Entry entry) {
    return new EntryShape(paper(entry.paper()), listing(entry.listing()), score(entry));
  }

  private static @Nullable OrganisationShape organisation(@Nullable Organisation organisation) {
    return organisation == null
        ? null
        : new OrganisationShape(organisation.slug(), organisation.name());
  }

  private static @Nullable ListingShape listing(@Nullable Listing listing) {
    return listing == null
        ? null
        : new ListingShape(
            listing.day(),
            listing.edition(),
            listing.position(),
            listing.submitter() == null ? null : listing.submitter().name());
  }

  private static @Nullable ScoreShape score(Entry entry) {
    Optional<Instant> shown = entry.shownAt();
    if (shown.isEmpty()) {
      return null;
    }
    Tally tally = entry.paper().tally();
    return new ScoreShape(
        Trending.heat(tally, shown.get()),
        tally.upvotes(),
        tally.comments(),
        shown.get(),
        Trending.whyHere(entry.paper(), shown.get()));
  }

  MethodShape method(MethodEntry method, Optional<Formula> formula, Collection<Stored> runs) {
    return new MethodShape(
        method.id(),
        method.name(),
        method.paper().value(),
        method.number(),
        method.family(),
        method.needs(),
        Rung.reachedBy(formula.stream().toList(), runs.stream().map(Stored::result).toList())
            .words(),
        formula.map(Forms::formula).orElse(null));
  }

  private static FormulaShape formula(Formula formula) {
    return new FormulaShape(
        formula.check().reference(),
        formula.check().cases(),
        formula.check().passed(),
        formula.check().tolerance(),
        formula.check().largestError(),
        formula.files(),
        formula.limits());
  }

  ResultShape result(Stored stored) {
    Result result = stored.result();
    return new ResultShape(
        stored.id(),
        result.method().id(),
        result.task().id(),
        result.rung().words(),
        result.verdict().outcome().word(),
        result.verdict().scale().words(),
        result.verdict().reason(),
        result.started(),
        result.commit(),
        address.of("/runs/" + stored.id()));
  }
}
