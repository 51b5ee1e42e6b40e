package org.offprint.server.digest;

import java.util.List;

/// An issue in words, for the HTML part, the text part and the page in the browser, which say the
/// same.
///
/// @param language the tag for `lang`
/// @param subject of the mail, and title of the document
/// @param preheader what a list of mails shows behind the subject
/// @param site its name
/// @param home its address
/// @param date of the issue, in words
/// @param number "Issue 12"
/// @param counts "34 papers matched, 10 are shown"
/// @param restWords what leads to those that are not shown; empty where all are
/// @param standing how the last list stands; empty where no category is followed
/// @param mark the shape of that state
/// @param quiet what is said where there is nothing; empty as a rule
/// @param why the reader gets this
/// @param browser the address of this issue
public record DigestView(
    String language,
    String subject,
    String preheader,
    String site,
    String home,
    String date,
    String number,
    String counts,
    String restWords,
    String standing,
    String mark,
    List<String> quiet,
    List<Section> sections,
    List<Section> rest,
    String why,
    String browser,
    String browserWords,
    String manage,
    String manageWords,
    String leave,
    String leaveWords,
    String thanks) {
  /// @param title empty where there is but one
  public record Section(String title, List<Entry> entries) {
    public Section {
      entries = List.copyOf(entries);
    }
  }

  /// A paper.
  ///
  /// @param path of its page, from the root of the server
  /// @param href the same, whole
  /// @param by its authors; may be empty
  /// @param facts category, votes, comments, code; may be empty
  /// @param gist the beginning of its abstract; may be empty
  /// @param verdict what runs of it showed, and the outcome's word where there is one outcome; may
  ///   be empty
  /// @param why it is here
  public record Entry(
      int number,
      String title,
      String path,
      String href,
      String by,
      String facts,
      String gist,
      String verdict,
      String outcome,
      String why) {}

  public DigestView {
    quiet = List.copyOf(quiet);
    sections = List.copyOf(sections);
    rest = List.copyOf(rest);
  }
}
