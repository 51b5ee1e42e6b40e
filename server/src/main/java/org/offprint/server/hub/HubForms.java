package org.offprint.server.hub;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Author;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Organisation;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperLink;
import org.offprint.catalog.paper.SaidDate;
import org.offprint.server.feed.Days.Entry;
import org.offprint.server.web.PublicAddress;

/// Papers in the form of the contract. It has no way to say "unknown" for counts, so an unknown
/// count is 0 here; `/api/v1` says null.
final class HubForms {
  private static final Pattern REPOSITORY =
      Pattern.compile(
          "https?://(?:www\\.)?(?:huggingface\\.co|hf\\.co)/(datasets/|spaces/)?([\\w.-]+/[\\w.-]+?)/?");

  private final PublicAddress address;

  HubForms(PublicAddress address) {
    this.address = address;
  }

  HubJson.Entry entry(Entry entry) {
    return entry(entry, null, null, null);
  }

  HubJson.Entry entry(
      Entry entry,
      @Nullable Boolean upvoted,
      @Nullable List<HubJson.Piece> highlightedTitle,
      @Nullable List<HubJson.Piece> highlightedSummary) {
    Paper paper = entry.paper();
    Listing listing = entry.listing();
    SaidDate published = paper.published();
    return new HubJson.Entry(
        paper(paper, listing, false),
        published == null ? null : HubTimes.newYorkClock(published.instant()),
        paper.title(),
        summary(paper),
        orNull(urls(paper, PaperLink.Kind.media)),
        thumbnail(paper),
        count(paper.tally().comments()),
        listing == null || listing.submitter() == null ? null : member(listing.submitter()),
        organisation(paper.organisation()),
        false,
        upvoted,
        highlightedTitle,
        highlightedSummary,
        null);
  }

  /// With what an Offprint that follows this one would otherwise have to guess.
  HubJson.Entry exact(Entry entry) {
    Paper paper = entry.paper();
    return entry(entry)
        .with(
            new HubJson.Exact(
                paper.origin().asOf(),
                paper.abstractText() != null,
                paper.tally().said(),
                entry.listing()));
  }

  /// @param withRepositories whether the models and data sets of the paper come along, as on its
  ///   own address
  HubJson.Paper paper(Paper paper, @Nullable Listing listing, boolean withRepositories) {
    @Nullable PaperLink code = first(paper, PaperLink.Kind.code);
    @Nullable PaperLink project = first(paper, PaperLink.Kind.project);
    HubJson.@Nullable Repositories repositories = withRepositories ? repositories(paper) : null;
    return new HubJson.Paper(
        paper.id().value(),
        authors(paper),
        orNull(urls(paper, PaperLink.Kind.media)),
        paper.published() == null ? null : HubTimes.utc(paper.published().instant()),
        listing == null ? null : HubTimes.startOf(listing.day()),
        paper.title(),
        listing == null || listing.submitter() == null ? null : account(listing.submitter()),
        summary(paper),
        count(paper.tally().upvotes()),
        HubKeys.id("discussion", paper.id().value()),
        project == null ? null : project.url(),
        code == null ? null : code.url(),
        code == null ? null : addedBy(code.addedBy()),
        paper.machineSummary(),
        orNull(paper.keywords()),
        code == null ? null : paper.tally().codeStars(),
        organisation(paper.organisation()),
        paper.withdrawn() == null ? null : HubTimes.utc(paper.withdrawn()),
        repositories == null ? null : repositories.models(),
        repositories == null ? null : repositories.models().size(),
        repositories == null ? null : repositories.datasets(),
        repositories == null ? null : repositories.datasets().size(),
        repositories == null ? null : repositories.spaces(),
        repositories == null ? null : repositories.spaces().size());
  }

  HubJson.Brief brief(Paper paper) {
    PaperLink project = first(paper, PaperLink.Kind.project);
    return new HubJson.Brief(
        paper.id().value(),
        paper.title(),
        thumbnail(paper),
        count(paper.tally().upvotes()),
        paper.published() == null ? null : HubTimes.utc(paper.published().instant()),
        authors(paper),
        summary(paper),
        project == null ? null : project.url());
  }

  HubJson.Repositories repositories(Paper paper) {
    return new HubJson.Repositories(
        repositories(paper, PaperLink.Kind.model, null),
        repositories(paper, PaperLink.Kind.dataset, "datasets/"),
        repositories(paper, PaperLink.Kind.project, "spaces/"));
  }

  private static List<HubJson.Repository> repositories(
      Paper paper, PaperLink.Kind kind, @Nullable String prefix) {
    return paper.links().stream()
        .filter(link -> link.kind() == kind)
        .map(link -> REPOSITORY.matcher(link.url()))
        .filter(Matcher::matches)
        .filter(match -> java.util.Objects.equals(match.group(1), prefix))
        .map(match -> new HubJson.Repository(match.group(2), List.of("arxiv:" + paper.id())))
        .distinct()
        .toList();
  }

  /// The authors' abstract; the bundled edition has our own words instead.
  static String summary(Paper paper) {
    return paper.abstractText() != null
        ? paper.abstractText()
        : paper.summary() != null ? paper.summary() : "";
  }

  private String thumbnail(Paper paper) {
    return address.of("/cards/" + paper.id() + ".png");
  }

  private static List<HubJson.Author> authors(Paper paper) {
    List<Author> authors = paper.authors();
    return java.util.stream.IntStream.range(0, authors.size())
        .mapToObj(place -> author(paper, place, authors.get(place)))
        .toList();
  }

  private static HubJson.Author author(Paper paper, int place, Author author) {
    String name = author.account();
    return new HubJson.Author(
        HubKeys.id("author", paper.id() + " " + place),
        name == null ? null : account(new Listing.Member(name, author.name(), null)),
        author.name(),
        null,
        false);
  }

  private static HubJson.Account account(Listing.Member member) {
    return new HubJson.Account(
        HubKeys.id("user", member.name()),
        avatar(member),
        false,
        fullName(member),
        member.name(),
        "user",
        member.name());
  }

  private static HubJson.Member member(Listing.Member member) {
    return new HubJson.Member(
        HubKeys.id("user", member.name()),
        avatar(member),
        fullName(member),
        member.name(),
        "user",
        false,
        false,
        false,
        false);
  }

  private static String fullName(Listing.Member member) {
    return member.fullName() == null ? member.name() : member.fullName();
  }

  private static String avatar(Listing.Member member) {
    return member.avatar() == null ? HubKeys.avatar(member.name()) : member.avatar();
  }

  private static HubJson.@Nullable Organisation organisation(@Nullable Organisation organisation) {
    return organisation == null
        ? null
        : new HubJson.Organisation(
            HubKeys.id("org", organisation.slug()),
            organisation.slug(),
            organisation.name(),
            organisation.avatar());
  }

  /// The contract knows three; a source that is none of them did not say, so the key is left out.
  private static @Nullable String addedBy(String who) {
    return switch (who) {
      case "user", "author" -> "user";
      case "admin", "edition" -> "admin";
      case "auto" -> "auto";
      default -> null;
    };
  }

  private static @Nullable PaperLink first(Paper paper, PaperLink.Kind kind) {
    return paper.links().stream().filter(link -> link.kind() == kind).findFirst().orElse(null);
  }

  private static List<String> urls(Paper paper, PaperLink.Kind kind) {
    return paper.links().stream().filter(link -> link.kind() == kind).map(PaperLink::url).toList();
  }

  private static @Nullable List<String> orNull(List<String> list) {
    return list.isEmpty() ? null : list;
  }

  private static int count(@Nullable Integer count) {
    return count == null ? 0 : count;
  }
}
