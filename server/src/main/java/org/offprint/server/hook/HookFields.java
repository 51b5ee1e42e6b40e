package org.offprint.server.hook;

import java.util.LinkedHashMap;
import java.util.Map;
import org.offprint.server.hook.Hook.Form;
import org.offprint.server.hook.Hook.Topic;

/// What stands in the fields of a hook's form.
public record HookFields(Map<String, String> values) {
  static final HookFields FRESH =
      new HookFields(Map.of("form", Form.json.name(), "most", "10", Topic.papers.name(), "1"));

  public HookFields {
    values = Map.copyOf(values);
  }

  /// Without the address, which is as good as a password.
  static HookFields of(Hook hook) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("name", hook.name());
    values.put("form", hook.form().name());
    values.put("category", hook.category());
    values.put("search", hook.search());
    values.put("most", String.valueOf(hook.most()));
    hook.gets().forEach(topic -> values.put(topic.name(), "1"));
    return new HookFields(values);
  }

  public String value(String field) {
    return values.getOrDefault(field, "");
  }

  public boolean ticked(Topic topic) {
    return values.containsKey(topic.name());
  }

  public boolean chosen(Form form) {
    return value("form").equals(form.name());
  }
}
