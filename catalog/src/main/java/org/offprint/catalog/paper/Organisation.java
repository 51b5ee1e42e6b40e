package org.offprint.catalog.paper;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Who stands behind a paper: `slug` is the key in addresses, `name` what people read.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Organisation(String slug, String name, @Nullable String avatar) {
  private static final Pattern SLUG = Pattern.compile("[\\w.-]{1,96}");

  public Organisation {
    if (!SLUG.matcher(slug).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not an organisation's key: expected letters, digits, '.', '_' and '-'"
              .formatted(slug));
    }
  }
}
