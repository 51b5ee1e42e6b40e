package org.offprint.catalog.paper;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One version of a paper, from 1.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Version(int number, @Nullable Instant submitted, @Nullable String size) {
  public Version {
    if (number < 1) {
      throw new IllegalArgumentException(
          "version %d does not exist: versions count from 1".formatted(number));
    }
  }
}
