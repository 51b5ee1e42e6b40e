package org.offprint.server.ingest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Listing;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.paper.Tally;

/// A day's list as a Hugging Face-compatible server answers it, read at a known moment. An Offprint
/// that is asked for `exact` says when its counts were read and what it does not know; another
/// server's counts are as old as the look at them.
///
/// Two servers that follow each other come to rest: a count keeps the moment at which it was first
/// read, so that going round it never becomes younger than what it was copied from.
public record DailyList(LocalDate day, Instant looked) {
  /// The entries of an answer.
  ///
  /// @throws ImportRefused if it is no list
  public List<Raw> read(String source, byte[] answer) {
    List<Raw> records = new ArrayList<>();
    try (SourceFile file = SourceFile.of(source, new ByteArrayInputStream(answer))) {
      if (!file.opening().stripLeading().startsWith("[")) {
        throw new ImportRefused(
            "%s answered %s: expected a JSON list of papers"
                .formatted(source, Fields.cut(PlainText.line(file.opening()))));
      }
      new JsonDocument(new JsonForms(List.of(new InList()))).read(file, records::add);
    } catch (IOException e) {
      throw new ImportRefused("%s broke off: %s".formatted(source, e.getMessage()));
    }
    return records;
  }

  /// An entry, which says less of its day than the one who asked for it knows.
  private final class InList implements JsonForm {
    @Override
    public boolean fits(Fields record) {
      return record.isObject("paper");
    }

    @Override
    public Said read(Fields entry) {
      Fields exact = entry.object("exact");
      return exact == null ? ApiForm.entry(entry, day, looked) : exact(entry, exact);
    }
  }

  private Said exact(Fields entry, Fields exact) {
    Fields paper = ApiForm.paper(entry);
    String asOf = exact.text("asOf");
    return new Said.OfPaper(
        ApiForm.paper(
            paper,
            entry,
            asOf == null ? "" : asOf,
            counts(exact.object("counts")),
            exact.node("abstractKnown").asBoolean(true)),
        listing(paper.id("id"), exact.object("listing")));
  }

  private Tally counts(@Nullable Fields counts) {
    return counts == null
        ? Tally.UNKNOWN
        : new Tally(
            counts.count("upvotes"),
            counts.count("comments"),
            counts.count("codeStars"),
            moment(counts, "asOf"),
            moment(counts, "upvotesAsOf"),
            moment(counts, "commentsAsOf"),
            moment(counts, "codeStarsAsOf"),
            null,
            null);
  }

  /// A clock that is ahead would hold its counts against all later ones.
  private @Nullable Instant moment(Fields fields, String name) {
    Instant said = fields.instant(name);
    return said == null ? null : said.isAfter(looked) ? looked : said;
  }

  /// A named edition is its server's own: following a server brings the papers of it, not the page.
  private @Nullable Listing listing(PaperId id, @Nullable Fields listing) {
    if (listing == null || !Listing.DAILY.equals(listing.text("edition"))) {
      return null;
    }
    if (!day.equals(listing.day("day"))) {
      throw new Unreadable("'day' is %s in the list of %s".formatted(listing.day("day"), day));
    }
    Fields member = listing.object("submitter");
    return new Listing(
        day,
        id,
        Listing.DAILY,
        null,
        listing.instant("submittedAt"),
        member == null
            ? null
            : new Listing.Member(
                PlainText.line(member.neededText("name")),
                line(member.text("fullName")),
                line(member.text("avatar"))));
  }

  private static @Nullable String line(@Nullable String text) {
    return Optional.ofNullable(text)
        .map(PlainText::line)
        .filter(Predicate.not(String::isEmpty))
        .orElse(null);
  }
}
