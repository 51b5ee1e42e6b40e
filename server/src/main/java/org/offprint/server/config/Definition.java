package org.offprint.server.config;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A setting that exists: one annotated component of a group's record.
record Definition(Setting setting, Type type) {
  static final String PREFIX = "OFFPRINT_";

  /// The settings of a record, in the order of its components.
  static List<Definition> of(Class<?> group) {
    List<Definition> found = new ArrayList<>();
    for (RecordComponent component : group.getRecordComponents()) {
      Setting setting = component.getAnnotation(Setting.class);
      if (setting == null) {
        throw new AssertionError(
            "%s of %s lacks @Setting".formatted(component.getName(), group.getSimpleName()));
      }
      found.add(new Definition(setting, component.getGenericType()));
    }
    return found;
  }

  /// The components of `root` that are groups.
  static List<RecordComponent> groups(Class<?> root) {
    List<RecordComponent> found = new ArrayList<>(List.of(root.getRecordComponents()));
    found.removeIf(component -> component.getAnnotation(Group.class) == null);
    return found;
  }

  String key() {
    return setting.key();
  }

  boolean secret() {
    return type == Secret.class;
  }

  /// The key that names a file with the value.
  String fileKey() {
    return key() + "-file";
  }

  /// The name of a key among the environment variables.
  static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
