package org.offprint.server.ingest;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.offprint.catalog.paper.PaperId;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The forms that a JSON object can have, in the order in which they are asked.
final class JsonForms {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final List<JsonForm> forms;

  JsonForms(Function<String, Optional<PaperId>> byTitle) {
    this(
        List.of(
            new DailyForm.Whole(),
            new DailyForm.Flat(),
            new DailyForm.Late(),
            new ApiForm.Entry(),
            new SeedPage(byTitle),
            new ExportForm(),
            new CorpusForm.Venue(),
            new SnapshotForm(),
            new CorpusForm.ArxivLike(),
            new ApiForm.Single()));
  }

  JsonForms(List<JsonForm> forms) {
    this.forms = forms;
  }

  Said read(String json) {
    JsonNode node;
    try {
      node = JSON.readTree(json);
    } catch (JacksonException e) {
      throw new Unreadable("not JSON: " + Fields.cut(e.getOriginalMessage()), e);
    }
    if (!node.isObject()) {
      throw new Unreadable("not a JSON object: " + Fields.cut(json));
    }
    Fields record = new Fields(node);
    for (JsonForm form : forms) {
      if (form.fits(record)) {
        return form.read(record);
      }
    }
    throw new Unreadable(
        "the object has no known form; its fields are "
            + Fields.cut(String.join(", ", node.propertyNames())));
  }

  /// Whether a text is a whole object of a known form.
  boolean knows(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      return node.isObject() && forms.stream().anyMatch(form -> form.fits(new Fields(node)));
    } catch (JacksonException e) {
      return false;
    }
  }
}
