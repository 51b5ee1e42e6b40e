package org.offprint.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Everything that can be set, as it holds for this process. With nothing set, Offprint runs in one
/// process on its own database and can be reached from this machine only.
///
/// @param data the folder with everything that must be kept
/// @param effective every setting with its value and where that came from
public record Settings(
    Path data,
    @Group("The server") ServerSettings server,
    @Group("The site") SiteSettings site,
    @Group("The database") DatabaseSettings database,
    @Group("Ingest") IngestSettings ingest,
    @Group("Accounts") AccountSettings accounts,
    @Group("Mail") MailSettings mail,
    @Group("Signed mail") DkimSettings dkim,
    @Group("The digest") DigestSettings digest,
    @Group("Other sources") SourcesSettings sources,
    @Group("Links") LinksSettings links,
    @Group("Hooks") HookSettings hooks,
    @Group("Runs") RunSettings runs,
    @Group("Metrics") MetricsSettings metrics,
    @Group("The log") LogSettings log,
    List<Effective> effective) {
  /// The file that is read when no other is named, inside the data folder.
  public static final String FILE = "offprint.properties";

  public Settings {
    effective = List.copyOf(effective);
  }

  /// Reads the settings: defaults, then the file, then the environment, then the command line; the
  /// later wins.
  ///
  /// @param flags settings by key, from the command line; `config` names another file
  /// @param environment all variables; those that begin with `OFFPRINT_` count
  /// @param data the data folder, which need not exist yet
  /// @throws SettingsRefused if anything is wrong, with all of it
  public static Settings load(
      Map<String, String> flags, Map<String, String> environment, Path data) {
    Loader loader = new Loader(Settings.class);
    Map<String, String> keys = new HashMap<>(flags);
    Optional<String> named =
        Optional.ofNullable(keys.remove("config"))
            .or(() -> Optional.ofNullable(environment.get("OFFPRINT_CONFIG")));
    Path file = named.map(Path::of).orElse(data.resolve(FILE));
    if (named.isPresent() || Files.exists(file)) {
      loader.add(Source.file(file, loader.mistakes()));
    }
    loader.add(Source.environment(environment, loader.keys()));
    loader.add(Source.commandLine(keys));
    Settings settings =
        new Settings(
            data,
            loader.group(ServerSettings.class),
            loader.group(SiteSettings.class),
            loader.group(DatabaseSettings.class),
            loader.group(IngestSettings.class),
            loader.group(AccountSettings.class),
            loader.group(MailSettings.class),
            loader.group(DkimSettings.class),
            loader.group(DigestSettings.class),
            loader.group(SourcesSettings.class),
            loader.group(LinksSettings.class),
            loader.group(HookSettings.class),
            loader.group(RunSettings.class),
            loader.group(MetricsSettings.class),
            loader.group(LogSettings.class),
            loader.effective());
    loader.requireNoMistake();
    return settings;
  }

  /// What holds where nothing is set.
  public static Settings defaults(Path data) {
    return load(Map.of(), Map.of(), data);
  }

  /// Every setting on a line, with where its value came from; secrets are masked.
  public String describe() {
    int widest =
        effective.stream()
                .mapToInt(setting -> setting.key().length() + setting.value().length())
                .max()
                .orElse(0)
            + 3;
    return effective.stream()
        .map(setting ->
            ("%-" + widest + "s  # %s%n")
                .formatted(setting.key() + " = " + setting.value(), setting.origin()))
        .collect(Collectors.joining());
  }
}
