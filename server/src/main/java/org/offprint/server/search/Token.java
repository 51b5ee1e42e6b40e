package org.offprint.server.search;

/// A word of a text.
///
/// @param word lower case, without accents
/// @param stem what the index holds: `losses` and `loss` have one stem
/// @param position place in the text, counted in words; a compound stands where its first part does
/// @param start where it begins in the text that was given
/// @param end where it ends there
/// @param compound true for two parts written as one, `crossentropy`, beside the parts themselves
/// @param common true for words such as `the` that the index leaves out
record Token(
    String word, String stem, int position, int start, int end, boolean compound, boolean common) {}
