package org.offprint.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsReferenceTest {
  private static final String REWRITE =
      "./mvnw -q -pl server -am test -Dtest=SettingsReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Doffprint.rewrite=true";

  @Test
  void thePageOfSettingsSaysWhatTheCodeSays() throws IOException {
    Path page = Path.of("..", "docs", "settings.md");
    String written = SettingsReference.markdown(Settings.class);
    if (Boolean.getBoolean("offprint.rewrite")) {
      Files.writeString(page, written);
    }
    assertThat(Files.exists(page) ? Files.readString(page) : "")
        .as("docs/settings.md is out of date; rewrite it by: " + REWRITE)
        .isEqualTo(written);
  }
}
