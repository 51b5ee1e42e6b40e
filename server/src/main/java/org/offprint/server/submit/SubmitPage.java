package org.offprint.server.submit;

import org.jspecify.annotations.Nullable;
import org.offprint.server.submit.Submissions.Preview;

/// Where a member brings a paper.
///
/// @param text what was given before
/// @param words what was said of it before
/// @param preview which paper it is; null before anything was given
/// @param problem why it cannot be taken; empty as a rule
public record SubmitPage(
    String proof, String text, String words, @Nullable Preview preview, String problem) {}
