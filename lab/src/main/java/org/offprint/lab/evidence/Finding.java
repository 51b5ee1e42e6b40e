package org.offprint.lab.evidence;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// One thing that is wrong with a zip of evidence.
///
/// @param file the entry that it is about; empty where it is about the zip as a whole
/// @param what for a person: what is there, what was expected, and where as exactly as can be known
public record Finding(String file, Kind kind, String what) {
  public enum Kind {
    /// The manifest names it and it is not there.
    MISSING,
    /// It is there and the manifest does not name it.
    ADDED,
    /// Its bytes are not those that were signed.
    CHANGED,
    /// The manifest is not what the key signed, or another key signed it than was asked for.
    SIGNATURE,
    /// A result that contradicts itself or the rest.
    CONTENT,
    /// A name that could do harm where the zip is unpacked.
    NAME,
    /// The zip itself is damaged, cut off, or no zip.
    ZIP;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// `changed results/…json: byte 1,204 …`, as a person reads it.
  public String line() {
    return "%-9s %s%s".formatted(kind.word(), file.isEmpty() ? "" : file + ": ", what);
  }
}
