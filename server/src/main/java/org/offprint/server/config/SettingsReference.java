package org.offprint.server.config;

import java.lang.reflect.RecordComponent;

/// The page `docs/settings.md`, written from the records.
final class SettingsReference {
  private SettingsReference() {}

  private static final String HEAD =
      """
      # Settings

      *This page is written from the code: `org.offprint.server.config`. A test fails when it is out of date and says how to rewrite it.*

      Nothing has to be set. What is set is read from four places, and the later wins:

      1. the default, below;
      2. `offprint.properties` in the data folder, or the file that `--config FILE` or `OFFPRINT_CONFIG` names: one `key = value` a line, `#`
         before a comment, nothing escaped;
      3. the environment: `server.port` is `OFFPRINT_SERVER_PORT`;
      4. the command line.

      A secret can also be read from a file: `OFFPRINT_DATABASE_PASSWORD_FILE=/run/secrets/password` in the environment, or
      `database.password-file` in the file of settings. A line break at its end does not count.

      A key that does not exist, or a value that cannot be used, stops the server, and all such mistakes are reported at once.
      `./offprint settings` prints the values that hold and where each came from, with secrets masked. The data folder itself is chosen by
      `--data DIR` or `OFFPRINT_DATA`.
      """;

  static String markdown(Class<?> root) {
    StringBuilder page = new StringBuilder(HEAD);
    for (RecordComponent group : Definition.groups(root)) {
      page.append("\n## ").append(group.getAnnotation(Group.class).value()).append('\n');
      Definition.of(group.getType()).forEach(definition -> append(page, definition));
    }
    return page.toString();
  }

  private static void append(StringBuilder page, Definition definition) {
    String def = definition.setting().def();
    page.append("\n### `")
        .append(definition.key())
        .append("`\n\n")
        .append(definition.setting().text())
        .append("\n\n");
    page.append("| | |\n| --- | --- |\n");
    page.append("| default | ").append(def.isEmpty() ? "empty" : "`" + def + "`").append(" |\n");
    page.append("| takes | ")
        .append(Values.expected(definition).replace("|", "\\|"))
        .append(" |\n");
    page.append("| variable | `").append(Definition.variable(definition.key())).append('`');
    if (definition.secret()) {
      page.append(" or `").append(Definition.variable(definition.fileKey())).append('`');
    }
    page.append(" |\n");
  }
}
