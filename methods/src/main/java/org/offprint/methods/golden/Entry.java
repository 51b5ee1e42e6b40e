package org.offprint.methods.golden;

import java.util.List;

/// A paper of the first edition and where it stands in this library.
///
/// @param number of the paper on the first edition's page, 1 to 55
/// @param arxiv `2411.09009`
/// @param method the name on the command line and of its golden file: `cut-cross-entropy`
/// @param files the classes that implement the paper, the main one first
/// @param limits what the golden values do not cover and what of the paper is left out, with the
///   reason; empty where nothing is
public record Entry(int number, String arxiv, String method, List<Class<?>> files, String limits) {
  public Entry {
    files = List.copyOf(files);
  }
}
