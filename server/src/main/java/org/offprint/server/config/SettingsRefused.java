package org.offprint.server.config;

import java.util.List;
import java.util.stream.Collectors;

/// The settings cannot be used. Carries every mistake, so that they can be put right in one go.
public final class SettingsRefused extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final transient List<Mistake> mistakes;

  SettingsRefused(List<Mistake> mistakes) {
    super(
        mistakes.stream()
            .map(mistake -> "\n  " + mistake)
            .collect(
                Collectors.joining(
                    "",
                    "%d of the settings cannot be used:".formatted(mistakes.size()),
                    "\n  docs/settings.md lists all settings.")));
    this.mistakes = List.copyOf(mistakes);
  }

  public List<Mistake> mistakes() {
    return mistakes;
  }
}
