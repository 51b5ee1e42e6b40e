package org.offprint.server.digest;

import org.offprint.server.digest.DigestView.Entry;
import org.offprint.server.digest.DigestView.Section;
import org.offprint.server.mail.Lines;

/// An issue as plain text: for those who read it so, and for programs that read it out.
final class DigestText {
  private static final int WIDTH = 72;

  private DigestText() {}

  static String of(DigestView view) {
    StringBuilder text = new StringBuilder();
    text.append(view.site().toUpperCase(java.util.Locale.ROOT)).append('\n');
    text.append(view.date()).append(" · ").append(view.number()).append('\n');
    text.append("=".repeat(WIDTH)).append("\n\n");
    text.append(Lines.wrapped(view.counts() + ".", ""));
    if (!view.restWords().isEmpty()) {
      text.append(view.restWords()).append(":\n").append(view.browser()).append('\n');
    }
    if (!view.standing().isEmpty()) {
      text.append(Lines.wrapped(view.standing(), ""));
    }
    view.quiet().forEach(sentence -> text.append('\n').append(Lines.wrapped(sentence, "")));
    for (Section section : view.sections()) {
      text.append("\n\n").append(section.title()).append('\n');
      text.append("-".repeat(section.title().length())).append('\n');
      section.entries().forEach(entry -> append(text, entry));
    }
    text.append("\n\n-- \n");
    text.append(Lines.wrapped(view.why(), ""));
    text.append('\n').append(view.manageWords()).append(":\n").append(view.manage()).append('\n');
    text.append(view.leaveWords()).append(":\n").append(view.leave()).append('\n');
    return text.append('\n').append(Lines.wrapped(view.thanks(), "")).toString();
  }

  private static void append(StringBuilder text, Entry entry) {
    String indent = "    ";
    String title = Lines.wrapped(entry.title(), indent);
    text.append('\n')
        .append("%2d. ".formatted(entry.number()))
        .append(title.substring(indent.length()));
    if (!entry.by().isEmpty()) {
      text.append(Lines.wrapped(entry.by(), indent));
    }
    if (!entry.facts().isEmpty()) {
      text.append(Lines.wrapped(entry.facts(), indent));
    }
    if (!entry.verdict().isEmpty()) {
      text.append(Lines.wrapped("» " + entry.verdict(), indent));
    }
    if (!entry.gist().isEmpty()) {
      text.append('\n').append(Lines.wrapped(entry.gist(), indent)).append('\n');
    }
    if (!entry.why().isEmpty()) {
      text.append(Lines.wrapped("→ " + entry.why(), indent));
    }
    text.append(indent).append(entry.href()).append('\n');
  }
}
