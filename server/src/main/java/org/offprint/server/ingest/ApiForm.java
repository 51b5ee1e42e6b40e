package org.offprint.server.ingest;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.Origin;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.PaperLink;
import org.offprint.catalog.paper.Tally;

/// What the Hugging Face API answers: an entry of a daily list or of a search (`paper` inside), and
/// a paper by itself. An answer does not say when it was given, so its counts are older than any
/// count with a time.
sealed interface ApiForm extends JsonForm {
  record Entry() implements ApiForm {
    @Override
    public boolean fits(Fields record) {
      return record.isObject("paper");
    }

    @Override
    public Said read(Fields record) {
      return entry(record, null, null);
    }
  }

  record Single() implements ApiForm {
    @Override
    public boolean fits(Fields record) {
      return record.has("discussionId")
          || (record.has("summary") && record.has("upvotes") && record.has("publishedAt"));
    }

    @Override
    public Said read(Fields record) {
      return said(record, record, null, null);
    }
  }

  /// @param day of the list, where the entry stands in one; else the entry's own word counts
  static Said entry(Fields entry, @Nullable LocalDate day, @Nullable Instant snapshot) {
    return said(paper(entry), entry, day, snapshot);
  }

  static Fields paper(Fields entry) {
    Fields paper = entry.object("paper");
    if (paper == null) {
      throw new Unreadable("'paper' is missing in the entry");
    }
    return paper;
  }

  private static Said said(
      Fields paper, Fields entry, @Nullable LocalDate givenDay, @Nullable Instant snapshot) {
    return new Said.OfPaper(
        paper(
            paper,
            entry,
            snapshot == null ? "" : snapshot.toString(),
            new Tally(
                paper.count("upvotes"),
                entry.count("numComments"),
                paper.count("githubStars"),
                snapshot),
            true),
        listing(paper.id("id"), paper, entry, givenDay));
  }

  /// @param asOf the source's own date of the record, or empty
  /// @param abstractKnown whether `summary` holds the authors' abstract
  static Paper paper(Fields paper, Fields entry, String asOf, Tally counts, boolean abstractKnown) {
    PaperId id = paper.id("id");
    String title = paper.text("title") != null ? paper.text("title") : entry.neededText("title");
    String summary = paper.text("summary") != null ? paper.text("summary") : entry.text("summary");
    Draft draft =
        new Draft(id)
            .title(title == null ? "" : title)
            .abstractText(abstractKnown ? summary : null)
            .machineSummary(paper.text("ai_summary"));
    paper.objects("authors").forEach(author -> author(draft, author));
    paper.texts("ai_keywords").forEach(draft::keyword);
    draft.published = paper.date("publishedAt");
    draft.withdrawn = paper.instant("withdrawnAt");
    organisation(draft, paper.object("organization") != null ? paper : entry);
    String addedBy = paper.text("githubRepoAddedBy");
    draft
        .link(
            PaperLink.Kind.code,
            paper.text("githubRepo"),
            addedBy == null ? DailyForm.SOURCE : addedBy)
        .link(PaperLink.Kind.project, paper.text("projectPage"), DailyForm.SOURCE);
    Fields media = paper.isArray("mediaUrls") ? paper : entry;
    media
        .texts("mediaUrls")
        .forEach(url -> draft.link(PaperLink.Kind.media, url, DailyForm.SOURCE));
    draft.tally = counts;
    return draft.paper(DailyForm.SOURCE, Origin.Rank.archive, asOf);
  }

  private static void author(Draft draft, Fields author) {
    if (author.node("hidden").asBoolean(false)) {
      return; // taken off the paper's list on the server it came from
    }
    Fields user = author.object("user");
    draft.author(author.neededText("name"), null, null, user == null ? null : account(user));
  }

  private static void organisation(Draft draft, Fields holder) {
    Fields organisation = holder.object("organization");
    if (organisation != null && organisation.text("name") != null) {
      String name = organisation.neededText("name");
      String full = organisation.text("fullname");
      draft.organisation(Draft.slug(name), full == null ? name : full, organisation.text("avatar"));
    }
  }

  private static @Nullable Listing listing(
      PaperId id, Fields paper, Fields entry, @Nullable LocalDate givenDay) {
    Instant submitted = paper.instant("submittedOnDailyAt");
    LocalDate day = givenDay;
    if (day == null) {
      if (submitted == null) {
        return null;
      }
      day = submitted.atZone(ZoneOffset.UTC).toLocalDate();
    }
    Fields member =
        entry.isObject("submittedBy")
            ? entry.object("submittedBy")
            : paper.object("submittedOnDailyBy");
    return new Listing(
        day, id, Listing.DAILY, null, submitted, member == null ? null : member(member));
  }

  private static Listing.@Nullable Member member(Fields user) {
    String name = account(user);
    return name == null
        ? null
        : new Listing.Member(name, line(user.text("fullname")), line(user.text("avatarUrl")));
  }

  /// The account's name stands under `name` or `user`, depending on the form of the user object.
  private static @Nullable String account(Fields user) {
    String name = user.text("user") != null ? user.text("user") : user.text("name");
    return line(name);
  }

  private static @Nullable String line(@Nullable String text) {
    String clean = text == null ? "" : PlainText.line(text);
    return clean.isEmpty() ? null : clean;
  }
}
