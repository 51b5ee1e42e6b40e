package org.offprint.server.talk;

import gg.jte.Content;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offprint.server.talk.Marks.Mark;

/// A comment as a page shows it.
///
/// @param depth how far it is indented: 0 to {@link #DEEPEST}
/// @param flat whether it is deeper than that, so that whom it answers must be said
/// @param answered the comment that it answers; null for one about the paper
/// @param title of its paper; empty where the page is the paper's
/// @param html null where there is nothing to show to whoever looks
/// @param own whether whoever looks wrote it
/// @param curates whether whoever looks may hide it
/// @param writes whether whoever looks may answer it
public record Line(
    Comment comment,
    int depth,
    boolean flat,
    @Nullable Comment answered,
    String title,
    Set<Mark> marks,
    @Nullable Content html,
    boolean own,
    boolean curates,
    boolean writes) {
  public static final int DEEPEST = 4;

  public boolean author() {
    return marks.contains(Mark.author);
  }
}
