package org.offprint.server.result;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.plugin.PluginJar;
import org.offprint.catalog.result.Claim;
import org.offprint.catalog.result.PaperClaims;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/// What the papers of the first edition and of plug-ins claim. The files come with the build and
/// with the plug-ins' jars, and are not stored.
public final class Claims {
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?");

  private final Map<String, PaperClaims> byPaper = new TreeMap<>();

  public Claims(Collection<PaperClaims> all) {
    all.forEach(one -> byPaper.put(one.paper().value(), one));
  }

  /// Those of this build.
  public static Claims bundled() {
    try {
      var all = new java.util.ArrayList<PaperClaims>();
      for (Resource file :
          new PathMatchingResourcePatternResolver().getResources("classpath*:/claims/*.json")) {
        all.add(
            PaperClaims.parse(
                String.valueOf(file.getFilename()),
                file.getContentAsString(StandardCharsets.UTF_8)));
      }
      return new Claims(all);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the claims of this build", e);
    }
  }

  /// These, and those of papers that plug-ins bring.
  Claims with(Collection<PluginJar> plugins) {
    Claims all = new Claims(byPaper.values());
    plugins.forEach(plugin -> all.byPaper.put(plugin.paper().id().value(), plugin.claims()));
    return all;
  }

  public List<Claim> ofPaper(PaperId paper) {
    PaperClaims claims = byPaper.get(paper.value());
    return claims == null ? List.of() : claims.claims();
  }

  /// Whether the abstract that is stored here has the claim's own numbers in its text, which is how
  /// a claim that was read in an abstract is checked.
  public static boolean standsIn(@Nullable String abstractText, Claim claim) {
    Double value = claim.value();
    if (abstractText == null || value == null) {
      return false;
    }
    Double baseline = claim.baseline();
    return contains(abstractText, value)
        && (baseline == null || baseline == 0 || contains(abstractText, baseline));
  }

  private static boolean contains(String text, double number) {
    Matcher matcher = NUMBER.matcher(text);
    while (matcher.find()) {
      if (Double.parseDouble(matcher.group()) == Math.abs(number)) {
        return true;
      }
    }
    return false;
  }
}
