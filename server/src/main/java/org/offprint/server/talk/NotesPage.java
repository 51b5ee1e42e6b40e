package org.offprint.server.talk;

import java.util.List;

/// Somebody's private notes.
public record NotesPage(List<Notes.Note> notes, int page, boolean more) {}
