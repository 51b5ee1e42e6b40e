package org.offprint.lab.task;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.offprint.catalog.plugin.PluginJar;
import org.offprint.catalog.result.Claim;
import org.offprint.catalog.result.PaperClaims;

/// The claims that tasks are about, from the file of their paper: `claims/2411.09009.json`.
public final class Claims {
  private Claims() {}

  /// @param paper its arXiv identifier
  /// @param position of the claim in the file, from 1
  public static Claim of(String paper, int position) {
    return read(Claims.class, "/claims/" + paper + ".json", position);
  }

  /// A claim of a plug-in, from the `claims.json` of its jar.
  ///
  /// @param plugin any class of the jar
  /// @param position of the claim in the file, from 1
  public static Claim of(Class<?> plugin, int position) {
    return read(plugin, "/" + PluginJar.FOLDER + "claims.json", position);
  }

  private static Claim read(Class<?> beside, String file, int position) {
    try (InputStream in = beside.getResourceAsStream(file)) {
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
