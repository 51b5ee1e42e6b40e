package org.offprint.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.result.FormulaCheck;
import org.offprint.catalog.result.Method;
import org.offprint.lab.plugin.LoadedPlugin;
import org.offprint.lab.plugin.Plugins;
import org.offprint.lab.task.Experiment;

/// Every method that can be run here: those of the first edition, and those that plug-ins bring.
record Library(List<LoadedPlugin> plugins, List<String> refused) {
  /// The first edition alone.
  static Library ofTheBuild() {
    return new Library(List.of(), List.of());
  }

  static Library with(List<Path> pluginFolders) {
    Plugins found =
        Plugins.in(
            pluginFolders,
            id -> Registry.method(id).isPresent(),
            Library::isOfTheEdition,
            id -> Registry.EXPERIMENTS.stream().anyMatch(one -> one.task().id().equals(id)));
    return new Library(found.loaded(), found.refused());
  }

  private static boolean isOfTheEdition(PaperId paper) {
    return Registry.ALL.stream().anyMatch(method -> method.paper().equals(paper));
  }

  /// The first edition in its order, then the plug-ins.
  List<Method> methods() {
    return Stream.concat(
            Registry.ALL.stream().sorted(Comparator.comparing(Library::number)),
            plugins.stream().flatMap(plugin -> plugin.jar().methods().stream()))
        .toList();
  }

  private static Integer number(Method method) {
    Integer number = method.number();
    return number == null ? Integer.valueOf(Integer.MAX_VALUE) : number;
  }

  Optional<Method> method(String id) {
    return methods().stream().filter(method -> method.id().equals(id)).findFirst();
  }

  List<Experiment> experiments() {
    List<Experiment> all = new ArrayList<>(Registry.EXPERIMENTS);
    plugins.forEach(plugin -> all.addAll(plugin.experiments()));
    return all;
  }

  List<Experiment> experimentsOf(String method) {
    return experiments().stream().filter(experiment -> experiment.method().equals(method)).toList();
  }

  /// The plug-in that brings a method; empty for one of the first edition.
  Optional<LoadedPlugin> plugin(String method) {
    return plugins.stream()
        .filter(plugin -> plugin.jar().methods().stream().anyMatch(one -> one.id().equals(method)))
        .findFirst();
  }

  /// @throws IllegalStateException if a plug-in's own check breaks; the message names its jar
  FormulaCheck checkFormula(Method method) {
    Optional<LoadedPlugin> plugin = plugin(method.id());
    if (plugin.isEmpty()) {
      return Runner.checkFormula(method);
    }
    try {
      return plugin.get().checkFormula();
    } catch (RuntimeException | LinkageError e) { // its code may throw whatever it likes
      throw new IllegalStateException(
          "the golden check of plug-in %s broke: %s".formatted(plugin.get().jar().name(), e), e);
    }
  }
}
