package org.offprint.server.site;

import gg.jte.Content;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.result.Claim;
import org.offprint.catalog.result.Formula;
import org.offprint.server.cite.PaperMeta;
import org.offprint.server.result.Results.MethodEntry;
import org.offprint.server.submit.Submissions;
import org.offprint.server.vote.Votes;

/// A paper's page.
///
/// @param text abstract, own summary or a source's summary, in paragraphs; null where there is none
/// @param textName what the text is: "Abstract", "Summary by Offprint"
/// @param summaryName whose summary `ownSummary` is
/// @param facts dates, versions, identifiers and the like, in the order shown
/// @param found addresses that stand in its abstract or comment and that nobody linked otherwise
/// @param claims what it claims, beside what was measured of it
/// @param standing of all its methods together
/// @param checks its methods here, those with a run first
/// @param versions with what each changed, the newest first
/// @param meta what the head tells programs
/// @param needs what a check at small scale needs; empty as a rule
public record PaperPage(
    Frame frame,
    Paper paper,
    Content title,
    List<Link> authors,
    String moreAuthors,
    @Nullable Content text,
    String textName,
    @Nullable Content ownSummary,
    String summaryName,
    List<Fact> facts,
    List<Link> links,
    List<FoundHere> found,
    @Nullable Integer votes,
    List<Submissions.Brought> brought,
    Votes.Count here,
    List<ClaimLine> claims,
    Standing standing,
    List<Check> checks,
    String needs,
    List<VersionLine> versions,
    List<Row> similar,
    PaperMeta meta) {
  /// Words and where they lead; nowhere when the address is empty.
  public record Link(String words, String href, String note) {
    public static Link to(String words, String href) {
      return new Link(words, href, "");
    }
  }

  /// An address that stands in the paper's own text.
  ///
  /// @param words what it is: "Code"
  /// @param place the address without its scheme
  /// @param state where it was found, and whether it was still there when it was asked
  public record FoundHere(String words, String href, String place, String state) {}

  /// A term and what is known of it.
  ///
  /// @param datetime the machine's form where it is a date, else empty
  public record Fact(String term, String words, String href, String datetime) {}

  /// @param howRead where the claim was read, and whether its numbers stand in the abstract here
  /// @param measured the run that counts of each task that judges it; none where nobody has
  ///   measured it
  public record ClaimLine(Claim claim, String howRead, List<Evidence> measured) {
    public String claimed() {
      return Evidence.claimed(claim);
    }

    /// How many rows of the table it takes.
    public int rows() {
      return Math.max(1, measured.size());
    }
  }

  /// A method of the paper and what was measured of it.
  ///
  /// @param since when and by which run it came to its rung; null where no run says so
  /// @param formula null where no golden values agree yet
  public record Check(
      MethodEntry method,
      Standing standing,
      @Nullable Evidence since,
      @Nullable Formula formula,
      List<Measurement> tasks) {
    boolean open() {
      return formula == null && tasks.isEmpty();
    }

    /// How many golden values agree with what.
    public String goldens() {
      return formula == null ? "" : Standing.goldens(formula.check());
    }
  }

  /// A task of a method.
  ///
  /// @param run the one that counts
  /// @param earlier the other runs, newest first: a verdict that was given stays to be seen
  /// @param lead whether it is the first of its claim, whose chart stands open
  /// @param first whether it is the first of the page, whose curves stand open too
  public record Measurement(Evidence run, List<Earlier> earlier, boolean lead, boolean first) {}

  /// @param note that its protocol was another; empty as a rule
  public record Earlier(Evidence run, String note) {}

  public boolean attempted() {
    return checks.stream().anyMatch(check -> !check.open());
  }

  /// Whether some claim has been measured here.
  public boolean measured() {
    return standing.measured();
  }

  /// The only measurement, where there is only one: its verdict is then the answer.
  public @Nullable Evidence only() {
    List<Measurement> all = checks.stream().flatMap(check -> check.tasks().stream()).toList();
    return all.size() == 1 ? all.getFirst().run() : null;
  }

  /// How many tasks have a verdict.
  public int verdicts() {
    return (int)
        checks.stream()
            .flatMap(check -> check.tasks().stream())
            .filter(task -> task.run().standing().measured())
            .count();
  }

  /// Whether no later method of the paper is checked by the same golden values: they are then told
  /// once, after the last.
  public boolean lastOfItsGoldens(Check check) {
    Formula formula = check.formula();
    return formula != null
        && checks.stream()
            .filter(other ->
                other.formula() != null
                    && other.formula().check().golden().equals(formula.check().golden()))
            .reduce((earlier, later) -> later)
            .filter(check::equals)
            .isPresent();
  }

  /// Methods that nobody has implemented or run here.
  public List<Check> open() {
    return checks.stream().filter(Check::open).toList();
  }

  /// Those who brought the paper and said nothing of it.
  public List<Submissions.Brought> silently() {
    return brought.stream().filter(one -> one.words().isEmpty()).toList();
  }

  /// Whether there is more to say of its versions than how many there are.
  public boolean hasHistory() {
    return versions.size() > 1;
  }

  public String id() {
    return paper.id().value();
  }

  public String href() {
    return Addresses.paper(paper.id());
  }
}
