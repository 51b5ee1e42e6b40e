package org.offprint.lab.task;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.offprint.catalog.result.Claim;
import org.offprint.catalog.result.PaperClaims;

/// The claims that tasks are about, from the file of their paper: `claims/2411.09009.json`.
public final class Claims {
  private Claims() {}

  /// @param paper its arXiv identifier
  /// @param position of the claim in the file, from 1
  public static Claim of(String paper, int position) {
    String file = "/claims/" + paper + ".json";
    try (InputStream in = Claims.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "there is no %s on the class path: expected a file of the paper's claims"
                .formatted(file));
      }
      List<Claim> claims =
          PaperClaims.parse(file, new String(in.readAllBytes(), StandardCharsets.UTF_8)).claims();
      if (position < 1 || position > claims.size()) {
        throw new IllegalArgumentException(
            "%s has %d claims and no claim %d".formatted(file, claims.size(), position));
      }
      return claims.get(position - 1);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
