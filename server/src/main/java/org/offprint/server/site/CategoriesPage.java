package org.offprint.server.site;

import java.util.List;

/// The fields and organisations that have papers here.
public record CategoriesPage(Frame frame, List<Group> groups, List<Field> organisations) {
  public record Group(String name, List<Field> fields) {}

  public record Field(String key, String name, String href, long papers) {}
}
