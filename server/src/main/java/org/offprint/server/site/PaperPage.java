package org.offprint.server.site;

import gg.jte.Content;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.result.Claim;
import org.offprint.catalog.result.Formula;
import org.offprint.server.cite.PaperMeta;
import org.offprint.server.result.Results.MethodEntry;

/// A paper's page.
///
/// @param text abstract, own summary or a source's summary, in paragraphs; null where there is none
/// @param textName what the text is: "Abstract", "Summary by Offprint"
/// @param summaryName whose summary `ownSummary` is
/// @param facts dates, versions, identifiers and the like, in the order shown
/// @param claims what it claims, beside what was measured of it
/// @param checks its methods here, those with a run first
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
    @Nullable Integer votes,
    List<ClaimLine> claims,
    List<Check> checks,
    String needs,
    List<Row> similar,
    PaperMeta meta) {
  /// Words and where they lead; nowhere when the address is empty.
  public record Link(String words, String href, String note) {
    public static Link to(String words, String href) {
      return new Link(words, href, "");
    }
  }

  /// A term and what is known of it.
  ///
  /// @param datetime the machine's form where it is a date, else empty
  public record Fact(String term, String words, String href, String datetime) {}

  /// @param howRead where the claim was read, and whether its numbers stand in the abstract here
  /// @param measured the newest run that judges it; null where nobody has measured it
  public record ClaimLine(Claim claim, String howRead, @Nullable Evidence measured) {
    /// `81.6 %, against 81.5 %`, or that the paper names no number.
    public String claimed() {
      Double value = claim.value();
      Double baseline = claim.baseline();
      if (value == null) {
        return "no number";
      }
      boolean change = claim.metric().contains("change") || claim.metric().contains("gain");
      return Words.value(value, claim.unit())
          + (baseline == null || (change && baseline == 0)
              ? ""
              : ", against " + Words.value(baseline, claim.unit()));
    }
  }

  /// A method of the paper and the newest run of each of its tasks.
  ///
  /// @param earlier the other runs, newest first: a verdict that was given stays to be seen
  /// @param formula null where no golden values agree yet
  public record Check(
      MethodEntry method,
      Standing standing,
      @Nullable Formula formula,
      List<Evidence> runs,
      List<Evidence> earlier) {
    boolean open() {
      return formula == null && runs.isEmpty();
    }

    /// How many golden values agree with what.
    public String goldens() {
      return formula == null ? "" : Standing.goldens(formula.check());
    }
  }

  public boolean attempted() {
    return checks.stream().anyMatch(check -> !check.open());
  }

  /// Whether some claim has been measured here.
  public boolean measured() {
    return checks.stream().anyMatch(check -> !check.runs().isEmpty());
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

  public String id() {
    return paper.id().value();
  }

  public String href() {
    return Addresses.paper(paper.id());
  }
}
