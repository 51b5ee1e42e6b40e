package org.offprint.lab.plugin;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Predicate;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.plugin.PluginJar;
import org.offprint.catalog.plugin.PluginRefused;
import org.offprint.catalog.result.Method;
import org.offprint.lab.task.Experiment;

/// The plug-ins of some folders, each in a class loader of its own, so that two may hold different
/// classes of one name. A jar that is refused takes nothing with it.
///
/// @param refused a line for each jar that is left out
public record Plugins(List<LoadedPlugin> loaded, List<String> refused) {
  public Plugins {
    loaded = List.copyOf(loaded);
    refused = List.copyOf(refused);
  }

  /// @param knownTask whether a task of this name is here already, without any plug-in
  public static Plugins in(
      List<Path> folders,
      Predicate<String> knownMethod,
      Predicate<PaperId> knownPaper,
      Predicate<String> knownTask) {
    PluginJar.Found found = PluginJar.in(folders, knownMethod, knownPaper);
    List<LoadedPlugin> loaded = new ArrayList<>();
    List<String> refused = new ArrayList<>(found.refused());
    Set<String> tasks = new HashSet<>();
    for (PluginJar jar : found.plugins()) {
      try {
        LoadedPlugin plugin = load(jar);
        for (Experiment experiment : plugin.experiments()) {
          String task = experiment.task().id();
          if (knownTask.test(task) || !tasks.add(task)) {
            throw new PluginRefused(
                jar.name(), "there is a task '%s' already: give yours another id".formatted(task));
          }
        }
        loaded.add(plugin);
      } catch (PluginRefused e) {
        refused.add(String.valueOf(e.getMessage()));
      }
    }
    return new Plugins(loaded, refused);
  }

  private static LoadedPlugin load(PluginJar jar) {
    try {
      PaperPlugin code = code(jar);
      List<Experiment> experiments = code.experiments();
      experiments.forEach(experiment -> requireOwn(jar, experiment));
      return new LoadedPlugin(jar, code, experiments);
    } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
      // Its code may throw whatever it likes; the others are loaded all the same.
      if (e instanceof PluginRefused refused) {
        throw refused;
      }
      Throwable why = e.getCause() == null ? e : e.getCause();
      throw new PluginRefused(jar.name(), "its code cannot be loaded: " + why, e);
    }
  }

  private static PaperPlugin code(PluginJar jar) {
    // Stays open as long as the process: a class may be loaded at any time of a run.
    URLClassLoader loader =
        new URLClassLoader(
            "plug-in " + jar.name(), new URL[] {address(jar)}, Plugins.class.getClassLoader());
    List<PaperPlugin> own =
        ServiceLoader.load(PaperPlugin.class, loader).stream()
            .filter(provider -> provider.type().getClassLoader() == loader)
            .map(ServiceLoader.Provider::get)
            .toList();
    if (own.size() != 1) {
      throw new PluginRefused(
          jar.name(),
          "META-INF/services/%s names %s classes of the jar: expected one"
              .formatted(PaperPlugin.class.getName(), own.isEmpty() ? "no" : own.size()));
    }
    return own.getFirst();
  }

  private static URL address(PluginJar jar) {
    try {
      return jar.jar().toUri().toURL();
    } catch (MalformedURLException e) {
      throw new PluginRefused(jar.name(), "its path has no address", e);
    }
  }

  private static void requireOwn(PluginJar jar, Experiment experiment) {
    String task = experiment.task().id();
    List<String> methods = jar.methods().stream().map(Method::id).toList();
    if (!methods.contains(experiment.method())) {
      throw new PluginRefused(
          jar.name(),
          "task '%s' is about method '%s', and methods.json has %s"
              .formatted(task, experiment.method(), methods));
    }
    if (!jar.claims().claims().contains(experiment.task().claim())) {
      throw new PluginRefused(
          jar.name(),
          "the claim of task '%s' is none of claims.json: take it with Claims.of(this class, 1)"
              .formatted(task));
    }
  }
}
