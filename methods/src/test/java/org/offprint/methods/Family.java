package org.offprint.methods;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/// Finds the members of a family by scanning, so that a contract test forgets none.
public final class Family {
  private Family() {}

  /// The concrete classes of a package, and of those below, that are of a type.
  public static Stream<Class<?>> classes(String packageName, Class<?> type) {
    return new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests()))
        .importPackages(packageName).stream()
            .filter(one -> one.isAssignableTo(type))
            .filter(one -> !one.getModifiers().contains(JavaModifier.ABSTRACT))
            .map(one -> (Class<?>) one.reflect());
  }

  /// One of each, by its public static `standard()`, which gives a member with its defaults.
  public static <T> Stream<Named<T>> members(String packageName, Class<T> type) {
    return classes(packageName, type)
        .map(one -> Named.of(one.getSimpleName(), type.cast(standard(one))));
  }

  private static Object standard(Class<?> type) {
    try {
      return type.getMethod("standard").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(
          type.getSimpleName()
              + " needs a public static standard() that gives it with its defaults",
          e);
    }
  }
}
